//! Messages that hold NUL, which no client can get by BODY[…] (RFC 9051 §4.3.1): RFC 3516 §6 has them told, and sent, in
//! an encoding that IMAP knows. So their binary parts are kept in base64, which BINARY[…] takes off again; all other
//! octets stay as they are.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use posthouse_mailbox::{Arrived, Body, Incoming, StorageError, Store};
use posthouse_message::{Content, Part, fields};

use crate::error::{Error, Refusal};

/// The longest header of a part that is changed, in octets.
const HEADER: u64 = 1 << 20;

/// How many octets make a line of base64 (RFC 2045 §6.8: 76 characters).
const LINE: usize = 57;

/// The message with its binary parts in base64.
///
/// # Errors
/// UNKNOWN-CTE where NUL is outside of parts that can be encoded: in a header, between parts, in an encoding.
pub(super) async fn encoded(store: &Store, raw: &Arrived) -> Result<Arrived, Error> {
    let body = store.body(raw).await?;
    let mut copy = Copying { body, incoming: store.incoming(), at: 0, has_nul: false };
    let mut leaves = Vec::new();
    gather_leaves(&raw.index().root, &mut leaves);
    for part in leaves {
        if part.encoding.is_identity() && copy.holds_nul(part.body.clone()).await? {
            copy.encode(part).await?;
        }
    }
    copy.up_to(raw.size()).await?;
    match copy.has_nul {
        true => Err(Refusal::UnknownCte.into()),
        false => Ok(copy.incoming.finish().await?),
    }
}

/// The parts without parts of their own, in the order of the message.
fn gather_leaves<'a>(part: &'a Part, leaves: &mut Vec<&'a Part>) {
    match &part.content {
        Content::Leaf => leaves.push(part),
        Content::Multipart(parts) => parts.iter().for_each(|part| gather_leaves(part, leaves)),
        Content::Message { part, .. } => gather_leaves(part, leaves),
    }
}

/// A message that is copied with changes.
struct Copying {
    body: Body,
    incoming: Incoming,
    /// How far it is copied.
    at: u64,
    /// Whether what was copied holds NUL.
    has_nul: bool,
}

impl Copying {
    async fn holds_nul(&self, range: Range<u64>) -> Result<bool, StorageError> {
        let mut chunks = self.body.chunks(range);
        while let Some(chunk) = chunks.next().await? {
            if memchr::memchr(0, &chunk).is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn up_to(&mut self, end: u64) -> Result<(), StorageError> {
        let mut chunks = self.body.chunks(self.at..end);
        while let Some(chunk) = chunks.next().await? {
            self.has_nul |= memchr::memchr(0, &chunk).is_some();
            self.incoming.write(&chunk).await?;
        }
        self.at = end;
        Ok(())
    }

    async fn encode(&mut self, part: &Part) -> Result<(), Error> {
        self.up_to(part.header.start).await?;
        if part.header.end - part.header.start > HEADER {
            return Err(Refusal::UnknownCte.into());
        }
        let header = with_base64(&self.body.read(part.header.clone()).await.map_err(StorageError::from)?);
        self.has_nul |= memchr::memchr(0, &header).is_some();
        self.incoming.write(&header).await?;
        self.encode_body(part.body.clone()).await?;
        self.at = part.body.end;
        Ok(())
    }

    async fn encode_body(&mut self, range: Range<u64>) -> Result<(), StorageError> {
        let mut chunks = self.body.chunks(range);
        let mut rest = Vec::new();
        while let Some(chunk) = chunks.next().await? {
            rest.extend_from_slice(&chunk);
            let whole = rest.len() - rest.len() % LINE;
            self.incoming.write(&lines(rest.get(..whole).unwrap_or_default())).await?;
            rest.drain(..whole);
        }
        self.incoming.write(&lines(&rest)).await
    }
}

/// Base64 in lines, each with its end.
fn lines(octets: &[u8]) -> Vec<u8> {
    let mut text = String::with_capacity(octets.len() / 3 * 4 + octets.len() / LINE * 2 + 8);
    for line in octets.chunks(LINE) {
        STANDARD.encode_string(line, &mut text);
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// The header with another Content-Transfer-Encoding, in the place of the old one or at its end.
fn with_base64(header: &[u8]) -> Vec<u8> {
    const FIELD: &[u8] = b"Content-Transfer-Encoding: base64\r\n";
    let is_encoding = |name: &[u8]| name.eq_ignore_ascii_case(b"Content-Transfer-Encoding");
    let (mut changed, mut at, mut is_there) = (Vec::with_capacity(header.len() + FIELD.len()), 0, false);
    let mut end = 0;
    for field in fields(header) {
        if is_encoding(field.name) {
            changed.extend_from_slice(header.get(at..field.range.start).unwrap_or_default());
            changed.extend_from_slice(if is_there { b"" } else { FIELD });
            (at, is_there) = (field.range.end, true);
        }
        end = field.range.end;
    }
    changed.extend_from_slice(header.get(at..end).unwrap_or_default());
    changed.extend_from_slice(if is_there { b"" } else { FIELD });
    changed.extend_from_slice(header.get(end..).unwrap_or_default());
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_replaced_or_added() {
        let cases = [
            ("A: b\r\n\r\n", "A: b\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
            ("\r\n", "Content-Transfer-Encoding: base64\r\n\r\n"),
            ("content-transfer-encoding: binary\r\nA: b\r\n\r\n", "Content-Transfer-Encoding: base64\r\nA: b\r\n\r\n"),
            (
                "A: b\nContent-Transfer-Encoding:\n 8bit\nC: d\nContent-Transfer-Encoding: 7bit\n\n",
                "A: b\nContent-Transfer-Encoding: base64\r\nC: d\n\n",
            ),
        ];
        for (header, expected) in cases {
            assert_eq!(String::from_utf8(with_base64(header.as_bytes())).unwrap(), expected);
        }
    }

    #[test]
    fn lines_have_76_characters() {
        let text = String::from_utf8(lines(&[0; 115])).unwrap();
        assert_eq!(text.lines().map(str::len).collect::<Vec<_>>(), [76, 76, 4]);
        assert!(text.ends_with("==\r\n"));
        assert!(lines(b"").is_empty());
    }
}
