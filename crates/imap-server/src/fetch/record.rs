//! Items that are known of an email without its body: ENVELOPE, BODY, BODYSTRUCTURE and PREVIEW.

use posthouse_imap_wire::command::FetchItem;
use posthouse_imap_wire::encode::FetchWriter;
use posthouse_mailbox::{Error as MailboxError, Outline};
use posthouse_message::{EnvelopeRef, Part};

use super::envelope::Indexed;
use super::structure::Structure;

/// As much of what is known as the items need.
pub(super) struct Record<'a> {
    envelope: Option<EnvelopeRef<'a>>,
    preview: &'a str,
    root: Option<Part>,
}

impl<'a> Record<'a> {
    pub(super) fn read(outline: &Outline<'a>, items: &[FetchItem]) -> Result<Self, MailboxError> {
        let needs_envelope = items.contains(&FetchItem::Envelope);
        let needs_parts = items.iter().any(|item| matches!(item, FetchItem::Body | FetchItem::BodyStructure));
        let envelope = needs_envelope.then(|| outline.envelope()).transpose()?;
        let root = needs_parts.then(|| outline.root()).transpose()?;
        Ok(Self { envelope, preview: outline.preview(), root })
    }

    /// Writes the item, if it is one that a record answers.
    pub(super) fn item(&self, out: &mut Vec<u8>, writer: &mut FetchWriter, item: &FetchItem) {
        match (item, self.envelope, &self.root) {
            (FetchItem::Envelope, Some(envelope), _) => writer.envelope(out, &Indexed(envelope)),
            (FetchItem::Body, _, Some(root)) => writer.body(out, &Structure(root)),
            (FetchItem::BodyStructure, _, Some(root)) => writer.body_structure(out, &Structure(root)),
            // Made when the message came, so never too late for LAZY (RFC 8970 §4.1).
            (FetchItem::Preview { .. }, _, _) => writer.preview(out, Some(self.preview)),
            _ => {}
        }
    }
}
