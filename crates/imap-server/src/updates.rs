//! Searches whose client is told how their results change (RFC 5267 §4.3).
//!
//! Only what has changed is searched again. A result of SEARCH is told at position 0: the client keeps mailbox order. One
//! of SORT is told at its place.

mod order;

use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use posthouse_imap_wire::command::{FetchItem, SearchKey};
use posthouse_imap_wire::encode::{self, Code, Condition, Esearch};
use posthouse_imap_wire::{MessageSet, Numbering, SequenceSet, Tag, TextMode};
use posthouse_mailbox::search::search_among;
use posthouse_mailbox::{Account, Mailbox, MailboxName, UidSet};

pub(crate) use order::Order;
use order::Steps;

use crate::error::Error;
use crate::fetch;
use crate::output::Output;
use crate::query::{self, Scope};
use crate::results;
use crate::state::Selected;

/// How many searches of a session are updated at once; the RFC asks for one at the least.
const MOST: usize = 8;

/// The searches of an open mailbox that are updated.
#[derive(Clone, Debug, Default)]
pub(crate) struct Updates(Vec<Update>);

/// A search that is updated.
#[derive(Clone, Debug)]
struct Update {
    tag: Tag,
    /// How its client calls messages.
    numbering: Numbering,
    charset: Option<String>,
    /// Its sequence numbers and `$` are fixed; dates, ages and UIDs mean what they mean when a message changes.
    key: SearchKey,
    /// What its responses call the mailbox, if the command was ESEARCH (RFC 7377 §2.1).
    named: Option<MailboxName>,
    /// What the client has been told.
    results: UidSet,
    /// The same in its order, if that is not the mailbox's.
    order: Option<Order>,
    /// What is fetched of results that come into the mailbox (RFC 5465 §7).
    items: Vec<FetchItem>,
}

impl Updates {
    /// Whether the search of this tag is updated; then no other search with UPDATE can have it.
    pub(crate) fn has(&self, tag: &Tag) -> bool {
        self.0.iter().any(|update| update.tag == *tag)
    }

    /// Ends the updates of these searches (RFC 5267 §4.3.5).
    ///
    /// # Errors
    /// Where one of them is not updated; then none has ended.
    pub(crate) fn cancel(&mut self, tags: &[Tag]) -> Result<(), Error> {
        if !tags.iter().all(|tag| self.has(tag)) {
            return Err(Error::ClientBug("No search with this tag is updated"));
        }
        self.0.retain(|update| !tags.contains(&update.tag));
        Ok(())
    }

    /// Ends the updates that are told by sequence number, and says so: their client has given numbers up (RFC 9586 §3).
    pub(crate) fn give_numbers_up(&mut self, out: &mut Vec<u8>) {
        let by_number = |update: &mut Update| update.numbering == Numbering::Sequence;
        for update in self.0.extract_if(.., by_number) {
            refuse(&update.tag, "There are no sequence numbers any more", out);
        }
    }
}

/// A search that its client wants to have updated.
pub(crate) struct Wanted<'a> {
    pub(crate) tag: &'a Tag,
    pub(crate) numbering: Numbering,
    pub(crate) charset: Option<&'a str>,
    pub(crate) key: &'a SearchKey,
    /// What its responses call the mailbox, if they do.
    pub(crate) named: Option<MailboxName>,
    /// What it has found.
    pub(crate) results: UidSet,
    /// The same in its order, if that is not the mailbox's.
    pub(crate) order: Option<Order>,
    /// What is fetched of results that come into the mailbox.
    pub(crate) items: &'a [FetchItem],
}

impl Selected {
    /// Begins to update a search, or says that it will not be (RFC 5267 §4.3.1).
    pub(crate) fn update_search(&mut self, wanted: Wanted<'_>, out: &mut Vec<u8>) {
        let key = fixed(wanted.key, self.view.scope(&self.account)).filter(|_| self.view.updates.0.len() < MOST);
        if fetch::admit(wanted.items).is_err() {
            return wanted.refuse("There is too much to fetch", out);
        }
        let Some(key) = key else { return wanted.refuse("There are too many updates already", out) };
        self.view.updates.0.push(Update {
            tag: wanted.tag.clone(),
            numbering: wanted.numbering,
            charset: wanted.charset.map(str::to_owned),
            key,
            named: wanted.named,
            results: wanted.results,
            order: wanted.order,
            items: wanted.items.to_vec(),
        });
    }

    /// Says that a search will not be updated, as the selected mailbox is not among those it is of (RFC 7377 §2.2).
    pub(crate) fn refuse_update(&self, tag: &Tag, out: &mut Vec<u8>) {
        refuse(tag, "Only the selected mailbox is updated", out);
    }

    /// Takes what has vanished out of the results, while its sequence numbers are still valid (RFC 5267 §4.3.4).
    pub(crate) fn tell_removed(&mut self, old: &Mailbox, vanished: &UidSet, out: &mut Vec<u8>) {
        for update in &mut self.view.updates.0 {
            let removed = update.results.intersection(vanished);
            let removed = update.remove(&removed, old);
            update.tell(&removed, &Steps::new(), old, self.user.enabled.text_mode(), out);
        }
    }

    /// Tells how messages that have come or changed, and been told of, change the results. What is to be fetched of those
    /// that have come is before that (RFC 5465 §7).
    pub(crate) async fn tell_updates(
        &mut self,
        touched: &UidSet,
        arrived: &UidSet,
        out: &mut Output<'_>,
    ) -> Result<(), Error> {
        let (mut told, mut new, mut items) = (Vec::new(), UidSet::new(), Vec::new());
        for mut update in std::mem::take(&mut self.view.updates.0) {
            let Ok((removed, added)) = self.search_again(&mut update, touched).await else {
                refuse(&update.tag, "The search failed and is no longer updated", out.buffer());
                continue;
            };
            if !update.items.is_empty() {
                let results = update.results.intersection(arrived);
                results.ranges().for_each(|(first, last)| new.insert_range(first, last));
                items.extend_from_slice(&update.items);
            }
            told.push((update, removed, added));
        }
        self.fetch_results(new, items, out).await?;
        for (update, removed, added) in told {
            update.tell(&removed, &added, &self.view.mailbox, self.user.enabled.text_mode(), out.buffer());
            self.view.updates.0.push(update);
            if out.is_full() {
                out.flush().await?;
            }
        }
        Ok(())
    }

    async fn search_again(&self, update: &mut Update, touched: &UidSet) -> Result<(Steps, Steps), Error> {
        let (account, mailbox) = (&self.account, &self.view.mailbox);
        let query = query::of(&update.key, update.charset.as_deref(), self.view.scope(account))?;
        let matching = search_among(account, mailbox, &query, touched).await?.uids;
        let removed = update.results.intersection(touched).without(&matching);
        let added = matching.without(&update.results);
        Ok((update.remove(&removed, mailbox), update.add(&added, account, mailbox).await?))
    }
}

impl Update {
    fn remove(&mut self, removed: &UidSet, mailbox: &Mailbox) -> Steps {
        self.results = self.results.without(removed);
        match &mut self.order {
            Some(order) => order.remove(removed, mailbox, self.numbering),
            None => self.anywhere(removed, mailbox),
        }
    }

    async fn add(&mut self, added: &UidSet, account: &Account, mailbox: &Mailbox) -> Result<Steps, Error> {
        added.ranges().for_each(|(first, last)| self.results.insert_range(first, last));
        match &mut self.order {
            Some(order) => order.add(added, account, mailbox, self.numbering).await,
            None => Ok(self.anywhere(added, mailbox)),
        }
    }

    /// The client finds the places.
    fn anywhere(&self, uids: &UidSet, mailbox: &Mailbox) -> Steps {
        let runs = results::runs(mailbox, self.numbering, uids);
        if runs.is_empty() { Steps::new() } else { vec![(0, runs)] }
    }

    fn tell(&self, removed: &Steps, added: &Steps, mailbox: &Mailbox, mode: TextMode, out: &mut Vec<u8>) {
        if removed.is_empty() && added.is_empty() {
            return;
        }
        let [removed, added] = [removed, added].map(borrowed);
        let searched = self.named.as_ref().map(|name| results::named(mailbox, name, mode));
        let nothing = Esearch { tag: Some(&self.tag), mailbox: searched, ..Esearch::of_nothing(self.numbering) };
        encode::esearch(out, &Esearch { remove_from: &removed, add_to: &added, ..nothing });
    }
}

fn borrowed(steps: &Steps) -> Vec<(u32, &[RangeInclusive<u32>])> {
    steps.iter().map(|(position, runs)| (*position, runs.as_slice())).collect()
}

impl Wanted<'_> {
    /// Says that the search will not be updated (RFC 5267 §4.3.1).
    pub(crate) fn refuse(&self, text: &str, out: &mut Vec<u8>) {
        refuse(self.tag, text, out);
    }
}

fn refuse(tag: &Tag, text: &str, out: &mut Vec<u8>) {
    encode::untagged(out, Condition::No, Some(Code::NoUpdate(tag)), text);
}

/// The key with the messages that its sequence numbers and `$` name now (RFC 5267 §4.3); `None` where they are too many
/// ranges to be kept.
fn fixed(key: &SearchKey, scope: Scope<'_>) -> Option<SearchKey> {
    let boxed = |key: &SearchKey| fixed(key, scope).map(Box::new);
    Some(match key {
        SearchKey::Sequence(set) => by_uid(&scope.messages(set, Numbering::Sequence))?,
        SearchKey::Uid(MessageSet::Saved) => by_uid(scope.saved)?,
        SearchKey::And(keys) => SearchKey::And(keys.iter().map(|key| fixed(key, scope)).collect::<Option<_>>()?),
        SearchKey::Or(one, other) => SearchKey::Or(boxed(one)?, boxed(other)?),
        SearchKey::Not(key) => SearchKey::Not(boxed(key)?),
        SearchKey::Fuzzy(key) => SearchKey::Fuzzy(boxed(key)?),
        other => other.clone(),
    })
}

fn by_uid(uids: &UidSet) -> Option<SearchKey> {
    if uids.is_empty() {
        return Some(SearchKey::Not(Box::new(SearchKey::All)));
    }
    let range = |(first, last): (posthouse_mailbox::Uid, posthouse_mailbox::Uid)| {
        (NonZeroU32::new(first.get()), NonZeroU32::new(last.get()))
    };
    let set = SequenceSet::new(uids.ranges().map(range).collect()).ok()?;
    Some(SearchKey::Uid(MessageSet::Set(set)))
}
