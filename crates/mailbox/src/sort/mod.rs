//! Messages in an order that is asked for (RFC 5256, RFC 5957).
//!
//! Not here: any protocol, and which messages: a search finds them.

mod keys;

#[cfg(test)]
mod tests;

use keys::{Keys, Texts};

use crate::columns::{Cell, Column, Missing, Wanted, visit};
use crate::{Account, EmailId, Error, Mailbox, Message, Uid, UidSet, aside};

/// What to sort by (RFC 5256 §3, RFC 5957 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The internal date, to the second.
    Arrival,
    /// The local part of the first address of Cc.
    Cc,
    /// The sent date in UTC; the internal date where there is none.
    Date,
    /// The local part of the first address of From.
    From,
    /// The size.
    Size,
    /// The base subject.
    Subject,
    /// The local part of the first address of To.
    To,
    /// The name of the first address of From, or the address where it has no name.
    DisplayFrom,
    /// The name of the first address of To, or the address where it has no name.
    DisplayTo,
    /// How well it matches a search, the best first (RFC 6203 §6).
    Relevancy,
}

/// A key, and whether it is taken from its largest value down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// What to sort by.
    pub key: SortKey,
    /// The largest first.
    pub reverse: bool,
}

/// Which message of a version of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its sequence number.
    pub number: u32,
    /// Its UID.
    pub uid: Uid,
}

/// The messages of `uids` in the order of the criteria, the first the most significant; those that are equal by all of
/// them in the order of the mailbox. Texts are compared by i;unicode-casemap, the first few hundred octets of them.
///
/// # Errors
/// Where the storage fails, or what must be read of a message is damaged.
pub async fn sort(
    account: &Account,
    mailbox: &Mailbox,
    uids: &UidSet,
    criteria: &[Criterion],
) -> Result<Vec<Place>, Error> {
    sort_scored(account, mailbox, uids, criteria, &[]).await
}

/// As [`sort`], where the messages match a search this well; without scores all are equal by them.
///
/// # Errors
/// As [`sort`].
pub async fn sort_scored(
    account: &Account,
    mailbox: &Mailbox,
    uids: &UidSet,
    criteria: &[Criterion],
    scores: &[u8],
) -> Result<Vec<Place>, Error> {
    let criteria = significant(criteria);
    let messages = Messages::of(mailbox, uids);
    let mut columns = Vec::with_capacity(criteria.len());
    for criterion in &criteria {
        let keys = match criterion.key {
            SortKey::Relevancy => messages.scores(scores),
            key => messages.keys(account, key).await?,
        };
        columns.push((keys, criterion.reverse));
    }
    aside::work(messages.places.len(), move || in_order(&messages.places, &columns)).await
}

/// A key that occurred before makes no difference any more.
fn significant(criteria: &[Criterion]) -> Vec<Criterion> {
    let mut kept: Vec<Criterion> = Vec::new();
    for criterion in criteria {
        if kept.iter().all(|before| before.key != criterion.key) {
            kept.push(*criterion);
        }
    }
    kept
}

fn in_order(places: &[Place], columns: &[(Keys, bool)]) -> Vec<Place> {
    let compare = |one: u32, other: u32| {
        let differences = columns.iter().map(|(keys, reverse)| match reverse {
            false => keys.compare(one, other),
            true => keys.compare(other, one),
        });
        differences.into_iter().find(|difference| difference.is_ne()).unwrap_or_else(|| one.cmp(&other))
    };
    // What settles most comparisons lies side by side.
    let lead = |index: u32| match columns.first() {
        Some((keys, reverse)) => {
            if *reverse {
                !keys.lead(index)
            } else {
                keys.lead(index)
            }
        }
        None => 0,
    };
    let mut order: Vec<(u64, u32)> = (0..places.len() as u32).map(|index| (lead(index), index)).collect();
    order.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| compare(one.1, other.1)));
    order.into_iter().filter_map(|(_, index)| places.get(index as usize).copied()).collect()
}

/// Messages whose keys are wanted.
pub(crate) struct Messages<'a> {
    mailbox: &'a Mailbox,
    uids: &'a UidSet,
    pub(crate) emails: Vec<EmailId>,
    pub(crate) places: Vec<Place>,
}

impl<'a> Messages<'a> {
    pub(crate) fn of(mailbox: &'a Mailbox, uids: &'a UidSet) -> Self {
        let mut messages = Self { mailbox, uids, emails: Vec::new(), places: Vec::new() };
        for (number, message) in mailbox.select(uids) {
            messages.emails.push(message.email);
            messages.places.push(Place { number, uid: message.uid });
        }
        messages
    }

    async fn keys(&self, account: &Account, key: SortKey) -> Result<Keys, Error> {
        match key {
            SortKey::Relevancy => Ok(self.scores(&[])),
            SortKey::Arrival => Ok(Keys::Numbers(self.internal_dates())),
            SortKey::Size => Ok(Keys::Numbers(self.numbers(|message| i64::from(message.size)))),
            SortKey::Date => self.sent_dates(account).await.map(Keys::Numbers),
            SortKey::Subject => self.texts(account, Column::Subject, 0).await,
            SortKey::Cc => self.texts(account, Column::Cc, 0).await,
            SortKey::From => self.texts(account, Column::From, 0).await,
            SortKey::To => self.texts(account, Column::To, 0).await,
            SortKey::DisplayFrom => self.texts(account, Column::From, 1).await,
            SortKey::DisplayTo => self.texts(account, Column::To, 1).await,
        }
    }

    fn scores(&self, scores: &[u8]) -> Keys {
        let all = scores.iter().copied().chain(std::iter::repeat(0));
        Keys::Numbers(self.places.iter().zip(all).map(|(_, score)| -i64::from(score)).collect())
    }

    fn numbers(&self, number: impl Fn(&Message) -> i64) -> Vec<i64> {
        self.mailbox.select(self.uids).map(|(_, message)| number(message)).collect()
    }

    /// In seconds.
    pub(crate) fn internal_dates(&self) -> Vec<i64> {
        self.numbers(|message| message.internal_date.seconds)
    }

    /// RFC 5256 §2.2.
    async fn sent_dates(&self, account: &Account) -> Result<Vec<i64>, Error> {
        let mut dates = self.internal_dates();
        visit(account, &self.emails, Wanted::default().with(Column::Dates), Missing::Make, |index, row| {
            if let (Cell::Is(date), Some(seconds)) = (row.date(), dates.get_mut(index)) {
                *seconds = date.seconds;
            }
        })
        .await?;
        Ok(dates)
    }

    async fn texts(&self, account: &Account, column: Column, number: usize) -> Result<Keys, Error> {
        let mut texts = Texts::new(self.emails.len());
        visit(account, &self.emails, Wanted::default().with(column), Missing::Make, |index, row| {
            if let Cell::Is(text) = row.text(column) {
                texts.set(index, |key| text.key_into(number, key));
            }
        })
        .await?;
        Ok(Keys::Texts(texts))
    }
}
