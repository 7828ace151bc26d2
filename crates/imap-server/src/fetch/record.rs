//! Items that the record of an email holds: ENVELOPE, BODY, BODYSTRUCTURE and PREVIEW.

use posthouse_imap_wire::SeqNum;
use posthouse_imap_wire::command::FetchItem;
use posthouse_imap_wire::encode::FetchWriter;
use posthouse_mailbox::{Email, Error as MailboxError, StorageError};
use posthouse_message::{DecodeError, EnvelopeRef, IndexRef, Part};

use super::envelope::Indexed;
use super::pages::{Entry, Pages};
use super::placement::Placements;
use super::structure::Structure;
use super::{Progress, Request};
use crate::error::Error;
use crate::output::Output;

pub(super) async fn run(request: &Request<'_>, progress: &mut Progress, out: &mut Output<'_>) -> Result<(), Error> {
    let mut pages = Pages::new(request.account, request.view.mailbox.select(request.messages));
    let mut placements = Placements::of(request);
    let mut page = pages.next().await?;
    while !page.is_empty() {
        // The next page is read while this one is written.
        let (next, written) = tokio::join!(pages.next(), write(request, &mut placements, page, progress, out));
        written?;
        page = next?;
    }
    Ok(())
}

async fn write(
    request: &Request<'_>,
    placements: &mut Placements<'_>,
    page: Vec<Entry>,
    progress: &mut Progress,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    for entry in page {
        let Some(email) = progress.take(entry.email)? else { continue };
        let Some(record) = progress.take(Record::read(&email, request.items))? else { continue };
        let Some(number) = SeqNum::new(entry.number) else { continue };
        let mut writer = placements.begin(out.buffer(), number, &entry.message);
        for item in request.items {
            record.item(out.buffer(), &mut writer, item);
            placements.item(out.buffer(), &mut writer, item, &entry.message);
        }
        writer.end(out.buffer());
        if out.is_full() {
            out.flush().await?;
        }
    }
    Ok(())
}

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
