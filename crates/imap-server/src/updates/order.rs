//! Results in the order that a SORT has asked for, as its client has them (RFC 5267 §4.3.2).

use std::ops::RangeInclusive;

use posthouse_imap_wire::{Numbering, encode};
use posthouse_mailbox::sort::{Criterion, sort};
use posthouse_mailbox::{Account, Mailbox, Uid, UidSet};

use crate::error::Error;
use crate::results;

/// How many results are kept in an order.
pub(crate) const MOST: usize = 1 << 16;

/// What a client must do one after the other: at a position, take away or insert these.
pub(super) type Steps = Vec<(u32, Vec<RangeInclusive<u32>>)>;

/// The results, and what puts them in order.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    criteria: Vec<Criterion>,
    uids: Vec<Uid>,
}

impl Order {
    /// `None` where there are too many.
    pub(crate) fn new(criteria: Vec<Criterion>, uids: Vec<Uid>) -> Option<Self> {
        (uids.len() <= MOST).then_some(Self { criteria, uids })
    }

    /// Takes results away. The last come first, so that the positions of the others hold.
    pub(super) fn remove(&mut self, removed: &UidSet, mailbox: &Mailbox, numbering: Numbering) -> Steps {
        let mut steps = self.steps(removed, mailbox, numbering);
        steps.reverse();
        self.uids.retain(|uid| !removed.contains(*uid));
        steps
    }

    /// Puts results where they belong. Those that are there already never change their order: what they are sorted by
    /// never changes.
    ///
    /// # Errors
    /// Where they become too many, or cannot be sorted.
    pub(super) async fn add(
        &mut self,
        added: &UidSet,
        account: &Account,
        mailbox: &Mailbox,
        numbering: Numbering,
    ) -> Result<Steps, Error> {
        if added.is_empty() {
            return Ok(Steps::new());
        }
        let mut all: Vec<Uid> = self.uids.iter().copied().chain(added.iter()).collect();
        all.sort_unstable();
        if all.len() > MOST {
            return Err(Error::Bad("There are too many results"));
        }
        let places = sort(account, mailbox, &all.into_iter().collect(), &self.criteria).await?;
        self.uids = places.into_iter().map(|place| place.uid).collect();
        Ok(self.steps(added, mailbox, numbering))
    }

    /// The chosen results, those that stand side by side together.
    fn steps(&self, chosen: &UidSet, mailbox: &Mailbox, numbering: Numbering) -> Steps {
        if chosen.is_empty() {
            return Steps::new();
        }
        let mut steps: Vec<(u32, Vec<u32>)> = Vec::new();
        for (uid, position) in self.uids.iter().zip(1u32..).filter(|(uid, _)| chosen.contains(**uid)) {
            let Some((number, message)) = mailbox.by_uid(*uid) else { continue };
            let number = results::told(numbering, number, message);
            match steps.last_mut() {
                Some((first, numbers)) if *first + numbers.len() as u32 == position => numbers.push(number),
                _ => steps.push((position, vec![number])),
            }
        }
        steps.into_iter().map(|(position, numbers)| (position, encode::runs(numbers))).collect()
    }
}
