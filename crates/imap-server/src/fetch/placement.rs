//! Items that the version of the mailbox holds: no waiting and no memory per message.

use posthouse_imap_wire::command::FetchItem;
use posthouse_imap_wire::encode::FetchWriter;
use posthouse_imap_wire::{DateTime, ModSeq, SeqNum, Uid};
use posthouse_mailbox::{InternalDate, Message};

use super::Request;
use crate::error::Error;
use crate::flag_text::FlagText;
use crate::object_id;
use crate::output::Output;

pub(super) async fn run(request: &Request<'_>, out: &mut Output<'_>) -> Result<(), Error> {
    let mut placements = Placements::of(request);
    for (number, message) in request.view.mailbox.select(request.messages) {
        let Some(number) = SeqNum::new(number) else { continue };
        let mut writer = placements.begin(out.buffer(), number, message);
        for item in request.items {
            placements.item(out.buffer(), &mut writer, item, message);
        }
        writer.end(out.buffer());
        if out.is_full() {
            out.flush().await?;
        }
    }
    Ok(())
}

/// Writes what placements say.
pub(super) struct Placements<'a> {
    request: &'a Request<'a>,
    flags: FlagText<'a>,
}

impl<'a> Placements<'a> {
    pub(super) fn of(request: &'a Request<'a>) -> Self {
        Self { request, flags: FlagText::of(&request.view.mailbox) }
    }

    /// Begins the response for a message. Where this command has changed its flags, they are told, and to a client that
    /// knows CONDSTORE the UID and the modification sequence (RFC 7162 §3.2.4).
    pub(super) fn begin(&mut self, out: &mut Vec<u8>, number: SeqNum, message: &Message) -> FetchWriter {
        let enabled = self.request.enabled;
        let mut writer = enabled.begin_fetch(out, number, message.uid);
        if self.request.newly_seen.contains(message.uid) {
            let implied = [
                (FetchItem::Uid, enabled.tells_uids()),
                (FetchItem::Flags, true),
                (FetchItem::ModSeq, enabled.condstore),
            ];
            for (item, _) in implied.iter().filter(|(item, told)| *told && !self.request.items.contains(item)) {
                self.item(out, &mut writer, item, message);
            }
        }
        writer
    }

    /// Writes the item, if it is one that a placement answers.
    pub(super) fn item(&mut self, out: &mut Vec<u8>, writer: &mut FetchWriter, item: &FetchItem, message: &Message) {
        match item {
            FetchItem::Flags => {
                let recent = self.request.enabled.tells_recent() && self.request.view.is_recent(message.uid);
                writer.flags(out, self.flags.list(message.flags, recent));
            }
            FetchItem::Uid => {
                if let Some(uid) = Uid::new(message.uid.get()) {
                    writer.uid(out, uid);
                }
            }
            FetchItem::InternalDate => {
                if let Some(moment) = date_time(message.internal_date) {
                    writer.internal_date(out, moment);
                }
            }
            FetchItem::Rfc822Size => writer.rfc822_size(out, message.size.into()),
            FetchItem::ModSeq => writer.mod_seq(out, ModSeq::new(message.modseq.0).unwrap_or(ModSeq::MAX)),
            FetchItem::EmailId => {
                writer.email_id(out, &object_id::of_email(self.request.account.id(), message.email));
            }
            // Messages are not gathered into threads that last (RFC 8474 §5.2).
            FetchItem::ThreadId => writer.thread_id(out, None),
            FetchItem::SaveDate => {
                writer.save_date(out, date_time(InternalDate { seconds: message.saved, offset_minutes: 0 }));
            }
            _ => {}
        }
    }
}

/// `None` beyond the year 9999, which ABNF `date-time` cannot show and no client can set.
fn date_time(date: InternalDate) -> Option<DateTime> {
    DateTime::from_unix(date.seconds, date.offset_minutes)
}
