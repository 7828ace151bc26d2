//! Items that the record of an email holds: ENVELOPE, BODY, BODYSTRUCTURE and PREVIEW.

use posthouse_imap_wire::command::FetchItem;
use posthouse_imap_wire::encode::FetchWriter;
use posthouse_mailbox::{Email, Error as MailboxError, StorageError};
use posthouse_message::{DecodeError, EnvelopeRef, IndexRef, Part};

use super::envelope::Indexed;
use super::structure::Structure;

/// As much of a record as the items need.
pub(super) struct Record<'a> {
    envelope: Option<EnvelopeRef<'a>>,
    preview: Option<&'a str>,
    root: Option<Part>,
}

impl<'a> Record<'a> {
    pub(super) fn read(email: &'a Email, items: &[FetchItem]) -> Result<Self, MailboxError> {
        let needs_envelope = items.contains(&FetchItem::Envelope);
        let needs_preview = items.iter().any(|item| matches!(item, FetchItem::Preview { .. }));
        let needs_parts = items.iter().any(|item| matches!(item, FetchItem::Body | FetchItem::BodyStructure));
        let envelope = needs_envelope.then(|| email.envelope()).transpose().map_err(damaged)?;
        let preview = needs_preview.then(|| IndexRef::decode(email.index_record())).transpose().map_err(damaged)?;
        let preview = preview.map(|index| index.preview);
        let root = needs_parts.then(|| IndexRef::decode(email.index_record())?.root()).transpose().map_err(damaged)?;
        Ok(Self { envelope, preview, root })
    }

    /// Writes the item, if it is one that a record answers.
    pub(super) fn item(&self, out: &mut Vec<u8>, writer: &mut FetchWriter, item: &FetchItem) {
        match (item, self.envelope, &self.root) {
            (FetchItem::Envelope, Some(envelope), _) => writer.envelope(out, &Indexed(envelope)),
            (FetchItem::Body, _, Some(root)) => writer.body(out, &Structure(root)),
            (FetchItem::BodyStructure, _, Some(root)) => writer.body_structure(out, &Structure(root)),
            // Made when the message came, so never too late for LAZY (RFC 8970 §4.1).
            (FetchItem::Preview { .. }, _, _) => writer.preview(out, self.preview),
            _ => {}
        }
    }
}

pub(super) fn damaged(error: DecodeError) -> MailboxError {
    StorageError::Corrupt(error.to_string()).into()
}
