//! Searching a mailbox: exact substrings of decoded text, in any charset (RFC 9051 §6.4.4).
//!
//! Conditions are decided in the order of their cost. The version of the mailbox decides flags, sizes, dates and UIDs
//! without reading anything; columns, and where there are none the records of the emails, decide what stands in
//! envelopes; only what is then still open is streamed from the blob store, and no further than needed.
//!
//! Reading goes page by page, as many pages at a time as there are cores, in tasks that give way to others every few
//! kilobytes and end when the search is dropped.
//!
//! Not here: any protocol, charsets of what is asked, and any index of words: what is stored is read.

mod findings;
mod fuzzy;
mod needle;
mod pieces;
mod placement;
mod plan;
mod query;
mod record;
mod scan;
mod sieve;
mod similar;
mod verdict;

#[cfg(test)]
pub(crate) mod tests;

use posthouse_message::DecodeError;
use tokio::task::JoinSet;

use findings::Findings;
pub use fuzzy::relevancy;
use plan::{Facts, Plan};
pub use query::{AddressField, Day, Query, When};
use sieve::Sieve;

use crate::{Account, Email, Error, Mailbox, Message, ModSeq, StorageError, Uid, UidSet};

/// How many messages of which nothing but the placement is known are decided before other tasks get their turn.
const STRIDE: usize = 4096;

/// How many messages are read by one task.
const PAGE: usize = 256;

/// How large the records of a page may be together, in bytes; no record is much larger than its message.
const PAGE_BYTES: usize = 16 << 20;

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The messages.
    pub uids: UidSet,
    /// The last commit that changed one of them (RFC 7162 §3.1.5); `None` where nothing was found.
    pub modseq: Option<ModSeq>,
}

/// The messages of this version of the mailbox that the query holds for. Messages whose bytes are gone are not found.
///
/// Dropping the future ends the search.
///
/// # Errors
/// Where the storage fails, or what must be read of a message is damaged: whether it belongs to the answer cannot be
/// known.
pub async fn search(account: &Account, mailbox: &Mailbox, query: &Query) -> Result<Found, Error> {
    find(account, mailbox, query, mailbox.messages()).await
}

/// As [`search`], but only of these messages. Costs what they are, not what the mailbox holds.
///
/// # Errors
/// As [`search`].
pub async fn search_among(account: &Account, mailbox: &Mailbox, query: &Query, among: &UidSet) -> Result<Found, Error> {
    find(account, mailbox, query, mailbox.select(among).map(|(_, message)| message)).await
}

async fn find(
    account: &Account,
    mailbox: &Mailbox,
    query: &Query,
    among: impl Iterator<Item = &Message> + Send,
) -> Result<Found, Error> {
    let plan = Plan::new(query, mailbox);
    let mut hits = Hits::default();
    let mut sieve = Sieve::new(account, &plan);
    for (message, number) in among.zip(1usize..) {
        match plan.verdict(Facts::of(message)) {
            Some(true) => hits.add(message),
            Some(false) => {}
            None => sieve.add(message, &mut hits).await?,
        }
        if number % STRIDE == 0 {
            tokio::task::yield_now().await;
        }
    }
    sieve.finish(&mut hits).await?;
    Ok(hits.into_found())
}

/// Messages that were found, in any order.
#[derive(Debug, Default)]
struct Hits {
    uids: Vec<Uid>,
    modseq: Option<ModSeq>,
}

impl Hits {
    fn add(&mut self, message: &Message) {
        self.uids.push(message.uid);
        self.modseq = self.modseq.max(Some(message.modseq));
    }

    fn into_found(mut self) -> Found {
        self.uids.sort_unstable();
        Found { uids: self.uids.into_iter().collect(), modseq: self.modseq }
    }
}

/// Messages that neither placement nor columns decide, on their way to tasks that read them.
struct Pages<'a> {
    account: &'a Account,
    plan: &'a Plan,
    open: Vec<Message>,
    /// What the records of `open` have at the most, roughly.
    bytes: usize,
    /// Dropping the set ends its tasks.
    tasks: JoinSet<Result<Vec<Message>, Error>>,
}

impl<'a> Pages<'a> {
    fn new(account: &'a Account, plan: &'a Plan) -> Self {
        Self { account, plan, open: Vec::new(), bytes: 0, tasks: JoinSet::new() }
    }

    async fn add(&mut self, message: &Message, hits: &mut Hits) -> Result<(), Error> {
        self.open.push(*message);
        self.bytes += posthouse_message::limits::INDEX_BYTES.min(message.size as usize);
        if self.open.len() < PAGE && self.bytes < PAGE_BYTES {
            return Ok(());
        }
        if self.tasks.len() >= cores() {
            self.join_one(hits).await?;
        }
        self.spawn();
        Ok(())
    }

    async fn finish(mut self, hits: &mut Hits) -> Result<(), Error> {
        self.spawn();
        while !self.tasks.is_empty() {
            self.join_one(hits).await?;
        }
        Ok(())
    }

    fn spawn(&mut self) {
        if self.open.is_empty() {
            return;
        }
        self.bytes = 0;
        let page = std::mem::take(&mut self.open);
        self.tasks.spawn(search_page(self.account.clone(), self.plan.clone(), page));
    }

    async fn join_one(&mut self, hits: &mut Hits) -> Result<(), Error> {
        if let Some(found) = self.tasks.join_next().await {
            found.map_err(StorageError::from)??.iter().for_each(|message| hits.add(message));
        }
        Ok(())
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

async fn search_page(account: Account, plan: Plan, page: Vec<Message>) -> Result<Vec<Message>, Error> {
    let ids: Vec<_> = page.iter().map(|message| message.email).collect();
    let emails = account.emails(&ids).await?;
    let mut found = Vec::new();
    for (message, email) in page.into_iter().zip(emails) {
        let Some(email) = email else { continue };
        if search_email(&account, &plan, &message, &email).await? {
            found.push(message);
        }
    }
    Ok(found)
}

async fn search_email(account: &Account, plan: &Plan, message: &Message, email: &Email) -> Result<bool, Error> {
    let envelope = email.envelope().map_err(damaged)?;
    let facts = Facts { envelope: Some(&envelope), ..Facts::of(message) };
    if let Some(verdict) = plan.verdict(facts) {
        return Ok(verdict);
    }
    let body = match account.body(email.body).await {
        Err(Error::Gone) => return Ok(false),
        body => body?,
    };
    let index = email.index().map_err(damaged)?;
    let mut findings = Findings::new(plan.contents.clone());
    let verdict = |findings: &Findings| plan.verdict(Facts { findings: Some(findings), ..facts });
    scan::scan(&body, &index, &mut findings, |findings| verdict(findings).is_some()).await?;
    Ok(verdict(&findings).unwrap_or(false))
}

fn damaged(error: DecodeError) -> Error {
    StorageError::Corrupt(error.to_string()).into()
}
