//! What must be known of messages to gather them.

use std::ops::Range;

use super::Algorithm;
use crate::columns::{Cell, Column, Missing, Row, Wanted, visit};
use crate::sort::{Messages, Texts};
use crate::{Account, Error};

/// Messages in the order of the mailbox; they are named by their places here.
#[derive(Debug)]
pub(super) struct Facts {
    /// When they were sent, in seconds.
    pub(super) dates: Vec<i64>,
    pub(super) ids: Vec<Option<u64>>,
    /// Where in `all_references` those of a message stand.
    pub(super) references: Vec<Range<usize>>,
    pub(super) all_references: Vec<u64>,
    /// Their base subjects as they are compared.
    pub(super) subjects: Texts,
    /// Whether the subject is one of a reply or forward.
    pub(super) replies: Vec<bool>,
}

impl Facts {
    pub(super) async fn read(account: &Account, messages: &Messages<'_>, algorithm: Algorithm) -> Result<Self, Error> {
        let count = messages.emails.len();
        let mut facts = Self {
            dates: messages.internal_dates(),
            ids: vec![None; count],
            references: vec![0..0; count],
            all_references: Vec::new(),
            subjects: Texts::new(count),
            replies: vec![false; count],
        };
        visit(account, &messages.emails, wanted(algorithm), Missing::Make, |index, row| facts.take(index, row)).await?;
        Ok(facts)
    }

    fn take(&mut self, index: usize, row: Row<'_>) {
        set(&mut self.dates, index, row.date().ok().map(|date| date.seconds));
        set(&mut self.ids, index, Some(row.id()));
        let start = self.all_references.len();
        self.all_references.extend(row.references());
        set(&mut self.references, index, Some(start..self.all_references.len()));
        if let Cell::Is(subject) = row.text(Column::Subject) {
            self.subjects.set(index, |key| subject.key_into(0, key));
            set(&mut self.replies, index, Some(subject.is_reply()));
        }
    }

    pub(super) fn count(&self) -> u32 {
        self.dates.len() as u32
    }

    pub(super) fn references(&self, message: u32) -> &[u64] {
        let range = self.references.get(message as usize).cloned().unwrap_or_default();
        self.all_references.get(range).unwrap_or_default()
    }

    pub(super) fn subject(&self, message: u32) -> &str {
        self.subjects.get(message as usize)
    }

    pub(super) fn is_reply(&self, message: u32) -> bool {
        self.replies.get(message as usize).copied().unwrap_or_default()
    }

    /// The messages by their sent dates; those of one date in the order of the mailbox.
    pub(super) fn by_date(&self) -> Vec<u32> {
        let mut order: Vec<(i64, u32)> = self.dates.iter().copied().zip(0..).collect();
        order.sort();
        order.into_iter().map(|(_, message)| message).collect()
    }
}

fn wanted(algorithm: Algorithm) -> Wanted {
    let dates = Wanted::default().with(Column::Dates);
    match algorithm {
        Algorithm::OrderedSubject => dates.with(Column::Subject),
        Algorithm::References => dates.with(Column::Links).with(Column::Subject),
        Algorithm::Refs => dates.with(Column::Links),
    }
}

fn set<T>(all: &mut [T], index: usize, value: Option<T>) {
    if let (Some(place), Some(value)) = (all.get_mut(index), value) {
        *place = value;
    }
}
