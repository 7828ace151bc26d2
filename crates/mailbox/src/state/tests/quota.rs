//! Quota: what is refused, and what never is.

use super::*;
use crate::ops::set_quota::SetQuota;
use crate::{PerResource, Quota, Resource};

fn at_most(resource: Resource, most: u64) -> SetQuota {
    let mut quota = PerResource::default();
    *quota.get_mut(resource) = Some(Quota::AtMost(most));
    SetQuota(quota)
}

/// A subject with three messages in INBOX, and how to copy them.
fn three_messages() -> (Subject, impl Fn(&[u8]) -> Copy) {
    let mut subject = Subject::new();
    subject.append(&MailboxName::inbox(), 3);
    let id = |name: &str| subject.state.mailbox(&MailboxName::new(name).unwrap()).unwrap().id;
    let (source, target) = (id("INBOX"), id("Trash"));
    (subject, move |numbers: &[u8]| Copy { source, uids: uids(numbers), target })
}

#[test]
fn copies_grow_and_moves_do_not() {
    for limit in [at_most(Resource::Messages, 4), at_most(Resource::Storage, 4 * SIZE)] {
        let (mut subject, copy) = three_messages();
        subject.perform(limit).unwrap();
        let before = subject.state.clone();
        assert!(matches!(subject.perform(copy(&[1, 2])), Err(Error::OverQuota(_))));
        assert_eq!(subject.state, before);
        subject.perform(copy(&[1])).unwrap();
        subject.perform(Relocate(copy(&[1, 2, 3]))).unwrap();
        assert_eq!(subject.state.usage(), Usage { storage: 4 * SIZE, messages: 4, mailboxes: 6 });
    }
}

#[test]
fn new_mailboxes_count_with_those_above_them() {
    let mut subject = Subject::new();
    subject.perform(at_most(Resource::Mailboxes, 7)).unwrap();
    let name = |text: &str| MailboxName::new(text).unwrap();
    let create = |text: &str| Create { name: name(text), special_use: None };
    assert!(matches!(subject.perform(create("a/b")), Err(Error::OverQuota(Resource::Mailboxes))));
    let rename = |from: &str, to: &str| Rename { from: name(from), to: name(to) };
    assert!(matches!(subject.perform(rename("Sent", "a/b/c")), Err(Error::OverQuota(_))));
    subject.perform(create("a")).unwrap();
    assert!(matches!(subject.perform(rename("INBOX", "old")), Err(Error::OverQuota(_))));
    subject.perform(rename("Sent", "a/b")).unwrap();
}

#[test]
fn own_limits_come_before_those_of_every_account() {
    let mut subject = Subject::new();
    let defaults = QuotaLimits { messages: Some(1), ..QuotaLimits::default() };
    let two = Usage { messages: 2, ..Usage::default() };
    assert!(subject.state.admit(two, &defaults).is_err());
    subject.perform(at_most(Resource::Messages, 2)).unwrap();
    assert!(subject.state.admit(two, &defaults).is_ok());
    let unlimited = PerResource { messages: Some(Quota::Unlimited), ..PerResource::default() };
    subject.perform(SetQuota(unlimited)).unwrap();
    assert_eq!(subject.state.limits(&defaults), QuotaLimits::default());
    let (restored, _) = restore(&subject.state, &Stored::default(), &mut BTreeMap::new());
    assert_eq!(restored, subject.state);
    let as_all = PerResource { messages: Some(Quota::Default), ..PerResource::default() };
    subject.perform(SetQuota(as_all)).unwrap();
    assert_eq!(subject.state.limits(&defaults), defaults);
}

#[test]
fn who_has_too_much_can_still_do_what_does_not_grow() {
    let (mut subject, copy) = three_messages();
    subject.perform(at_most(Resource::Messages, 1)).unwrap();
    assert!(subject.perform(copy(&[1])).is_err());
    subject.perform(copy(&[])).unwrap();
    subject.perform(Create { name: MailboxName::new("new").unwrap(), special_use: None }).unwrap();
    let all = UidSet::range(Uid::MIN, Uid::MAX);
    let mailbox = subject.state.mailbox(&MailboxName::inbox()).unwrap().id;
    subject.perform(Expunge { mailbox, doomed: Doomed::Exactly(all) }).unwrap();
    assert_eq!(subject.state.usage().messages, 0);
}
