//! An account as somebody else sees it: only the mailboxes it may know of, each with the reader's own `\Seen`.
//!
//! A version is made from the owner's, and from the version made before it: what did not change is shared with that one,
//! so that a new version costs what changed, and so does the difference between two.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::state::{Chunk, Counts, Seen, SeenChunk, Slot, State};
use crate::{Acl, Annotations, Flags, Mailbox, MailboxId, Reader, Rights};

/// What one reader is shown of one account; every handle of that reader shares it.
pub(crate) struct Shown {
    reader: Reader,
    last: Mutex<Option<Version>>,
}

/// A version of the account, with what it was made from.
#[derive(Default)]
struct Version {
    shared: Arc<State>,
    shown: Arc<State>,
    mailboxes: HashMap<MailboxId, Made>,
}

/// A version of a mailbox, with what it was made from.
struct Made {
    shared: Arc<Mailbox>,
    seen: Option<Arc<Seen>>,
    /// `None` where the reader may not know of it.
    shown: Option<Arc<Mailbox>>,
}

impl Shown {
    pub(crate) fn to(reader: Reader) -> Self {
        Self { reader, last: Mutex::default() }
    }

    pub(crate) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Whether there is a version already, from which the next is made; not where one is just being made.
    pub(crate) fn is_made(&self) -> bool {
        self.last.try_lock().is_some_and(|last| last.is_some())
    }

    /// What the reader sees of `shared`, or of a version that is newer.
    pub(crate) fn version(&self, shared: Arc<State>) -> Arc<State> {
        let mut last = self.last.lock();
        if let Some(version) = last.as_ref().filter(|version| version.shared.modseq >= shared.modseq) {
            return Arc::clone(&version.shown);
        }
        let mut version = last.take().unwrap_or_default();
        version.advance(shared, &self.reader);
        let shown = Arc::clone(&version.shown);
        *last = Some(version);
        shown
    }
}

impl Version {
    /// Goes on to a newer version. What did not change is not looked at.
    fn advance(&mut self, shared: Arc<State>, reader: &Reader) {
        let state = Arc::make_mut(&mut self.shown);
        let mut has_other_names = !Arc::ptr_eq(&self.shared.names, &shared.names);
        if has_other_names {
            let gone = self.shared.mailboxes.keys().filter(|id| shared.by_id(**id).is_none());
            gone.for_each(|id| {
                self.mailboxes.remove(id);
                state.mailboxes.remove_mut(id);
            });
        }
        for id in changed(&self.shared, &shared) {
            let Some(mailbox) = shared.by_id(id) else { continue };
            let seen = shared.seen_by(id, reader.account());
            let known = self.mailboxes.get(&id);
            if known.is_some_and(|known| known.is_of(mailbox, seen)) {
                continue;
            }
            let made = Made::of(mailbox, seen, mailbox.acl().rights_of(reader), known);
            has_other_names |= made.shown.is_some() != known.is_some_and(|known| known.shown.is_some());
            match &made.shown {
                Some(shown) => state.mailboxes.insert_mut(id, Arc::clone(shown)),
                None => _ = state.mailboxes.remove_mut(&id),
            }
            state.touched.note(shared.modseq, id);
            self.mailboxes.insert(id, made);
        }
        if has_other_names {
            let names = shared.names.iter().filter(|(_, id)| state.mailboxes.contains_key(id));
            state.names = Arc::new(names.map(|(name, id)| (name.clone(), *id)).collect());
        }
        state.modseq = shared.modseq;
        self.shared = shared;
    }
}

/// The mailboxes that may be other than they were; every one where nothing is known.
fn changed(old: &State, new: &State) -> BTreeSet<MailboxId> {
    match new.touched.since(old.modseq) {
        Some(touched) => touched.collect(),
        None => new.mailboxes.keys().copied().collect(),
    }
}

impl Made {
    fn of(shared: &Arc<Mailbox>, seen: Option<&Arc<Seen>>, rights: Rights, known: Option<&Self>) -> Self {
        let shown = match rights {
            rights if !rights.intersects(Rights::KNOWN) => None,
            rights if rights.contains(Rights::READ) => Some(Self::readable(shared, seen, rights, known)),
            // Who may not read a mailbox is shown no message of it.
            rights => Some(Self::told(shared, rights)),
        };
        Self { shared: Arc::clone(shared), seen: seen.cloned(), shown: shown.map(Arc::new) }
    }

    /// Whether it was made from these.
    fn is_of(&self, shared: &Arc<Mailbox>, seen: Option<&Arc<Seen>>) -> bool {
        Arc::ptr_eq(&self.shared, shared) && is_same(self.seen.as_ref(), seen)
    }

    fn readable(shared: &Mailbox, seen: Option<&Arc<Seen>>, rights: Rights, known: Option<&Self>) -> Mailbox {
        let slots = shared.chunks.iter().map(|slot| {
            let seen = seen.and_then(|seen| seen.chunk(slot.index));
            known.and_then(|known| known.slot(slot, seen)).unwrap_or_else(|| show(slot, seen))
        });
        let chunks: Vec<Slot> = slots.collect();
        let counts = Counts { unseen: chunks.iter().map(|slot| slot.unseen).sum(), ..shared.counts };
        let modseq = seen.map_or(shared.modseq, |seen| seen.modseq().max(shared.modseq));
        Mailbox { chunks, counts, modseq, ..Self::told(shared, rights) }
    }

    /// What is told of a mailbox beside its messages.
    fn told(shared: &Mailbox, rights: Rights) -> Mailbox {
        let is_told = rights.contains(Rights::ADMINISTER);
        Mailbox {
            id: shared.id,
            name: shared.name.clone(),
            uid_validity: shared.uid_validity,
            uid_next: shared.uid_next,
            modseq: shared.modseq,
            // What a mailbox is for is the owner's business: a reader has Trash and Sent of its own.
            special_use: None,
            access_key: None,
            keywords: Arc::clone(&shared.keywords),
            chunks: Vec::new(),
            counts: Counts::default(),
            acl: if is_told { Arc::clone(&shared.acl) } else { Arc::new(Acl::default()) },
            rights,
            annotations: if rights.can_annotate() { shared.annotations.clone() } else { Annotations::default() },
        }
    }

    /// The chunk as it was made before, if it was made from the same.
    fn slot(&self, slot: &Slot, seen: Option<&Arc<SeenChunk>>) -> Option<Slot> {
        let at = self.shared.chunks.binary_search_by_key(&slot.index, |slot| slot.index).ok()?;
        let is_shared = Arc::ptr_eq(&self.shared.chunks.get(at)?.chunk, &slot.chunk);
        let known = self.seen.as_ref().and_then(|seen| seen.chunk(slot.index));
        if !is_shared || !is_same(known, seen) {
            return None;
        }
        self.shown.as_ref()?.chunks.get(at).map(|known| Slot { before: slot.before, ..known.clone() })
    }
}

fn is_same<T>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

/// A chunk with the reader's own `\Seen`.
fn show(shared: &Slot, seen: Option<&Arc<SeenChunk>>) -> Slot {
    if seen.is_none() && shared.unseen as usize == shared.chunk.messages.len() {
        return shared.clone();
    }
    let mut chunk = Chunk::clone(&shared.chunk);
    let mut unseen = 0;
    for message in &mut chunk.messages {
        let (is_seen, modseq) = seen.map(|seen| seen.get(message.uid)).unwrap_or_default();
        message.flags = Flags::for_reader(message.flags, is_seen);
        message.modseq = message.modseq.max(modseq);
        chunk.modseq = chunk.modseq.max(modseq);
        unseen += u32::from(!is_seen);
    }
    Slot { unseen, chunk: Arc::new(chunk), ..*shared }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::{Event, EventBatch};
    use crate::state::tests::check_changed_mailboxes;
    use crate::{AccountId, EmailId, Identity, InternalDate, MailboxName, Uid, UidSet};

    const BOB: AccountId = AccountId(2);

    fn reader() -> Reader {
        Reader::new(BOB, [])
    }

    fn name(number: u8) -> MailboxName {
        MailboxName::new(&format!("box {number}")).unwrap()
    }

    fn uid(number: u32) -> Uid {
        Uid::new(number).unwrap()
    }

    fn created(id: u64, number: u8) -> Event {
        Event::MailboxCreated { id: MailboxId(id), name: name(number), uid_validity: 1, special_use: None }
    }

    fn given(mailbox: MailboxId, letters: &str) -> Event {
        let rights = Rights::from_letters(letters).unwrap();
        Event::RightsSet { mailbox, identifier: Identity::Account(BOB).into(), rights }
    }

    fn after(state: &State, event: Event) -> Option<State> {
        let batch = EventBatch { time: 0, events: vec![event] };
        state.clone().apply(&batch).ok().map(|applied| applied.state)
    }

    /// What happens to one of a few mailboxes; much of it does not fit, and does not happen then.
    fn event(kind: u8, mailbox: u64, number: u8, state: &State) -> Event {
        let id = MailboxId(mailbox);
        let next = state.by_id(id).map_or(Uid::MIN, |mailbox| mailbox.uid_next);
        let uids = UidSet::range(uid(1 + u32::from(number % 4)), uid(600));
        match kind {
            0 => created(mailbox, number),
            1 => Event::MailboxRenamed { id, name: name(number) },
            2 => Event::MailboxDeleted { id },
            3..6 => given(id, ["", "l", "lr", "lrs", "r", "i", "lra"][usize::from(number) % 7]),
            6 => Event::SeenChanged { mailbox: id, reader: BOB, uids, seen: !number.is_multiple_of(3) },
            7 => Event::FlagsChanged { mailbox: id, uids, clear: Flags::NONE, set: Flags(1 << (number % 4)) },
            8 => Event::Expunged { mailbox: id, uids: UidSet::range(uid(2), uid(3)) },
            _ => Event::Appended {
                mailbox: id,
                // Some go to the next chunk.
                uid: uid(next.get() + u32::from(number % 2) * 400),
                email: EmailId(state.next_email.max(1)),
                size: 1,
                date: InternalDate { seconds: 0, offset_minutes: 0 },
                flags: Flags::NONE,
            },
        }
    }

    #[test]
    fn versions_share_what_did_not_change() {
        let events =
            [created(1, 1), created(2, 2), created(3, 3), given(MailboxId(1), "lr"), given(MailboxId(2), "lr")];
        let state = events.into_iter().fold(State::default(), |state, event| after(&state, event).unwrap());
        let shown = Shown::to(reader());
        let before = shown.version(Arc::new(state.clone()));
        let newer = after(&state, event(9, 1, 0, &state)).unwrap();
        let now = shown.version(Arc::new(newer.clone()));
        assert!(Arc::ptr_eq(&before.names, &now.names));
        let same = |id| Arc::ptr_eq(before.by_id(id).unwrap(), now.by_id(id).unwrap());
        assert!(same(MailboxId(2)) && !same(MailboxId(1)));
        // What the reader may not know of changes nothing for it.
        let hidden = after(&newer, event(9, 3, 0, &newer)).unwrap();
        let last = shown.version(Arc::new(hidden));
        assert_eq!(State { modseq: now.modseq, ..State::clone(&last) }, *now);
    }

    #[test]
    fn of_many_mailboxes_only_those_are_looked_at_that_changed() {
        let at_first = (1..200).map(|id| created(id, id as u8));
        let old = at_first.fold(State::default(), |state, event| after(&state, event).unwrap());
        let newer = [event(9, 5, 0, &old), event(6, 9, 0, &old), given(MailboxId(7), "lr")];
        let new = newer.into_iter().fold(old.clone(), |state, event| after(&state, event).unwrap());
        assert_eq!(changed(&old, &new), [5, 7, 9].map(MailboxId).into());
    }

    proptest! {
        #[test]
        fn a_version_made_from_the_one_before_is_as_one_made_at_once(
            steps in prop::collection::vec((0u8..12, 1u64..5, any::<u8>()), 0..60),
        ) {
            let (shown, mut state) = (Shown::to(reader()), State::default());
            let mut versions: Vec<Arc<State>> = Vec::new();
            for (kind, mailbox, number) in steps {
                let Some(next) = after(&state, event(kind, mailbox, number % 16, &state)) else { continue };
                state = next;
                let at_once = Shown::to(reader()).version(Arc::new(state.clone()));
                let version = shown.version(Arc::new(state.clone()));
                prop_assert_eq!(&version, &at_once);
                versions.iter().for_each(|old| check_changed_mailboxes(old, &version));
                versions.push(version);
            }
        }
    }
}
