//! UIDBATCHES (RFC 10022): ranges of UIDs that cut the mailbox into pieces of about as many messages.

use posthouse_imap_wire::Tag;
use posthouse_imap_wire::command::UidBatches;
use posthouse_imap_wire::encode;
use posthouse_mailbox::{Mailbox, Uid};

use crate::answer::Done;
use crate::convert;
use crate::error::{Error, Refusal};
use crate::output::Output;
use crate::state::Selected;

/// The smallest batches that are worth it, in messages.
const LEAST: u32 = 500;

/// Costs what is answered, not what the mailbox holds.
pub(super) fn run(selected: &Selected, tag: &Tag, arguments: &UidBatches, out: &mut Output<'_>) -> Result<Done, Error> {
    let (first, last) = match arguments.batches {
        Some((first, last)) if first > last => return Err(Error::ClientBug("The first batch is behind the last")),
        Some((first, last)) => (first.get(), last.get()),
        None => (1, u32::MAX),
    };
    if arguments.size.get() < LEAST {
        return Err(Refusal::SmallBatch.into());
    }
    let batches = Batches { mailbox: &selected.view.mailbox, size: arguments.size.get() };
    let ranges: Vec<_> = (first..=last).map_while(|number| batches.range(number)).collect();
    encode::uid_batches(out.buffer(), tag, &ranges);
    Ok(Done::Plain)
}

/// The batches of a mailbox, the first with its newest messages. Between them they hold every UID up to the newest, so
/// that messages which vanish in the meantime leave no gap.
struct Batches<'a> {
    mailbox: &'a Mailbox,
    size: u32,
}

impl Batches<'_> {
    /// The highest and the lowest UID of a batch, counted from 1; none behind the last.
    fn range(&self, number: u32) -> Option<(posthouse_imap_wire::Uid, posthouse_imap_wire::Uid)> {
        let exists = self.mailbox.exists();
        let newer = (number - 1).checked_mul(self.size).filter(|newer| *newer < exists)?;
        let highest = match newer {
            0 => self.mailbox.by_number(exists)?.uid.get(),
            // Everything below the batch before.
            newer => self.mailbox.by_number(exists - newer + 1)?.uid.get() - 1,
        };
        let lowest = match exists.checked_sub(newer.saturating_add(self.size)) {
            Some(older) if older > 0 => self.mailbox.by_number(older + 1)?.uid,
            _ => Uid::MIN,
        };
        Some((convert::uid(Uid::new(highest)?), convert::uid(lowest)))
    }
}
