//! SETMETADATA (RFC 5464 §4.3), and the special use of a mailbox as metadata (RFC 6154 §4).

use std::collections::BTreeMap;

use super::{Context, Decision, Operation};
use crate::annotation::{Annotations, MAX_ANNOTATION_OCTETS, MAX_ANNOTATION_SIZE, MAX_ANNOTATIONS, Scope, Value};
use crate::event::Event;
use crate::{AccountId, EntryName, Error, Limit, Mailbox, MailboxId, Rights, SpecialUse, State};

/// Sets and removes annotations of a mailbox, or of the account as a whole: all or none.
pub(crate) struct Annotate {
    pub(crate) mailbox: Option<MailboxId>,
    pub(crate) changes: BTreeMap<EntryName, Option<Value>>,
}

impl Operation for Annotate {
    type Outcome = ();

    fn decide(&self, state: &State, context: Context) -> Result<Decision<()>, Error> {
        let mailbox = self.mailbox.map(|id| permit(state, &context, id)).transpose()?;
        if mailbox.is_none() || self.changes.contains_key(&EntryName::special_use()) {
            context.require_owner()?;
        }
        let annotations = mailbox.map_or(&state.annotations, |mailbox| &mailbox.annotations);
        let mut changed = Changed::from(annotations, self.mailbox, context.reader_id().unwrap_or(context.account));
        let mut uses = Vec::new();
        for (name, value) in &self.changes {
            match mailbox.filter(|_| *name == EntryName::special_use()) {
                Some(mailbox) => uses = change_use(state, mailbox, value.as_deref())?,
                None => changed.set(name, value)?,
            }
        }
        let most = if context.reader.is_some() { MAX_ANNOTATION_OCTETS / 2 } else { MAX_ANNOTATION_OCTETS };
        changed.check(state, annotations, most)?;
        state.growth.admit(&changed.events, &context)?;
        Ok(Decision::new([changed.events, uses].concat(), ()))
    }
}

/// RFC 5464 §3.3: somebody who is not the owner needs `l` and one of a few others.
fn permit<'s>(state: &'s State, context: &Context, id: MailboxId) -> Result<&'s Mailbox, Error> {
    let mailbox = context.mailbox(state, id, Rights::LOOKUP)?;
    match context.rights(mailbox).can_annotate() {
        true => Ok(mailbox),
        false => Err(Error::NoPermission),
    }
}

/// The annotations while an operation changes them.
struct Changed {
    mailbox: Option<MailboxId>,
    reader: AccountId,
    annotations: Annotations,
    /// Octets that there were of what is set, and that there are.
    before: u64,
    after: u64,
    events: Vec<Event>,
}

impl Changed {
    fn from(annotations: &Annotations, mailbox: Option<MailboxId>, reader: AccountId) -> Self {
        Self { mailbox, reader, annotations: annotations.clone(), before: 0, after: 0, events: Vec::new() }
    }

    /// A value that stays as it is makes no event.
    fn set(&mut self, name: &EntryName, value: &Option<Value>) -> Result<(), Error> {
        if value.as_ref().is_some_and(|value| value.len() > MAX_ANNOTATION_SIZE) {
            return Err(Error::Limit(Limit::AnnotationSize));
        }
        if self.annotations.get(name, self.reader) == value.as_deref() {
            return Ok(());
        }
        let owner = name.is_private().then_some(self.reader);
        let (before, after) = self.annotations.set(owner, name.clone(), value.clone());
        self.before += before;
        self.after += after;
        let event = Event::AnnotationSet { mailbox: self.mailbox, owner, name: name.clone(), value: value.clone() };
        self.events.push(event);
        Ok(())
    }

    /// Only what grows is refused, so that removing always goes.
    fn check(&self, state: &State, before: &Annotations, most: u64) -> Result<(), Error> {
        let has_too_many = |scope: Scope| self.annotations.count(scope) > before.count(scope).max(MAX_ANNOTATIONS);
        let octets = (state.annotation_octets + self.after).saturating_sub(self.before);
        let is_too_much = self.after > self.before && octets > most;
        match is_too_much || has_too_many(None) || has_too_many(Some(self.reader)) {
            true => Err(Error::Limit(Limit::Annotations)),
            false => Ok(()),
        }
    }
}

/// The mailbox that had the use before has none afterwards (RFC 6154 §5.4).
fn change_use(state: &State, mailbox: &Mailbox, value: Option<&[u8]>) -> Result<Vec<Event>, Error> {
    let special_use = value.map(named_use).transpose()?;
    if special_use == mailbox.special_use {
        return Ok(Vec::new());
    }
    if mailbox.name.is_inbox() {
        return Err(Error::SpecialUse);
    }
    let others = state.mailboxes().filter(|other| special_use.is_some() && other.special_use == special_use);
    let mut events: Vec<_> =
        others.map(|other| Event::SpecialUseChanged { mailbox: other.id, special_use: None }).collect();
    events.push(Event::SpecialUseChanged { mailbox: mailbox.id, special_use });
    Ok(events)
}

fn named_use(value: &[u8]) -> Result<SpecialUse, Error> {
    let named = std::str::from_utf8(value).ok().and_then(SpecialUse::from_attribute);
    named.filter(|special_use| special_use.can_be_given()).ok_or(Error::SpecialUse)
}
