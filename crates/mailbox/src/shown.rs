//! An account as somebody else sees it: only the mailboxes it may know of, each with the reader's own `\Seen`.
//!
//! A version is made from the owner's, and from the version made before it: what did not change is shared with that one,
//! so that a new version costs what changed, and so does the difference between two.

use std::collections::HashMap;
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
struct Version {
    shared: Arc<State>,
    shown: Arc<State>,
    mailboxes: HashMap<MailboxId, Made>,
}

/// A version of a mailbox, with what it was made from.
#[derive(Clone)]
struct Made {
    shared: Arc<Mailbox>,
    seen: Option<Arc<Seen>>,
    shown: Arc<Mailbox>,
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
        let known = last.take().map(|version| version.mailboxes).unwrap_or_default();
        let version = self.make(shared, &known);
        let shown = Arc::clone(&version.shown);
        *last = Some(version);
        shown
    }

    fn make(&self, shared: Arc<State>, known: &HashMap<MailboxId, Made>) -> Version {
        let mut state = State { modseq: shared.modseq, ..State::default() };
        let mut mailboxes = HashMap::new();
        for (name, id) in shared.names.iter() {
            let Some(mailbox) = shared.by_id(*id) else { continue };
            let rights = mailbox.acl().rights_of(&self.reader);
            if !rights.intersects(Rights::KNOWN) {
                continue;
            }
            let seen = shared.seen_by(*id, self.reader.account());
            let made = Made::of(mailbox, seen, rights, known.get(id));
            Arc::make_mut(&mut state.names).insert(name.clone(), *id);
            state.mailboxes.insert_mut(*id, Arc::clone(&made.shown));
            mailboxes.insert(*id, made);
        }
        Version { shared, shown: Arc::new(state), mailboxes }
    }
}

impl Made {
    fn of(shared: &Arc<Mailbox>, seen: Option<&Arc<Seen>>, rights: Rights, known: Option<&Self>) -> Self {
        let same = |known: &&Self| Arc::ptr_eq(&known.shared, shared) && is_same(known.seen.as_ref(), seen);
        match known.filter(same) {
            Some(known) => known.clone(),
            None if rights.contains(Rights::READ) => Self::readable(shared, seen, rights, known),
            None => Self::closed(shared, seen, rights),
        }
    }

    fn readable(shared: &Arc<Mailbox>, seen: Option<&Arc<Seen>>, rights: Rights, known: Option<&Self>) -> Self {
        let slots = shared.chunks.iter().map(|slot| {
            let seen = seen.and_then(|seen| seen.chunk(slot.index));
            known.and_then(|known| known.slot(slot, seen)).unwrap_or_else(|| show(slot, seen))
        });
        let chunks: Vec<Slot> = slots.collect();
        let counts = Counts { unseen: chunks.iter().map(|slot| slot.unseen).sum(), ..shared.counts };
        let modseq = seen.map_or(shared.modseq, |seen| seen.modseq().max(shared.modseq));
        let shown = Mailbox { chunks, counts, modseq, ..Self::told(shared, rights) };
        Self { shared: Arc::clone(shared), seen: seen.cloned(), shown: Arc::new(shown) }
    }

    /// Who may not read a mailbox is shown no message of it.
    fn closed(shared: &Arc<Mailbox>, seen: Option<&Arc<Seen>>, rights: Rights) -> Self {
        let shown = Arc::new(Self::told(shared, rights));
        Self { shared: Arc::clone(shared), seen: seen.cloned(), shown }
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
        self.shown.chunks.get(at).map(|known| Slot { before: slot.before, ..known.clone() })
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
