//! Messages gathered into conversations (RFC 5256 §3, draft-ietf-morg-inthread).
//!
//! Costs no stack, however deep a conversation goes, and little more than the messages there are.
//!
//! Not here: any protocol, and which messages: a search finds them.

mod facts;
mod forest;
mod names;
mod subjects;
mod tree;

#[cfg(test)]
mod tests;

use facts::Facts;

use crate::sort::{Messages, Place};
use crate::{Account, Error, Mailbox, UidSet, aside};

/// How messages are gathered (RFC 5256 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Messages of one base subject, the first of them above the others.
    OrderedSubject,
    /// Answers below what they answer; conversations of one base subject together.
    References,
    /// Answers below what they answer; the conversation with the newest message is the last
    /// (draft-ietf-morg-inthread).
    Refs,
}

/// A message in its conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// How many messages are above it; 0 begins a conversation.
    pub depth: usize,
    /// Which message; `None` for one that is not there, but has several answers.
    pub place: Option<Place>,
}

/// The conversations of the messages of `uids`, each message before its answers.
///
/// # Errors
/// Where the storage fails, or what must be read of a message is damaged.
pub async fn thread(
    account: &Account,
    mailbox: &Mailbox,
    uids: &UidSet,
    algorithm: Algorithm,
) -> Result<Vec<Member>, Error> {
    let messages = Messages::of(mailbox, uids);
    let facts = Facts::read(account, &messages, algorithm).await?;
    let places = messages.places;
    aside::work(places.len(), move || {
        let place = |message: u32| places.get(message as usize).copied();
        let threads = gather(&facts, algorithm).into_iter();
        threads.map(|(depth, message)| Member { depth, place: message.and_then(place) }).collect()
    })
    .await
}

/// Each message by its place among the messages, or `None` for one that is not there, with how many are above it.
type Threads = Vec<(usize, Option<u32>)>;

fn gather(facts: &Facts, algorithm: Algorithm) -> Threads {
    let order = facts.by_date();
    match algorithm {
        Algorithm::OrderedSubject => tree::by_first(&subjects::ordered(facts, &order), &order),
        Algorithm::References => {
            let mut tree = forest::linked(facts);
            subjects::merge(facts, &mut tree, &order);
            tree::by_first(&tree, &order)
        }
        Algorithm::Refs => tree::by_last(&forest::linked(facts), &order),
    }
}
