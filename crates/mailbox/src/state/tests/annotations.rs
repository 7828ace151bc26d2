//! Annotations: what is refused, and the special use that is one of them.

use super::*;
use crate::{Limit, MAX_ANNOTATION_OCTETS, MAX_ANNOTATION_SIZE, MAX_ANNOTATIONS, SpecialUse};

fn all_of(entries: impl Iterator<Item = String>, length: usize) -> Annotate {
    let value = || Some(Arc::from(vec![0; length]));
    Annotate { mailbox: None, changes: entries.map(|entry| (EntryName::new(&entry).unwrap(), value())).collect() }
}

#[test]
fn too_many_and_too_large_ones_change_nothing() {
    let mut subject = Subject::new();
    let entry = |number: usize| format!("/shared/vendor/x/{number}");
    subject.perform(all_of((0..MAX_ANNOTATIONS).map(entry), 1)).unwrap();
    let full = subject.state.clone();
    let one_more = subject.perform(annotate(None, "/shared/comment", Some(Arc::default())));
    assert!(matches!(one_more, Err(Error::Limit(Limit::Annotations))));
    let too_large = all_of([entry(1), "/private/comment".into()].into_iter(), MAX_ANNOTATION_SIZE + 1);
    assert!(matches!(subject.perform(too_large), Err(Error::Limit(Limit::AnnotationSize))));
    assert_eq!(subject.state, full);
    subject.perform(annotate(None, "/private/comment", Some(Arc::default()))).unwrap();
    subject.perform(annotate(None, &entry(1), None)).unwrap();
    subject.perform(annotate(None, "/shared/comment", Some(Arc::default()))).unwrap();
}

#[test]
fn all_of_an_account_together_have_a_bound() {
    let mut subject = Subject::new();
    let entry = |number: usize| format!("/shared/vendor/x/{number}");
    let fit = MAX_ANNOTATION_OCTETS as usize / (MAX_ANNOTATION_SIZE + 20);
    subject.perform(all_of((0..fit).map(entry), MAX_ANNOTATION_SIZE)).unwrap();
    let one_more = subject.perform(all_of([entry(fit)].into_iter(), MAX_ANNOTATION_SIZE));
    assert!(matches!(one_more, Err(Error::Limit(Limit::Annotations))));
    subject.perform(all_of([entry(0)].into_iter(), 1)).unwrap();
    subject.perform(all_of([entry(fit)].into_iter(), MAX_ANNOTATION_SIZE)).unwrap();
}

#[test]
fn what_is_set_already_is_no_commit() {
    let mut subject = Subject::new();
    subject.perform(annotate(None, "/shared/comment", Some((*b"x").into()))).unwrap();
    let before = subject.state.clone();
    subject.perform(annotate(None, "/shared/comment", Some((*b"x").into()))).unwrap();
    subject.perform(annotate(None, "/private/comment", None)).unwrap();
    assert_eq!(subject.state, before);
}

#[test]
fn a_new_mailbox_takes_no_use_from_another() {
    let mut subject = Subject::new();
    let create = |special_use| Create { name: MailboxName::new("new").unwrap(), special_use: Some(special_use) };
    for taken in [SpecialUse::Sent, SpecialUse::All] {
        assert!(matches!(subject.perform(create(taken)), Err(Error::SpecialUse)));
    }
    subject.perform(Delete { name: MailboxName::new("Sent").unwrap() }).unwrap();
    subject.perform(create(SpecialUse::Sent)).unwrap();
}

#[test]
fn a_special_use_goes_from_one_mailbox_to_another() {
    let mut subject = Subject::new();
    let id = |state: &State, name| state.mailbox(&MailboxName::new(name).unwrap()).unwrap().id;
    let (sent, archive) = (id(&subject.state, "Sent"), id(&subject.state, "Archive"));
    let set =
        |mailbox, value: Option<&'static [u8]>| annotate(Some(mailbox), "/private/specialuse", value.map(Into::into));
    subject.perform(set(archive, Some(b"\\sent"))).unwrap();
    assert_eq!(subject.state.with_use(SpecialUse::Sent).unwrap().id, archive);
    assert_eq!(subject.state.by_id(sent).unwrap().special_use, None);
    assert!(subject.state.with_use(SpecialUse::Archive).is_none());
    subject.perform(set(archive, None)).unwrap();
    assert!(subject.state.with_use(SpecialUse::Sent).is_none());
    let before = subject.state.clone();
    let inbox = id(&before, "INBOX");
    let refused = [set(archive, Some(b"\\All")), set(archive, Some(b"\\Sent \\Trash")), set(inbox, Some(b"\\Sent"))];
    for refused in refused {
        assert!(matches!(subject.perform(refused), Err(Error::SpecialUse)));
    }
    assert_eq!(subject.state, before);
    let replayed = subject.log.iter().fold(State::default(), |state, batch| state.apply(batch).unwrap().state);
    assert_eq!(replayed, subject.state);
}
