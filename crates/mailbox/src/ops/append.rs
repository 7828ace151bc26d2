//! APPEND and delivery (RFC 9051 §6.3.12): emails get their first placement.

use posthouse_blob::BlobStore;
use posthouse_engine::Batch;

use super::access::permitted;
use super::keywords::KeywordTable;
use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{
    Arrived, EmailId, Error, Flags, InternalDate, Limit, MailboxId, ModSeq, NamedFlags, Rights, State, Uid, UidSet,
    Usage, keys,
};

/// A message on its way into a mailbox.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Its bytes, durable already.
    pub arrived: Arrived,
    /// The flags it begins with.
    pub flags: NamedFlags,
    /// When it was received; `None` stands for now.
    pub internal_date: Option<InternalDate>,
}

/// Where new messages went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The UID validity of the mailbox (RFC 4315 §3).
    pub uid_validity: u32,
    /// The UIDs of the messages, in their order.
    pub uids: UidSet,
    /// The commit.
    pub modseq: ModSeq,
    /// The emails, in their order.
    pub emails: Vec<EmailId>,
}

/// Whether the quota of the account counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// What there is no room for is refused.
    Quota,
    /// It was accepted before, so that it must find its place.
    Accepted,
}

/// Puts messages into a mailbox: all or none.
pub(crate) struct Append {
    pub(crate) mailbox: MailboxId,
    pub(crate) messages: Vec<NewMessage>,
    /// Written and required in the same commit.
    pub(crate) along: Batch,
    pub(crate) admission: Admission,
    pub(crate) blobs: BlobStore,
}

impl Operation for Append {
    type Outcome = Appended;

    fn messages(&self, _: &State) -> usize {
        self.messages.len()
    }

    fn decide(&self, state: &State, context: Context) -> Result<Decision<Appended>, Error> {
        self.decide_freeing(state, context, Usage::default())
    }
}

impl Append {
    /// The events of the append, where the same commit makes room elsewhere.
    pub(crate) fn decide_freeing(
        &self,
        state: &State,
        context: Context,
        freed: Usage,
    ) -> Result<Decision<Appended>, Error> {
        let mailbox = context.mailbox(state, self.mailbox, Rights::INSERT)?;
        let rights = context.rights(mailbox);
        if self.messages.len() as u64 >= u64::from(Uid::MAX.get() - mailbox.uid_next.get()) {
            return Err(Error::Limit(Limit::Uids));
        }
        if self.admission == Admission::Quota {
            state.admit(self.growth().less(freed), &context.limits)?;
        }
        let mut keywords = KeywordTable::of(mailbox);
        let mut appended = Vec::with_capacity(self.messages.len());
        let (mut writes, mut seen) = (self.along.clone(), UidSet::new());
        let mut outcome = Appended {
            uid_validity: mailbox.uid_validity,
            uids: UidSet::new(),
            modseq: state.modseq.next(),
            emails: Vec::new(),
        };
        for (message, place) in self.messages.iter().zip(0u32..) {
            let uid = mailbox.uid_next.saturating_add(place);
            let email = EmailId(state.next_email.max(1) + u64::from(place));
            writes.put(keys::email(context.account, email), message.arrived.record());
            self.blobs.add_reference(&mut writes, message.arrived.stored(), &keys::owner(context.account, email));
            let mut flags = keywords.flags(&permitted(&message.flags, rights))?;
            if context.reader.is_some() && flags.contains(Flags::SEEN) {
                flags = Flags::for_reader(flags, false);
                seen.insert(uid);
            }
            appended.push(Event::Appended {
                mailbox: mailbox.id,
                uid,
                email,
                size: message.arrived.size32().ok_or(Error::Limit(Limit::MessageSize))?,
                date: message.internal_date.unwrap_or(InternalDate { seconds: context.time, offset_minutes: 0 }),
                flags,
            });
            outcome.uids.insert(uid);
            outcome.emails.push(email);
        }
        let mut events = keywords.into_events();
        events.append(&mut appended);
        if let Some(reader) = context.reader_id().filter(|_| !seen.is_empty()) {
            events.push(Event::SeenChanged { mailbox: mailbox.id, reader, uids: seen, seen: true });
        }
        Ok(Decision { events, writes, outcome })
    }

    fn growth(&self) -> Usage {
        let storage = self.messages.iter().map(|message| message.arrived.size()).sum();
        Usage { storage, messages: self.messages.len() as u64, mailboxes: 0 }
    }
}
