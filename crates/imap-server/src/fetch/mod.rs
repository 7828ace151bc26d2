//! FETCH responses: from the placement of a message, its record, or its bytes (RFC 9051 §6.4.5, §7.5.2).
//!
//! What a command costs is what its dearest item costs. Flags, UIDs, sizes and dates lie in the version of the mailbox
//! and are written without waiting for anything. Envelopes, structures and previews are read from the records of the emails, or, of many at
//! once, from columns. Texts
//! are byte ranges that the MIME index names; long ones stream from the blob store to the socket and are never in memory
//! as a whole. What has to be read is read, and made into responses, a few runs of messages ahead of the socket.
//!
//! Not here: which messages a set names, and the change of `\Seen`. The session asks [`sets_seen`], stores the flag,
//! and calls [`run`] with the version that has it.

mod binary;
mod envelope;
mod header_fields;
pub(crate) mod one;
mod piece;
mod placement;
mod record;
mod responses;
mod runs;
mod section;
mod structure;
mod text;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use posthouse_imap_wire::command::FetchItem;
use posthouse_mailbox::{Account, Error as MailboxError, StorageError, UidSet};

use header_fields::HeaderFields;

use crate::enabled::Enabled;
use crate::error::{Error, Refusal};
use crate::output::Output;
use crate::view::View;

/// What a FETCH command asks for, after the session has done what changes the mailbox.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    /// Whose messages.
    pub(crate) account: &'a Account,
    /// The version that is told of; its sequence numbers are the client's.
    pub(crate) view: &'a View,
    /// Which messages; those that the view does not have are passed over.
    pub(crate) messages: &'a UidSet,
    /// What of them. UID is among them for UID FETCH, and MODSEQ for CHANGEDSINCE, whether the client wrote it or not.
    pub(crate) items: &'a [FetchItem],
    /// The messages that have become `\Seen` by this command: their responses have FLAGS too (RFC 9051 §6.4.5).
    pub(crate) newly_seen: &'a UidSet,
    /// What its client has switched on: how strings are written, what FLAGS come with.
    pub(crate) enabled: Enabled,
}

/// How a FETCH went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fetched {
    /// Some messages have no response: they are gone for good (RFC 5530 §3, EXPUNGEISSUED).
    pub(crate) gone: bool,
    /// Some messages have no response: a part that BINARY asks for is encoded in a way that is not known (RFC 3516 §4.3).
    pub(crate) unknown_encoding: bool,
}

/// Whether a FETCH of these items sets `\Seen` where the mailbox is not read-only (RFC 9051 §6.4.5).
///
/// The session then stores the flag first and gives [`run`] the version that has it, with the UIDs of those messages
/// that had it not before as [`Request::newly_seen`].
pub(crate) fn sets_seen(items: &[FetchItem]) -> bool {
    items.iter().any(FetchItem::sets_seen)
}

/// How many contents one FETCH may ask to be decoded, and headers to be taken apart: each costs a pass over a message, and
/// its answer may be short.
const MOST_DECODED: usize = 256;

/// Refuses what would cost too much, before anything is done.
///
/// # Errors
/// Where there is too much of it.
pub(crate) fn admit(items: &[FetchItem]) -> Result<(), Refusal> {
    let is_decoded = |item: &&FetchItem| match item {
        FetchItem::Binary(_) | FetchItem::BinarySize(_) => true,
        item => HeaderFields::named_by(item).is_some(),
    };
    match items.iter().filter(is_decoded).count() {
        0..=MOST_DECODED => Ok(()),
        _ => Err(Refusal::TooManyItems),
    }
}

/// The items, each once: to say a thing twice tells nobody more, but would make a response as long as a client likes.
fn each_once(items: &[FetchItem]) -> Vec<FetchItem> {
    let mut known = HashSet::with_capacity(items.len());
    items.iter().filter(|item| known.insert(*item)).cloned().collect()
}

/// Writes the FETCH responses, in the order of the messages.
///
/// # Errors
/// Where the storage fails or the client is gone; what was written of a response is whole, unless the connection can no
/// longer be used ([`Error::Connection`]). Where only some messages are damaged, all others are answered first.
pub(crate) async fn run(request: Request<'_>, out: &mut Output<'_>) -> Result<Fetched, Error> {
    let items = each_once(request.items);
    let request = Request { items: &items, ..request };
    let mut progress = Progress::default();
    match request.items.iter().map(Cost::of).max() {
        None | Some(Cost::Placement) => placement::run(&request, out).await?,
        Some(cost) => responses::run(&request, cost, &mut progress, out).await?,
    }
    progress.finish()
}

/// What an item needs, from the cheapest to the dearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cost {
    /// The placement of the message, which is in memory.
    Placement,
    /// The record of the email.
    Record,
    /// The bytes of the message.
    Bytes,
}

impl Cost {
    fn of(item: &FetchItem) -> Self {
        match item {
            FetchItem::Flags | FetchItem::InternalDate | FetchItem::Rfc822Size | FetchItem::Uid | FetchItem::ModSeq => {
                Self::Placement
            }
            FetchItem::EmailId | FetchItem::ThreadId | FetchItem::SaveDate => Self::Placement,
            FetchItem::Envelope | FetchItem::Body | FetchItem::BodyStructure => Self::Record,
            FetchItem::Preview { .. } => Self::Record,
            FetchItem::Section(_) | FetchItem::Rfc822 | FetchItem::Rfc822Header | FetchItem::Rfc822Text => Self::Bytes,
            FetchItem::Binary(_) | FetchItem::BinarySize(_) => Self::Bytes,
        }
    }
}

/// Messages that could not be answered.
#[derive(Debug, Default)]
struct Progress {
    gone: bool,
    unknown_encoding: bool,
    damaged: Option<StorageError>,
}

impl Progress {
    /// What was read of one message. One that is gone or damaged does not keep the others from being answered.
    fn take<T>(&mut self, read: Result<T, MailboxError>) -> Result<Option<T>, Error> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(MailboxError::Gone) => {
                self.gone = true;
                Ok(None)
            }
            Err(MailboxError::Storage(damage @ StorageError::Corrupt(_))) => {
                self.damaged.get_or_insert(damage);
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// With what the messages behind these have brought.
    fn add(&mut self, later: Self) {
        self.gone |= later.gone;
        self.unknown_encoding |= later.unknown_encoding;
        self.damaged = self.damaged.take().or(later.damaged);
    }

    fn finish(self) -> Result<Fetched, Error> {
        match self.damaged {
            Some(damage) => Err(damage.into()),
            None => Ok(Fetched { gone: self.gone, unknown_encoding: self.unknown_encoding }),
        }
    }
}
