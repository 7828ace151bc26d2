//! What a session has to tell its client: the difference between two versions of a mailbox.
//!
//! Versions share the chunks that did not change, so a difference costs what changed, not what is there.

use std::sync::Arc;

use crate::state::{Chunk, Counts, Mailbox, Message, Slot};
use crate::{Uid, UidSet};

/// How a mailbox became another version of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Messages that the older version has and the newer has not.
    pub vanished: UidSet,
    /// Messages in both whose flags or modseq differ.
    pub changed: UidSet,
    /// Messages that only the newer version has. They are behind all others.
    pub arrived: UidSet,
}

impl Changes {
    /// Whether the versions hold the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.vanished.is_empty() && self.changed.is_empty() && self.arrived.is_empty()
    }
}

impl Mailbox {
    /// What happened between this version and a newer one.
    #[must_use]
    pub fn changes_to(&self, newer: &Self) -> Changes {
        let mut changes = Changes::default();
        for_each_difference(self, newer, |old, new| compare(old, new, &mut changes));
        changes
    }

    /// This newer version, together with the messages of `seen` that have vanished from it.
    ///
    /// It is what a client sees that may not yet be told of expunges (RFC 9051 §7.5.1).
    #[must_use]
    pub fn with_vanished_of(&self, seen: &Self) -> Self {
        let mut merged = self.clone();
        let mut replaced = Vec::new();
        for_each_difference(seen, self, |old, new| {
            let messages = merge(old, new);
            if let Some(first) = messages.first().filter(|_| messages.len() > new.len()) {
                let counts = Counts::of(&messages);
                merged.counts = merged.counts.replace(Counts::of(new), counts);
                let index = Chunk::index_of(first.uid);
                // Others may have left the chunk as late as this version.
                let chunk = Arc::new(Chunk { messages, modseq: self.modseq });
                replaced.push(Slot { index, before: 0, unseen: counts.unseen, chunk });
            }
        });
        for replaced in replaced {
            let at = merged.chunks.partition_point(|slot| slot.index < replaced.index);
            match merged.chunks.get_mut(at) {
                Some(slot) if slot.index == replaced.index => *slot = replaced,
                _ => merged.chunks.insert(at, replaced),
            }
        }
        merged.renumber();
        merged
    }

    /// This version without the messages from `uid` on: what a client sees that is not told of arrivals (RFC 5465 §3.1).
    #[must_use]
    pub fn before(&self, uid: Uid) -> Self {
        let mut earlier = self.clone();
        while let Some(slot) = earlier.chunks.last_mut() {
            let place = slot.chunk.places(uid, Uid::MAX).start;
            let later = slot.chunk.messages.get(place..).unwrap_or_default();
            if later.is_empty() {
                break;
            }
            earlier.counts = earlier.counts.replace(Counts::of(later), Counts::default());
            match place {
                0 => _ = earlier.chunks.pop(),
                place => Arc::make_mut(&mut slot.chunk).messages.truncate(place),
            }
        }
        earlier.uid_next = earlier.uid_next.min(uid);
        earlier
    }
}

/// Calls `each` with the messages of every chunk that is not the same in both versions.
fn for_each_difference(old: &Mailbox, new: &Mailbox, mut each: impl FnMut(&[Message], &[Message])) {
    let (mut olds, mut news) = (old.chunks.iter().peekable(), new.chunks.iter().peekable());
    loop {
        let indices = (olds.peek().map(|slot| slot.index), news.peek().map(|slot| slot.index));
        let (take_old, take_new) = match indices {
            (None, None) => return,
            (Some(_), None) => (true, false),
            (None, Some(_)) => (false, true),
            (Some(old), Some(new)) => (old <= new, new <= old),
        };
        let old = if take_old { olds.next() } else { None };
        let new = if take_new { news.next() } else { None };
        let shared = matches!((old, new), (Some(old), Some(new)) if Arc::ptr_eq(&old.chunk, &new.chunk));
        if !shared {
            each(messages(old), messages(new));
        }
    }
}

fn messages(slot: Option<&Slot>) -> &[Message] {
    slot.map_or(&[], |slot| &slot.chunk.messages)
}

/// Walks two ascending runs side by side.
fn side_by_side<'a>(
    old: &'a [Message],
    new: &'a [Message],
) -> impl Iterator<Item = (Option<&'a Message>, Option<&'a Message>)> {
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    std::iter::from_fn(move || {
        let uid: Option<Uid> = match (old.peek(), new.peek()) {
            (Some(old), Some(new)) => Some(old.uid.min(new.uid)),
            (Some(one), None) | (None, Some(one)) => Some(one.uid),
            (None, None) => None,
        };
        let uid = uid?;
        Some((old.next_if(|message| message.uid == uid), new.next_if(|message| message.uid == uid)))
    })
}

fn compare(old: &[Message], new: &[Message], changes: &mut Changes) {
    for pair in side_by_side(old, new) {
        match pair {
            (Some(old), None) => changes.vanished.insert(old.uid),
            (None, Some(new)) => changes.arrived.insert(new.uid),
            (Some(old), Some(new)) if old.modseq != new.modseq => changes.changed.insert(new.uid),
            _ => {}
        }
    }
}

fn merge(old: &[Message], new: &[Message]) -> Vec<Message> {
    side_by_side(old, new).filter_map(|(old, new)| new.or(old).copied()).collect()
}
