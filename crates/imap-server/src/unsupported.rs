//! Arguments that the grammar reads and this server does not serve yet; what has them is refused before anything is
//! done. None of it is announced.

use posthouse_imap_wire::StatusItem;
use posthouse_imap_wire::command::{CommandBody, Fetch, FetchItem, Search, SearchKey, SearchReturn};

use crate::error::Error;

/// Lets the command pass, if all that it asks for is served.
///
/// # Errors
/// What is not supported: BAD, as for anything that is not announced.
pub(crate) fn check(body: &CommandBody) -> Result<(), Error> {
    let refused = match body {
        CommandBody::Select(select) | CommandBody::Examine(select) => select.qresync.is_some(),
        CommandBody::Status(status) => has_status_item(&status.items),
        CommandBody::List(list) => has_status_item(&list.returns.status),
        CommandBody::Fetch(arguments) => fetch(arguments),
        CommandBody::Search(arguments) => search(arguments),
        CommandBody::UidBatches(_) | CommandBody::Sort(_) | CommandBody::Thread(_) => true,
        CommandBody::MultiSearch(_) | CommandBody::CancelUpdate(_) => true,
        _ => false,
    };
    if refused { Err(refusal()) } else { Ok(()) }
}

/// What is not supported: BAD, as for anything that is not announced.
pub(crate) fn refusal() -> Error {
    Error::Bad("This is not supported")
}

fn has_status_item(items: &[StatusItem]) -> bool {
    items.contains(&StatusItem::MailboxId)
}

fn fetch(fetch: &Fetch) -> bool {
    let is_refused = |item: &FetchItem| {
        matches!(item, FetchItem::EmailId | FetchItem::ThreadId | FetchItem::SaveDate | FetchItem::Preview { .. })
    };
    fetch.vanished || fetch.partial.is_some() || fetch.items.iter().any(is_refused)
}

fn search(search: &Search) -> bool {
    search.returns.is_some_and(has_return) || has_key(&search.key)
}

fn has_return(returns: SearchReturn) -> bool {
    returns.partial.is_some() || returns.context || returns.update || returns.relevancy
}

fn has_key(key: &SearchKey) -> bool {
    match key {
        SearchKey::And(keys) => keys.iter().any(has_key),
        SearchKey::Or(one, other) => has_key(one) || has_key(other),
        SearchKey::Not(key) => has_key(key),
        SearchKey::Older(_) | SearchKey::Younger(_) | SearchKey::EmailId(_) | SearchKey::ThreadId(_) => true,
        SearchKey::SavedBefore(_) | SearchKey::SavedOn(_) | SearchKey::SavedSince(_) => true,
        SearchKey::SaveDateSupported | SearchKey::Fuzzy(_) | SearchKey::Filter(_) => true,
        _ => false,
    }
}
