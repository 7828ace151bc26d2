//! Which names LIST responses tell of: those made, deleted, renamed and subscribed to (RFC 5465 §5.4, §5.5).

use std::collections::BTreeMap;
use std::sync::Arc;

use posthouse_mailbox::{Mailbox, MailboxName, Rights, State};

use super::Events;

/// Names and what happened to them.
pub(super) type Affected = BTreeMap<MailboxName, NameNews>;

/// What happened to a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameNews {
    pub(super) events: Events,
    /// What its mailbox was called before.
    pub(super) old_name: Option<MailboxName>,
}

/// The names that something happened to. Costs nothing where no name has changed.
pub(super) fn affected(old: &State, new: &State) -> Affected {
    let mut affected = Affected::new();
    if !std::ptr::eq(old.names(), new.names()) {
        note_names(old, new, &mut affected);
    }
    if !std::ptr::eq(old.subscriptions(), new.subscriptions()) {
        for name in old.subscriptions().symmetric_difference(new.subscriptions()) {
            note(&mut affected, name, Events::SUBSCRIPTIONS);
        }
    }
    affected
}

/// Notes that an event happened to a name.
pub(super) fn note(affected: &mut Affected, name: &MailboxName, event: Events) {
    let fresh = || NameNews { events: Events::NONE, old_name: None };
    let news = affected.entry(name.clone()).or_insert_with(fresh);
    news.events = news.events | event;
}

fn note_names(old: &State, new: &State, affected: &mut Affected) {
    let mut renamed = BTreeMap::new();
    for mailbox in new.mailboxes().filter(is_listed) {
        match old.by_id(mailbox.id).filter(is_listed) {
            Some(before) if before.name == mailbox.name => {}
            Some(before) => _ = renamed.insert(&mailbox.name, &before.name),
            None => note_with_parent(affected, &mailbox.name),
        }
    }
    for mailbox in old.mailboxes().filter(is_listed) {
        let is_gone = new.by_id(mailbox.id).filter(is_listed).is_none();
        if is_gone && new.mailbox(&mailbox.name).filter(is_listed).is_none() {
            note_with_parent(affected, &mailbox.name);
        }
    }
    for (name, before) in renamed.iter().filter(|(name, before)| !moved_along(&renamed, name, before)) {
        note(affected, name, Events::NAMES);
        affected.entry((*name).clone()).and_modify(|news| news.old_name = Some((*before).clone()));
    }
}

/// To a user, a mailbox is made when it may be looked up, and deleted when no longer (RFC 5465 §5.4).
fn is_listed(mailbox: &&Arc<Mailbox>) -> bool {
    mailbox.rights().contains(Rights::LOOKUP)
}

/// What is made or deleted affects its parent too, whether that exists or not (RFC 5465 §5.4).
fn note_with_parent(affected: &mut Affected, name: &MailboxName) {
    note(affected, name, Events::NAMES);
    if let Some(parent) = name.parent() {
        note(affected, &parent, Events::NAMES);
    }
}

/// Whether a mailbox has its name because one above it was renamed; the client is not told of it (RFC 5465 §5.4).
fn moved_along(renamed: &BTreeMap<&MailboxName, &MailboxName>, name: &MailboxName, before: &MailboxName) -> bool {
    std::iter::successors(name.parent(), MailboxName::parent).any(|above| {
        let old_above = renamed.get(&above);
        old_above.is_some_and(|old_above| before.moved(old_above, &above).as_ref() == Ok(name))
    })
}
