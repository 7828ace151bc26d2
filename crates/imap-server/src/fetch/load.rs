//! Reading the texts of a message, a few messages ahead of the socket.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use posthouse_imap_wire::command::FetchItem;
use posthouse_mailbox::{Account, Body, Email, Error as MailboxError, StorageError};
use tokio::task::JoinHandle;

use super::binary::{self, Content, Measure};
use super::record::damaged;
use super::section::{self, Text};

/// How many messages are read ahead.
const AHEAD: usize = 6;

/// Texts that lie within this many octets are read at once, others stream.
pub(super) const SHORT: u64 = 128 << 10;

/// How much of a header HEADER.FIELDS looks at. No header of a real message is that long.
const HEADER: u64 = 1 << 20;

/// The texts that a FETCH asks of one message.
pub(super) struct Loaded {
    pub(super) email: Email,
    pub(super) body: Body,
    /// One for each item that names a text, in their order.
    pub(super) texts: VecDeque<Octets>,
}

/// A text, or the way to it.
#[derive(Debug)]
pub(super) enum Octets {
    /// There is no such text: NIL.
    Missing,
    /// It is here.
    Held(Bytes),
    /// It is to be streamed from the body.
    Stored(Range<u64>),
    /// It is to be streamed from the body and decoded.
    Encoded(Content, Measure),
    /// Only its length is asked for.
    Size(u64),
    /// Nobody knows how to decode it.
    UnknownEncoding,
}

/// Reads texts in the order in which it is told of the emails.
pub(super) struct Loader {
    account: Account,
    items: Arc<[FetchItem]>,
}

/// A message that is being read. Dropping it stops the reading.
pub(super) struct Loading(JoinHandle<Result<Loaded, MailboxError>>);

impl Loader {
    pub(super) fn new(account: &Account, items: &[FetchItem]) -> Self {
        Self { account: account.clone(), items: items.into() }
    }

    /// Begins to read the texts of a message.
    pub(super) fn begin(&self, email: Result<Email, MailboxError>) -> Loading {
        let (account, items) = (self.account.clone(), Arc::clone(&self.items));
        Loading(tokio::spawn(async move { load(&account, email?, &items).await }))
    }

    /// Whether so many are being read that it is time to write one.
    pub(super) fn is_busy(waiting: usize) -> bool {
        waiting >= AHEAD
    }
}

impl Loading {
    pub(super) async fn finish(mut self) -> Result<Loaded, MailboxError> {
        (&mut self.0).await.unwrap_or_else(|stopped| Err(StorageError::Unavailable(stopped.to_string()).into()))
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn load(account: &Account, email: Email, items: &[FetchItem]) -> Result<Loaded, MailboxError> {
    let index = email.index().map_err(damaged)?;
    let body = account.body(&email).await?;
    if body.len() != index.size {
        return Err(StorageError::Corrupt("the body has not the size that its record says".into()).into());
    }
    let mut texts = VecDeque::new();
    for item in items {
        if let Some(text) = section::text(&index, item) {
            texts.push_back(octets(&body, item, text).await?);
        } else if let Some(content) = binary::octets(&index, &body, item).await? {
            texts.push_back(content);
        }
    }
    read_short(&body, &mut texts).await?;
    Ok(Loaded { email, body, texts })
}

async fn octets(body: &Body, item: &FetchItem, text: Text<'_>) -> Result<Octets, StorageError> {
    let partial = section::partial(item);
    match text {
        Text::Missing => Ok(Octets::Missing),
        Text::Range(range) => {
            let cut = section::cut(partial, range.end.saturating_sub(range.start));
            Ok(Octets::Stored(range.start + cut.start..range.start + cut.end))
        }
        Text::Fields(header, fields) => {
            let subset = fields.of(&body.read(header.start..header.end.min(header.start + HEADER)).await?);
            let cut = section::cut(partial, subset.len() as u64);
            let subset = subset.get(cut.start as usize..cut.end as usize).unwrap_or_default();
            Ok(Octets::Held(Bytes::copy_from_slice(subset)))
        }
    }
}

/// Reads the texts that are near each other at once, if they are short.
async fn read_short(body: &Body, texts: &mut VecDeque<Octets>) -> Result<(), StorageError> {
    let Some(span) = span(texts).filter(|span| span.end - span.start <= SHORT) else { return Ok(()) };
    let bytes = body.read(span.clone()).await?;
    for text in texts {
        if let Octets::Stored(range) = text {
            *text = Octets::Held(bytes.slice((range.start - span.start) as usize..(range.end - span.start) as usize));
        }
    }
    Ok(())
}

/// From the begin of the first text that is not here to the end of the last.
fn span(texts: &VecDeque<Octets>) -> Option<Range<u64>> {
    let ranges = texts.iter().filter_map(|text| match text {
        Octets::Stored(range) => Some(range.clone()),
        _ => None,
    });
    ranges.reduce(|span, range| span.start.min(range.start)..span.end.max(range.end))
}
