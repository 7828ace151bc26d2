//! CREATE (RFC 9051 §6.3.4), with a use (RFC 6154 §3).

use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, Limit, MAX_MAILBOXES, MailboxId, MailboxName, Rights, SpecialUse, State, Usage};

/// Makes a mailbox, and the ones above it that are not there.
pub(crate) struct Create {
    pub(crate) name: MailboxName,
    pub(crate) special_use: Option<SpecialUse>,
}

impl Operation for Create {
    type Outcome = MailboxId;

    fn decide(&self, state: &State, context: Context) -> Result<Decision<MailboxId>, Error> {
        if context.named(state, &self.name, Rights::LOOKUP).is_ok() {
            return Err(Error::MailboxExists);
        }
        context.permit_creation(state, &self.name)?;
        // What a mailbox is for, its owner says.
        if let Some(special_use) = self.special_use {
            context.require_owner()?;
            if !special_use.can_be_given() || state.with_use(special_use).is_some() {
                return Err(Error::SpecialUse);
            }
        }
        let mut new = NewMailboxes::after(state, context.time);
        let id = new.create(&self.name, self.special_use)?;
        new.admit(&context)?;
        Ok(Decision::new(new.events, id))
    }
}

/// Mailboxes that one operation makes, with the numbers they get.
pub(crate) struct NewMailboxes<'a> {
    state: &'a State,
    time: i64,
    pub(crate) events: Vec<Event>,
}

impl<'a> NewMailboxes<'a> {
    pub(crate) fn after(state: &'a State, time: i64) -> Self {
        Self { state, time, events: Vec::new() }
    }

    /// RFC 9051 §6.3.4: superior names that are needed are made too.
    pub(crate) fn create(&mut self, name: &MailboxName, special_use: Option<SpecialUse>) -> Result<MailboxId, Error> {
        if self.state.names.contains_key(name) {
            return Err(Error::MailboxExists);
        }
        self.create_parents(name)?;
        self.push(name.clone(), special_use)
    }

    pub(crate) fn create_parents(&mut self, name: &MailboxName) -> Result<(), Error> {
        let ancestors = std::iter::successors(name.parent(), MailboxName::parent);
        let mut missing: Vec<_> = ancestors.take_while(|name| !self.is_there(name)).collect();
        while let Some(name) = missing.pop() {
            self.push(name, None)?;
        }
        Ok(())
    }

    /// Refuses more mailboxes than the quota has room for.
    pub(crate) fn admit(&self, context: &Context) -> Result<(), Error> {
        let mailboxes = self.events.len() as u64;
        self.state.admit(Usage { mailboxes, ..Usage::default() }, &context.limits)
    }

    fn is_there(&self, wanted: &MailboxName) -> bool {
        let made = |event: &Event| matches!(event, Event::MailboxCreated { name, .. } if name == wanted);
        self.state.names.contains_key(wanted) || self.events.iter().any(made)
    }

    fn push(&mut self, name: MailboxName, special_use: Option<SpecialUse>) -> Result<MailboxId, Error> {
        let made = self.events.len();
        if self.state.mailboxes.size() + made >= MAX_MAILBOXES {
            return Err(Error::Limit(Limit::Mailboxes));
        }
        let id = MailboxId(self.state.next_mailbox.max(1) + made as u64);
        let uid_validity = self.uid_validity(made);
        self.events.push(Event::MailboxCreated { id, name, uid_validity, special_use });
        Ok(id)
    }

    /// RFC 9051 §2.3.1.1 suggests the time; a name that is made again in the same second still gets another value.
    fn uid_validity(&self, made: usize) -> u32 {
        let now = u32::try_from(self.time).unwrap_or(u32::MAX);
        now.max(self.state.last_uid_validity.saturating_add(1)).saturating_add(made as u32).max(1)
    }
}
