//! What must be known of messages to gather them.

use std::ops::Range;
use std::sync::Arc;

use super::Algorithm;
use super::names::Names;
use super::tree::NONE;
use crate::columns::{Block, Cell, Column, Links, Missing, Place, Wanted, visit_blocks};
use crate::sort::Messages;
use crate::{Account, Error};

/// How many names that only references have are known, beside as many as there are messages.
const NAMES: usize = 1 << 20;

/// Messages in the order of the mailbox; they are named by their places here. Ids and subjects are numbers below
/// `names`, or [`NONE`].
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// When they were sent, in seconds.
    pub(super) dates: Vec<i64>,
    pub(super) ids: Vec<u32>,
    /// Where in `all_references` those of a message stand.
    pub(super) references: Vec<Range<usize>>,
    pub(super) all_references: Vec<u32>,
    /// Their base subjects.
    pub(super) subjects: Vec<u32>,
    /// Whether the subject is one of a reply or forward.
    pub(super) replies: Vec<bool>,
    pub(super) names: u32,
}

impl Facts {
    pub(super) async fn read(account: &Account, messages: &Messages<'_>, algorithm: Algorithm) -> Result<Self, Error> {
        let count = messages.emails.len();
        let mut facts = Self {
            dates: messages.internal_dates(),
            ids: vec![NONE; count],
            references: vec![0..0; count],
            subjects: vec![NONE; count],
            replies: vec![false; count],
            ..Self::default()
        };
        let mut reading = Reading { facts: &mut facts, names: Names::new(count * 2, count * 2 + NAMES), algorithm };
        let wanted = Wanted::default().with(Column::Dates).with(Column::Links);
        let take = |block: Arc<Block>, places: &[Place]| reading.take(&block, places);
        visit_blocks(account, &messages.emails, wanted, Missing::Make, take).await?;
        facts.names = reading.names.count();
        Ok(facts)
    }

    pub(super) fn count(&self) -> u32 {
        self.dates.len() as u32
    }

    pub(super) fn references(&self, message: u32) -> &[u32] {
        let range = self.references.get(message as usize).cloned().unwrap_or_default();
        self.all_references.get(range).unwrap_or_default()
    }

    /// The base subject of a message, [`NONE`] if it is empty.
    pub(super) fn subject(&self, message: u32) -> u32 {
        self.subjects.get(message as usize).copied().unwrap_or(NONE)
    }

    pub(super) fn is_reply(&self, message: u32) -> bool {
        self.replies.get(message as usize).copied().unwrap_or_default()
    }

    /// The messages by their sent dates; those of one date in the order of the mailbox.
    pub(super) fn by_date(&self) -> Vec<u32> {
        let mut order: Vec<(i64, u32)> = self.dates.iter().copied().zip(0..).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, message)| message).collect()
    }
}

/// Facts on their way out of the columns.
struct Reading<'a> {
    facts: &'a mut Facts,
    names: Names,
    algorithm: Algorithm,
}

impl Reading<'_> {
    fn take(&mut self, block: &Block, places: &[Place]) {
        let mut known = Known { links: block.links(), numbers: vec![NONE; block.links().hashes().len()] };
        for &Place { index, place } in places {
            if let Cell::Is(date) = block.dates().get(place) {
                set(&mut self.facts.dates, index, date.seconds);
            }
            if self.algorithm != Algorithm::Refs {
                self.take_subject(&mut known, index, place);
            }
            if self.algorithm != Algorithm::OrderedSubject {
                self.take_links(&mut known, index, place);
            }
        }
    }

    fn take_subject(&mut self, known: &mut Known<'_>, index: usize, place: usize) {
        if let Some(subject) = known.links.subject(place) {
            set(&mut self.facts.subjects, index, known.number(subject.hash, |hash| self.names.add(hash)));
            set(&mut self.facts.replies, index, subject.is_reply);
        }
    }

    fn take_links(&mut self, known: &mut Known<'_>, index: usize, place: usize) {
        if let Some(id) = known.links.id(place) {
            set(&mut self.facts.ids, index, known.number(id, |hash| self.names.add(hash)));
        }
        let start = self.facts.all_references.len();
        for &reference in known.links.references(place) {
            let number = known.number(reference, |hash| self.names.add_if_few(hash));
            self.facts.all_references.extend(Some(number).filter(|number| *number != NONE));
        }
        set(&mut self.facts.references, index, start..self.facts.all_references.len());
    }
}

/// The numbers of the hashes of a block, as far as they were asked for.
struct Known<'a> {
    links: &'a Links,
    numbers: Vec<u32>,
}

impl Known<'_> {
    fn number(&mut self, place: u32, add: impl FnOnce(u64) -> u32) -> u32 {
        let (hash, number) = (self.links.hashes().get(place as usize), self.numbers.get_mut(place as usize));
        let Some((hash, number)) = hash.zip(number) else { return NONE };
        if *number == NONE {
            *number = add(*hash);
        }
        *number
    }
}

fn set<T>(all: &mut [T], index: usize, value: T) {
    if let Some(place) = all.get_mut(index) {
        *place = value;
    }
}
