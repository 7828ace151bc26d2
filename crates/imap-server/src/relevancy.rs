//! How well the results of a search match it (RFC 6203 §4, §6).

use posthouse_imap_wire::command::SearchKey;
use posthouse_mailbox::search::{self, Query};
use posthouse_mailbox::{Account, Mailbox, UidSet};

use crate::error::Error;

/// Refuses to tell or sort by how well messages match a search in which nothing is fuzzy.
pub(crate) fn check(is_asked: bool, key: &SearchKey) -> Result<(), Error> {
    if is_asked && !is_fuzzy(key) { Err(Error::ClientBug("RELEVANCY is of a search with FUZZY")) } else { Ok(()) }
}

/// The scores of what was found, if they are asked for.
pub(crate) async fn scores(
    is_asked: bool,
    account: &Account,
    mailbox: &Mailbox,
    query: &Query,
    found: &UidSet,
) -> Result<Option<Vec<u8>>, Error> {
    if !is_asked {
        return Ok(None);
    }
    Ok(Some(search::relevancy(account, mailbox, query, found).await?))
}

/// The decoder bounds how deep keys are nested.
fn is_fuzzy(key: &SearchKey) -> bool {
    match key {
        SearchKey::Fuzzy(_) => true,
        SearchKey::And(keys) => keys.iter().any(is_fuzzy),
        SearchKey::Or(one, other) => is_fuzzy(one) || is_fuzzy(other),
        SearchKey::Not(key) => is_fuzzy(key),
        _ => false,
    }
}
