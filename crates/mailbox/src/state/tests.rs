//! Any sequence of operations against a naive model; replay, snapshots and differences against the state itself.

mod annotations;
mod growth;
mod quota;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::State;
use crate::event::{Event, EventBatch};
use crate::ops::annotate::Annotate;
use crate::ops::copy::Copy;
use crate::ops::create::Create;
use crate::ops::delete::Delete;
use crate::ops::expunge::Expunge;
use crate::ops::relocate::Relocate;
use crate::ops::rename::Rename;
use crate::ops::set_acl::SetAcl;
use crate::ops::set_up::SetUp;
use crate::ops::store_flags::StoreFlags;
use crate::ops::{Context, Operation};
use crate::snapshot::{self, Stored};
use crate::{
    AccountId, Annotations, Doomed, EmailId, EntryName, Error, Flags, InternalDate, Mailbox, MailboxId, MailboxName,
    NamedFlags, QuotaLimits, StoreMode, Uid, UidSet, Usage,
};

const NO_LIMITS: QuotaLimits = QuotaLimits { storage: None, messages: None, mailboxes: None };
/// Octets of every message.
const SIZE: u64 = 7;

const CONTEXT: Context<'static> =
    Context { account: AccountId(1), time: 1_700_000_000, limits: NO_LIMITS, reader: None };

#[derive(Clone, Debug)]
enum Step {
    Append { mailbox: usize, count: u8 },
    Store { mailbox: usize, uids: Vec<u8>, mode: u8, flags: Vec<u8> },
    Expunge { mailbox: usize, uids: Option<Vec<u8>> },
    Copy { from: usize, to: usize, uids: Vec<u8>, moves: bool },
    Create { name: usize },
    Delete { name: usize },
    Rename { from: usize, to: usize },
    Annotate { mailbox: Option<usize>, entry: usize, value: Option<Vec<u8>> },
}

const ENTRIES: [&str; 3] = ["/shared/comment", "/private/comment", "/private/comment/more"];

const NAMES: [&str; 6] = ["INBOX", "Drafts", "工作", "工作/二月", "a/b/c", "a"];

fn step() -> impl Strategy<Value = Step> {
    let mailbox = 0..NAMES.len();
    let uids = || prop::collection::vec(any::<u8>(), 0..20);
    prop_oneof![
        4 => (mailbox.clone(), 1u8..40).prop_map(|(mailbox, count)| Step::Append { mailbox, count }),
        4 => (mailbox.clone(), uids(), 0u8..3, prop::collection::vec(0u8..8, 0..3))
            .prop_map(|(mailbox, uids, mode, flags)| Step::Store { mailbox, uids, mode, flags }),
        2 => (mailbox.clone(), prop::option::of(uids())).prop_map(|(mailbox, uids)| Step::Expunge { mailbox, uids }),
        3 => (mailbox.clone(), mailbox.clone(), uids(), any::<bool>())
            .prop_map(|(from, to, uids, moves)| Step::Copy { from, to, uids, moves }),
        1 => mailbox.clone().prop_map(|name| Step::Create { name }),
        1 => mailbox.clone().prop_map(|name| Step::Delete { name }),
        1 => (mailbox.clone(), mailbox.clone()).prop_map(|(from, to)| Step::Rename { from, to }),
        2 => (prop::option::of(mailbox), 0..ENTRIES.len(), prop::option::of(prop::collection::vec(any::<u8>(), 0..4)))
            .prop_map(|(mailbox, entry, value)| Step::Annotate { mailbox, entry, value }),
    ]
}

/// A flag by number: five system flags, then keywords.
fn named(flags: &[u8]) -> NamedFlags {
    let mut named = NamedFlags::default();
    for flag in flags {
        match flag {
            0..5 => named.system = named.system | Flags(1 << flag),
            _ => named.keywords.push(format!("keyword{flag}")),
        }
    }
    named
}

fn flag_names(mailbox: &Mailbox, flags: Flags) -> BTreeSet<String> {
    let system = (0..5).filter(|bit| flags.0 >> bit & 1 == 1).map(|bit| bit.to_string());
    system.chain(flags.keywords().map(|place| mailbox.keywords()[place].clone())).collect()
}

fn named_set(flags: &[u8]) -> BTreeSet<String> {
    flags.iter().map(|flag| if *flag < 5 { flag.to_string() } else { format!("keyword{flag}") }).collect()
}

fn uids(numbers: &[u8]) -> UidSet {
    numbers.iter().filter_map(|number| Uid::new(u32::from(*number))).collect()
}

/// What a mailbox is, said as simply as possible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Model {
    next: u32,
    messages: BTreeMap<u32, (u64, BTreeSet<String>)>,
    annotations: BTreeMap<String, Vec<u8>>,
}

#[derive(Default)]
struct Models {
    mailboxes: BTreeMap<String, Model>,
    annotations: BTreeMap<String, Vec<u8>>,
    next_email: u64,
}

impl Models {
    fn step(&mut self, step: &Step) {
        match step {
            Step::Append { mailbox, count } => self.append(NAMES[*mailbox], *count),
            Step::Store { mailbox, uids, mode, flags } => self.store(NAMES[*mailbox], uids, *mode, flags),
            Step::Expunge { mailbox, uids } => self.expunge(NAMES[*mailbox], uids.as_deref()),
            Step::Copy { from, to, uids, moves } => self.copy(NAMES[*from], NAMES[*to], uids, *moves),
            Step::Create { name } if self.mailboxes.contains_key(NAMES[*name]) => {}
            Step::Create { name } => self.create(NAMES[*name]),
            Step::Delete { name } if *name != 0 => _ = self.mailboxes.remove(NAMES[*name]),
            Step::Delete { .. } => {}
            Step::Rename { from, to } => self.rename(NAMES[*from], NAMES[*to]),
            Step::Annotate { mailbox, entry, value } => self.annotate(*mailbox, ENTRIES[*entry], value.clone()),
        }
    }

    fn annotate(&mut self, mailbox: Option<usize>, entry: &str, value: Option<Vec<u8>>) {
        let annotations = match mailbox {
            Some(at) => self.mailboxes.get_mut(NAMES[at]).map(|mailbox| &mut mailbox.annotations),
            None => Some(&mut self.annotations),
        };
        match (annotations, value) {
            (Some(annotations), Some(value)) => _ = annotations.insert(entry.to_owned(), value),
            (Some(annotations), None) => _ = annotations.remove(entry),
            (None, _) => {}
        }
    }

    fn annotation_octets(&self) -> u64 {
        let all = self.mailboxes.values().map(|mailbox| &mailbox.annotations).chain([&self.annotations]);
        all.flatten().map(|(entry, value)| (entry.len() + value.len()) as u64).sum()
    }

    fn usage(&self) -> Usage {
        let messages = self.mailboxes.values().map(|mailbox| mailbox.messages.len() as u64).sum();
        Usage { storage: messages * SIZE, messages, mailboxes: self.mailboxes.len() as u64 }
    }

    /// A name and those above it, up to the nearest that is there.
    fn create(&mut self, name: &str) {
        let mut path = Some(name);
        while let Some(level) = path.filter(|level| !self.mailboxes.contains_key(*level)) {
            self.mailboxes.insert(level.to_owned(), Model { next: 1, ..Model::default() });
            path = level.rsplit_once('/').map(|(parent, _)| parent);
        }
    }

    fn append(&mut self, name: &str, count: u8) {
        let Some(mailbox) = self.mailboxes.get_mut(name) else { return };
        for _ in 0..count {
            mailbox.messages.insert(mailbox.next, (self.next_email, BTreeSet::new()));
            mailbox.next += 1;
            self.next_email += 1;
        }
    }

    fn store(&mut self, name: &str, uids: &[u8], mode: u8, flags: &[u8]) {
        let Some(mailbox) = self.mailboxes.get_mut(name) else { return };
        let named = named_set(flags);
        for uid in uids {
            let Some((_, flags)) = mailbox.messages.get_mut(&u32::from(*uid)) else { continue };
            match mode {
                0 => *flags = named.clone(),
                1 => flags.extend(named.iter().cloned()),
                _ => flags.retain(|flag| !named.contains(flag)),
            }
        }
    }

    fn expunge(&mut self, name: &str, uids: Option<&[u8]>) {
        let Some(mailbox) = self.mailboxes.get_mut(name) else { return };
        let among = |uid: u32| uids.is_none_or(|uids| uids.iter().any(|other| u32::from(*other) == uid));
        mailbox.messages.retain(|uid, (_, flags)| !(flags.contains("3") && among(*uid)));
    }

    fn copy(&mut self, from: &str, to: &str, uids: &[u8], moves: bool) {
        if !self.mailboxes.contains_key(from) || !self.mailboxes.contains_key(to) {
            return;
        }
        let numbers: BTreeSet<u32> = uids.iter().map(|uid| u32::from(*uid)).collect();
        let source = &self.mailboxes[from].messages;
        let taken: Vec<_> = numbers.iter().filter_map(|uid| Some((*uid, source.get(uid)?.clone()))).collect();
        for (uid, message) in taken {
            let target = self.mailboxes.get_mut(to).unwrap();
            target.messages.insert(target.next, message);
            target.next += 1;
            if moves {
                self.mailboxes.get_mut(from).unwrap().messages.remove(&uid);
            }
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        let below = format!("{from}/");
        if !self.mailboxes.contains_key(from) || self.mailboxes.contains_key(to) || to.starts_with(&below) {
            return;
        }
        if from == "INBOX" {
            self.create(to);
            let inbox = self.mailboxes.get_mut(from).unwrap();
            let (messages, annotations) = (std::mem::take(&mut inbox.messages), inbox.annotations.clone());
            let target = self.mailboxes.get_mut(to).unwrap();
            target.annotations = annotations;
            if let Some(first) = messages.keys().next() {
                target.next = *first;
            }
            for message in messages.into_values() {
                target.messages.insert(target.next, message);
                target.next += 1;
            }
            return;
        }
        let moved: Vec<_> =
            self.mailboxes.keys().filter(|name| *name == from || name.starts_with(&below)).cloned().collect();
        let targets: Vec<_> = moved.iter().map(|name| format!("{to}{}", &name[from.len()..])).collect();
        if targets.iter().any(|name| self.mailboxes.contains_key(name)) {
            return;
        }
        if let Some((parent, _)) = to.rsplit_once('/') {
            self.create(parent);
        }
        for (name, target) in moved.into_iter().zip(targets) {
            let mailbox = self.mailboxes.remove(&name).unwrap();
            self.mailboxes.insert(target, mailbox);
        }
    }
}

/// The account under test: its state, and everything that was committed.
struct Subject {
    state: State,
    log: Vec<EventBatch>,
    released: BTreeSet<EmailId>,
}

impl Subject {
    fn new() -> Self {
        let mut subject = Self { state: State::default(), log: Vec::new(), released: BTreeSet::new() };
        subject.perform(SetUp).unwrap();
        subject
    }

    fn perform<O: Operation>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        let decision = operation.decide(&self.state, CONTEXT)?;
        self.commit(decision.events);
        Ok(decision.outcome)
    }

    fn commit(&mut self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let batch = EventBatch { time: CONTEXT.time, events };
        let applied = self.state.clone().apply(&batch).unwrap();
        self.state = applied.state;
        self.released.extend(applied.released);
        self.log.push(EventBatch::decode(&batch.encode()).unwrap());
    }

    fn step(&mut self, step: &Step) {
        let name = |at: usize| MailboxName::new(NAMES[at]).unwrap();
        let id = |at: usize| self.state.mailbox(&name(at)).map(|mailbox| mailbox.id);
        match step {
            Step::Append { mailbox, count } => self.append(&name(*mailbox), *count),
            Step::Store { mailbox, uids: numbers, mode, flags } => {
                let Some(mailbox) = id(*mailbox) else { return };
                let mode = [StoreMode::Replace, StoreMode::Add, StoreMode::Remove][usize::from(*mode)];
                let flags = named(flags);
                self.perform(StoreFlags { mailbox, uids: uids(numbers), mode, flags, unchanged_since: None }).unwrap();
            }
            Step::Expunge { mailbox, uids: numbers } => {
                let Some(mailbox) = id(*mailbox) else { return };
                let doomed = numbers.as_ref().map_or(Doomed::Deleted, |numbers| Doomed::DeletedAmong(uids(numbers)));
                self.perform(Expunge { mailbox, doomed }).unwrap();
            }
            Step::Copy { from, to, uids: numbers, moves } => {
                let (Some(source), Some(target)) = (id(*from), id(*to)) else { return };
                let copy = Copy { source, uids: uids(numbers), target };
                _ = if *moves { self.perform(Relocate(copy)) } else { self.perform(copy) }.unwrap();
            }
            Step::Create { name: at } => _ = self.perform(Create { name: name(*at), special_use: None }),
            Step::Delete { name: at } => _ = self.perform(Delete { name: name(*at) }),
            Step::Rename { from, to } => _ = self.perform(Rename { from: name(*from), to: name(*to) }),
            Step::Annotate { mailbox, entry, value } => {
                let Some(mailbox) = mailbox.map_or(Some(None), |at| id(at).map(Some)) else { return };
                let value = value.as_deref().map(Into::into);
                self.perform(annotate(mailbox, ENTRIES[*entry], value)).unwrap();
            }
        }
    }

    fn append(&mut self, name: &MailboxName, count: u8) {
        let Some(mailbox) = self.state.mailbox(name) else { return };
        let event = |place: u32| Event::Appended {
            mailbox: mailbox.id,
            uid: mailbox.uid_next.saturating_add(place),
            email: EmailId(self.state.next_email + u64::from(place)),
            size: SIZE as u32,
            date: InternalDate { seconds: 5, offset_minutes: 480 },
            flags: Flags::NONE,
        };
        let events = (0..u32::from(count)).map(event).collect();
        self.commit(events);
    }

    fn as_models(&self) -> BTreeMap<String, Model> {
        self.state.mailboxes().map(|mailbox| (mailbox.name.to_string(), as_model(mailbox))).collect()
    }
}

fn as_model(mailbox: &Mailbox) -> Model {
    let message = |message: &super::Message| (message.email.0, flag_names(mailbox, message.flags));
    Model {
        next: mailbox.uid_next.get(),
        messages: mailbox.messages().map(|m| (m.uid.get(), message(m))).collect(),
        annotations: as_map(mailbox.annotations()),
    }
}

fn as_map(annotations: &Annotations) -> BTreeMap<String, Vec<u8>> {
    annotations.iter().map(|(_, name, value)| (name.as_str().to_owned(), value.to_vec())).collect()
}

fn annotate(mailbox: Option<MailboxId>, entry: &str, value: Option<Arc<[u8]>>) -> Annotate {
    Annotate { mailbox, changes: BTreeMap::from([(EntryName::new(entry).unwrap(), value)]) }
}

fn restore(state: &State, stored: &Stored, rows: &mut BTreeMap<Vec<u8>, Vec<u8>>) -> (State, Stored) {
    let (batch, stored) = snapshot::write(CONTEXT.account, state, stored);
    for write in batch.writes {
        match write {
            posthouse_engine::Write::Put(key, value) => _ = rows.insert(key, value),
            posthouse_engine::Write::Delete(key) => _ = rows.remove(&key),
        }
    }
    let mut restored = snapshot::decode_head(&rows[&crate::keys::snapshot_head(CONTEXT.account)]).unwrap();
    for (key, record) in rows.iter() {
        if let Some((mailbox, index)) = crate::keys::parse_snapshot_chunk(CONTEXT.account, key) {
            snapshot::add_chunk(&mut restored, mailbox, index, record).unwrap();
        }
    }
    (restored, stored)
}

fn check_numbers(mailbox: &Mailbox) {
    let all: Vec<_> = mailbox.messages().copied().collect();
    assert_eq!(mailbox.counts(), super::Counts::of(&all));
    for (number, message) in (1u32..).zip(&all) {
        assert_eq!(mailbox.by_number(number), Some(message));
        assert_eq!(mailbox.by_uid(message.uid), Some((number, message)));
        assert_eq!(mailbox.count_before(message.uid), number - 1);
        assert!(message.modseq <= mailbox.modseq && message.uid < mailbox.uid_next);
    }
    assert_eq!(mailbox.by_number(0), None);
    assert_eq!(mailbox.by_number(all.len() as u32 + 1), None);
}

fn check_difference(old: &Mailbox, new: &Mailbox) {
    let changes = old.changes_to(new);
    let of = |mailbox: &Mailbox| mailbox.messages().map(|m| (m.uid, *m)).collect::<BTreeMap<_, _>>();
    let (before, after) = (of(old), of(new));
    let vanished: UidSet = before.keys().filter(|uid| !after.contains_key(uid)).copied().collect();
    let arrived: UidSet = after.keys().filter(|uid| !before.contains_key(uid)).copied().collect();
    let other = |uid: &&Uid| before.get(uid).is_some_and(|old| old.modseq != after[uid].modseq);
    assert_eq!(changes.vanished, vanished);
    assert_eq!(changes.arrived, arrived);
    assert_eq!(changes.changed, after.keys().filter(other).copied().collect());
    let merged = new.with_vanished_of(old);
    check_numbers(&merged);
    let union: BTreeMap<_, _> = before.into_iter().chain(after).collect();
    assert_eq!(of(&merged), union);
    let earlier = new.before(old.uid_next);
    check_numbers(&earlier);
    assert_eq!(of(&earlier), of(new).into_iter().filter(|(uid, _)| *uid < old.uid_next).collect());
    let rest = merged.changes_to(new);
    assert_eq!((rest.vanished, rest.arrived.is_empty(), rest.changed.is_empty()), (vanished, true, true));
}

/// What is known of what commits have touched says the same as a look at every mailbox.
pub(crate) fn check_changed_mailboxes(old: &State, new: &State) {
    let is_same = |mailbox: &Mailbox, other: &Mailbox| std::ptr::eq(mailbox, other);
    let walked = new.mailboxes().filter(|mailbox| !old.by_id(mailbox.id).is_some_and(|old| is_same(old, mailbox)));
    let (walked, known): (Vec<_>, Vec<_>) = (walked.collect(), new.mailboxes_changed_since(old));
    assert_eq!(known.len(), walked.len());
    assert!(known.iter().zip(walked).all(|(one, other)| is_same(one, other)));
}

#[test]
fn of_many_mailboxes_those_that_commits_touched_are_known() {
    let mut subject = Subject::new();
    let name = |number: u32| MailboxName::new(&format!("box {number}")).unwrap();
    for number in 0..3000 {
        subject.perform(Create { name: name(number), special_use: None }).unwrap();
    }
    let before = subject.state.clone();
    subject.append(&name(7), 3);
    subject.append(&name(2000), 1);
    let touched: Vec<_> = subject.state.touched.since(before.modseq).unwrap().collect();
    let id = |number| subject.state.mailbox(&name(number)).unwrap().id;
    assert_eq!(touched, [id(2000), id(7)]);
    check_changed_mailboxes(&before, &subject.state);
    check_changed_mailboxes(&State::default(), &subject.state);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_operations_do_what_a_naive_model_does(steps in prop::collection::vec(step(), 1..60)) {
        let (mut subject, mut models) = (Subject::new(), Models::default());
        ["INBOX", "Drafts", "Sent", "Junk", "Trash", "Archive"].iter().for_each(|name| models.create(name));
        let (mut stored, mut rows) = (Stored::default(), BTreeMap::new());
        let mut versions = vec![State::default()];
        for (number, step) in steps.iter().enumerate() {
            let before = subject.state.clone();
            versions.push(before.clone());
            subject.step(step);
            versions.iter().for_each(|old| check_changed_mailboxes(old, &subject.state));
            models.step(step);
            prop_assert_eq!(subject.as_models(), models.mailboxes.clone(), "after step {}: {:?}", number, step);
            prop_assert_eq!(as_map(subject.state.annotations()), models.annotations.clone());
            prop_assert_eq!(subject.state.annotation_octets, models.annotation_octets());
            prop_assert_eq!(subject.state.usage(), models.usage());
            for mailbox in subject.state.mailboxes() {
                check_numbers(mailbox);
                if let Some(old) = before.by_id(mailbox.id) {
                    check_difference(old, mailbox);
                }
            }
            if number % 5 == 0 {
                let (restored, now_stored) = restore(&subject.state, &stored, &mut rows);
                prop_assert_eq!(&restored, &subject.state);
                stored = now_stored;
            }
        }
        let replayed = subject.log.iter().fold(State::default(), |state, batch| state.apply(batch).unwrap().state);
        prop_assert_eq!(&replayed, &subject.state);
        let placed: BTreeSet<_> = subject.state.mailboxes().flat_map(|m| m.messages().map(|m| m.email)).collect();
        let all: BTreeSet<_> = (0..models.next_email).map(EmailId).collect();
        prop_assert_eq!(subject.released, all.difference(&placed).copied().collect::<BTreeSet<_>>());
    }
}

#[test]
fn unchanged_since_leaves_later_changes_alone() {
    let mut subject = Subject::new();
    subject.append(&MailboxName::inbox(), 3);
    let inbox = subject.state.mailbox(&MailboxName::inbox()).unwrap().id;
    let store = |uids: &[u8], unchanged_since| StoreFlags {
        mailbox: inbox,
        uids: self::uids(uids),
        mode: StoreMode::Add,
        flags: named(&[0]),
        unchanged_since,
    };
    let before = subject.state.modseq;
    subject.perform(store(&[2], None)).unwrap();
    let stored = subject.perform(store(&[1, 2, 3], Some(before))).unwrap();
    assert_eq!((stored.changed, stored.modified), (uids(&[1, 3]), uids(&[2])));
    assert_eq!(stored.modseq, subject.state.modseq);
}

#[test]
fn setting_what_is_set_is_no_commit() {
    let mut subject = Subject::new();
    subject.append(&MailboxName::inbox(), 1);
    let inbox = subject.state.mailbox(&MailboxName::inbox()).unwrap().id;
    let (mode, flags) = (StoreMode::Remove, named(&[6]));
    let before = subject.state.clone();
    subject.perform(StoreFlags { mailbox: inbox, uids: uids(&[1]), mode, flags, unchanged_since: None }).unwrap();
    assert_eq!(subject.state, before);
}

#[test]
fn a_mailbox_holds_a_hundred_keywords_and_says_when_there_are_too_many() {
    let mut subject = Subject::new();
    subject.append(&MailboxName::inbox(), 1);
    let inbox = subject.state.mailbox(&MailboxName::inbox()).unwrap().id;
    let store = |keywords: Vec<String>| StoreFlags {
        mailbox: inbox,
        uids: uids(&[1]),
        mode: StoreMode::Add,
        flags: NamedFlags { system: Flags::NONE, keywords },
        unchanged_since: None,
    };
    let names: Vec<_> = (0..crate::MAX_KEYWORDS).map(|number| format!("k{number}")).collect();
    subject.perform(store(names.clone())).unwrap();
    let mailbox = subject.state.mailbox(&MailboxName::inbox()).unwrap();
    assert_eq!(flag_names(mailbox, mailbox.by_number(1).unwrap().flags), names.into_iter().collect());
    let before = subject.state.clone();
    assert!(matches!(subject.perform(store(vec!["more".into()])), Err(Error::Limit(crate::Limit::Keywords))));
    assert_eq!(subject.state, before);
}

#[test]
fn a_name_made_again_has_another_uid_validity() {
    let mut subject = Subject::new();
    let name = MailboxName::new("again").unwrap();
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        subject.perform(Create { name: name.clone(), special_use: None }).unwrap();
        assert!(seen.insert(subject.state.mailbox(&name).unwrap().uid_validity));
        subject.perform(Delete { name: name.clone() }).unwrap();
    }
}

#[test]
fn an_event_that_does_not_fit_is_an_error() {
    let subject = Subject::new();
    let inbox = subject.state.mailbox(&MailboxName::inbox()).unwrap().id;
    let bad = [
        Event::MailboxDeleted { id: crate::MailboxId(99) },
        Event::Copied { source: inbox, uids: uids(&[1]), target: crate::MailboxId(99), first: Uid::MIN },
        Event::MailboxRenamed { id: inbox, name: MailboxName::new("Sent").unwrap() },
    ];
    for event in bad {
        let batch = EventBatch { time: 0, events: vec![event] };
        assert!(subject.state.clone().apply(&batch).is_err());
    }
}
