//! COPY (RFC 9051 §6.4.7) with COPYUID (RFC 4315 §3): emails get further placements.

use super::keywords::KeywordTable;
use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, Flags, Limit, Mailbox, MailboxId, ModSeq, Rights, State, Uid, UidSet, Usage};

/// Where messages were copied or moved to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// The UID validity of the target.
    pub uid_validity: u32,
    /// The messages in the source, ascending.
    pub from: UidSet,
    /// Their UIDs in the target, in the same order.
    pub to: UidSet,
    /// The commit, or the last one if there was nothing to do.
    pub modseq: ModSeq,
}

/// Copies messages with their flags, keywords and dates: all or none.
pub(crate) struct Copy {
    pub(crate) source: MailboxId,
    pub(crate) uids: UidSet,
    pub(crate) target: MailboxId,
}

impl Operation for Copy {
    type Outcome = Copied;

    fn messages(&self, state: &State) -> usize {
        state.by_id(self.source).map_or(0, |source| source.at_most(&self.uids))
    }

    fn decide(&self, state: &State, context: Context) -> Result<Decision<Copied>, Error> {
        let decision = self.place(state, context)?;
        state.admit(self.growth(context.mailbox(state, self.source, Rights::READ)?), &context.limits)?;
        Ok(decision)
    }
}

impl Copy {
    /// The copies, whether there is room for them or not.
    pub(crate) fn place(&self, state: &State, context: Context) -> Result<Decision<Copied>, Error> {
        let source = context.mailbox(state, self.source, Rights::READ)?;
        let target = context.mailbox(state, self.target, Rights::INSERT)?;
        let allowed = context.rights(target).flags();
        let from: UidSet = source.select(&self.uids).map(|(_, message)| message.uid).collect();
        if from.is_empty() {
            let copied = Copied { uid_validity: target.uid_validity, modseq: state.modseq, ..Copied::default() };
            return Ok(Decision::new(Vec::new(), copied));
        }
        let first = target.uid_next;
        let count = u32::try_from(from.len()).map_err(|_| Error::Limit(Limit::Uids))?;
        if count >= Uid::MAX.get() - first.get() {
            return Err(Error::Limit(Limit::Uids));
        }
        let mut events = self.missing_keywords(source, target, allowed)?;
        state.growth.admit(&events, &context)?;
        events.push(Event::Copied { source: source.id, uids: from.clone(), target: target.id, first });
        let to = UidSet::range(first, first.saturating_add(count - 1));
        events.extend(self.forbidden_flags(source, target, allowed, &to));
        if let Some(reader) = context.reader_id().filter(|_| !allowed.contains(Flags::SEEN)) {
            events.push(Event::SeenChanged { mailbox: target.id, reader, uids: to.clone(), seen: false });
        }
        let copied = Copied { uid_validity: target.uid_validity, from, to, modseq: state.modseq.next() };
        Ok(Decision::new(events, copied))
    }

    fn growth(&self, source: &Mailbox) -> Usage {
        source.select(&self.uids).fold(Usage::default(), |sum, (_, message)| Usage {
            storage: sum.storage + u64::from(message.size),
            messages: sum.messages + 1,
            ..sum
        })
    }

    fn used(&self, source: &Mailbox) -> Flags {
        source.select(&self.uids).fold(Flags::NONE, |all, (_, message)| all | message.flags)
    }

    /// RFC 4314 §4: flags that may not be set are not copied. `\Seen` is not among them: each reader has its own.
    fn forbidden_flags(&self, source: &Mailbox, target: &Mailbox, allowed: Flags, to: &UidSet) -> Option<Event> {
        let clear = !(allowed | Flags::SEEN);
        let event = || Event::FlagsChanged { mailbox: target.id, uids: to.clone(), clear, set: Flags::NONE };
        self.used(source).intersects(clear).then(event)
    }

    fn missing_keywords(&self, source: &Mailbox, target: &Mailbox, allowed: Flags) -> Result<Vec<Event>, Error> {
        let used = self.used(source) & allowed;
        let mut table = KeywordTable::of(target);
        for name in used.keywords().filter_map(|place| source.keywords().get(place)) {
            table.keyword(name)?;
        }
        Ok(table.into_events())
    }
}
