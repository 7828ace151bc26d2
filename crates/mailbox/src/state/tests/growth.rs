//! What is written over and over has a bound, as the log keeps it all.

use super::*;
use crate::state::growth::MOST;
use crate::{Limit, MAX_ANNOTATION_SIZE, Reader, Rights, RightsChange};

impl Subject {
    fn perform_at<O: Operation>(&mut self, operation: &O, time: i64, reader: Option<&Reader>) -> Result<(), Error> {
        let decision = operation.decide(&self.state, Context { time, reader, ..CONTEXT })?;
        let batch = EventBatch { time, events: decision.events };
        self.state = self.state.clone().apply(&batch).unwrap().state;
        self.log.push(batch);
        Ok(())
    }

    /// How often an annotation gets another value before it is refused.
    fn writes(&mut self, mailbox: Option<MailboxId>, time: i64, reader: Option<&Reader>) -> u64 {
        let refused = (0..).map(|round| {
            let value: Arc<[u8]> = vec![round as u8; MAX_ANNOTATION_SIZE].into();
            self.perform_at(&annotate(mailbox, "/shared/comment", Some(value)), time, reader)
        });
        let mut count = 0;
        for outcome in refused {
            match outcome {
                Ok(()) => count += 1,
                Err(error) => {
                    assert!(matches!(error, Error::Limit(Limit::Growth)), "{error:?}");
                    return count;
                }
            }
        }
        count
    }
}

#[test]
fn an_annotation_is_not_written_without_end_and_again_some_time_later() {
    let (mut subject, now) = (Subject::new(), CONTEXT.time);
    let fit = MOST / (MAX_ANNOTATION_SIZE as u64 + 15);
    assert_eq!(subject.writes(None, now, None), fit);
    // Removing always goes. A clock that is put back makes no room, and time does.
    subject.perform_at(&annotate(None, "/shared/comment", None), now, None).unwrap();
    assert_eq!(subject.writes(None, now - 1000, None), 0);
    assert!((9..=10).contains(&subject.writes(None, now + 640, None)));
    assert_eq!(subject.writes(None, now + 100_000, None), fit);
    let replayed = subject.log.iter().fold(State::default(), |state, batch| state.apply(batch).unwrap().state);
    assert_eq!(replayed, subject.state);
}

#[test]
fn a_tree_of_long_names_is_not_renamed_without_end() {
    let (mut subject, now) = (Subject::new(), CONTEXT.time);
    let name = |top: &str| MailboxName::new(top).unwrap();
    let long = "x".repeat(900);
    for number in 0..200 {
        subject.perform(Create { name: name(&format!("a/{long}{number}")), special_use: None }).unwrap();
    }
    subject.writes(None, now, None);
    // 1,024,000 octets are forgotten, and what was less than an annotation has been left; a tree has 181,000.
    let now = now + 1000;
    let mut rename = |from, to| subject.perform_at(&Rename { from: name(from), to: name(to) }, now, None);
    rename("a", "b").unwrap();
    let outcomes = (1..).map(|round| if round % 2 == 0 { rename("a", "b") } else { rename("b", "a") });
    let done = 1 + outcomes.take_while(Result::is_ok).count();
    assert!((5..=6).contains(&done), "{done}");
    subject.perform_at(&Rename { from: name("Drafts"), to: name("Plans") }, now + 100, None).unwrap();
}

#[test]
fn readers_leave_the_owner_some_room() {
    let (mut subject, now) = (Subject::new(), CONTEXT.time);
    let inbox = subject.state.mailbox(&MailboxName::inbox()).unwrap().id;
    let identifier = crate::Identity::Account(AccountId(2)).into();
    let give = SetAcl { mailbox: inbox, identifier, change: RightsChange::Replace, rights: Rights::ALL };
    subject.perform_at(&give, now, None).unwrap();
    let (reader, fit) = (Reader::new(AccountId(2), []), MOST / (MAX_ANNOTATION_SIZE as u64 + 15));
    assert_eq!(subject.writes(Some(inbox), now, Some(&reader)), fit / 2);
    assert_eq!(subject.writes(Some(inbox), now, None), fit - fit / 2);
}

#[test]
fn keywords_are_not_copied_to_new_mailboxes_without_end() {
    let (mut subject, now) = (Subject::new(), CONTEXT.time);
    let name = |name: &str| MailboxName::new(name).unwrap();
    let inbox = subject.state.mailbox(&MailboxName::inbox()).unwrap().id;
    for number in 0..120 {
        let keyword = format!("{number:03}{}", "k".repeat(197));
        let add = Event::KeywordAdded { mailbox: inbox, name: keyword };
        let batch = EventBatch { time: now, events: vec![add] };
        subject.state = subject.state.clone().apply(&batch).unwrap().state;
    }
    subject.writes(None, now, None);
    // What is left is less than an annotation; a round has 24,000 octets.
    let renames = (0..10).map(|round| {
        let made = name(&format!("x{round}"));
        subject.perform_at(&Rename { from: MailboxName::inbox(), to: made }, now, None)
    });
    let done = renames.take_while(Result::is_ok).count();
    assert!(done <= MAX_ANNOTATION_SIZE / 24_000, "{done}");
}
