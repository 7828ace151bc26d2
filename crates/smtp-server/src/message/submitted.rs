//! What a submission server sees to in a header (RFC 6409 §8): fields that are missing, fields that must not go out,
//! and that nobody writes under another's name.

use posthouse_auth::Login;
use posthouse_directory::{Address, Directory};
use posthouse_message::{Address as HeaderAddress, fields, index};

use super::QueueId;
use super::header::begins_header;
use super::reception::Fault;
use super::trace;

/// How many authors a message may have.
const AUTHORS_MAX: usize = 20;

/// What is needed to put a header right.
pub(super) struct Submitted<'a> {
    pub(super) directory: &'a Directory,
    pub(super) login: &'a Login,
    pub(super) hostname: &'a str,
    pub(super) seconds: i64,
    pub(super) id: QueueId,
}

impl Submitted<'_> {
    /// The header to store in place of `header`, which ends with its blank line or has none.
    ///
    /// Fields stand as they came; what is added comes first.
    pub(super) async fn header(&self, header: &[u8]) -> Result<Vec<u8>, Fault> {
        if !begins_header(header) {
            return Ok([self.missing(b"").as_bytes(), b"\r\n", header].concat());
        }
        self.check_authors(header).await?;
        let mut kept = self.missing(header).into_bytes();
        let mut end = 0;
        for field in fields(header) {
            let gap = header.get(end..field.range.start).unwrap_or_default();
            kept.extend_from_slice(gap);
            if !is_secret(field.name) {
                kept.extend_from_slice(header.get(field.range.clone()).unwrap_or_default());
            }
            end = field.range.end;
        }
        kept.extend_from_slice(header.get(end..).unwrap_or_default());
        Ok(kept)
    }

    /// The fields that `header` lacks (RFC 6409 §8.2, §8.3; RFC 5322 §3.6 wants From as well).
    fn missing(&self, header: &[u8]) -> String {
        let has = |name: &str| fields(header).any(|field| field.name.eq_ignore_ascii_case(name.as_bytes()));
        let mut added = String::new();
        if !has("From") {
            added.push_str(&format!("From: <{}>\r\n", self.login.address));
        }
        if !has("Date") {
            added.push_str(&format!("Date: {}\r\n", trace::date(self.seconds)));
        }
        if !has("Message-ID") {
            added.push_str(&format!("Message-ID: <{}@{}>\r\n", self.id, self.hostname));
        }
        added
    }

    /// Every author must be an address of the account (RFC 6409 §6.1).
    async fn check_authors(&self, header: &[u8]) -> Result<(), Fault> {
        let count = fields(header).filter(|field| field.name.eq_ignore_ascii_case(b"From")).count();
        if count > 1 {
            return Err(Fault::SeveralFrom);
        }
        let listed = index(header).envelope.from;
        let authors: Vec<_> = listed.iter().filter(|address| address.host.is_some()).collect();
        if authors.len() > AUTHORS_MAX || (count == 1 && authors.is_empty()) {
            return Err(Fault::ForeignFrom);
        }
        for author in authors {
            self.check_author(author).await?;
        }
        Ok(())
    }

    async fn check_author(&self, author: &HeaderAddress) -> Result<(), Fault> {
        let address = author.addr_spec().and_then(|text| Address::parse(&text).ok()).ok_or(Fault::ForeignFrom)?;
        match self.directory.owns(self.login.account, &address).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Fault::ForeignFrom),
            Err(error) => Err(Fault::directory(&error)),
        }
    }
}

/// Whether a field tells one recipient of others (RFC 5322 §3.6.3, §3.6.6).
fn is_secret(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"Bcc") || name.eq_ignore_ascii_case(b"Resent-Bcc")
}
