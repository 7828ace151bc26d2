//! Which commands ask for a capability by their arguments.

use posthouse_imap_wire::StatusItem;
use posthouse_imap_wire::command::{
    CommandBody, FetchItem, List, Notify, NotifyEvent, SearchKey, SearchReturn, SortKey, ThreadAlgorithm,
};

pub(super) fn nothing(_: &CommandBody) -> bool {
    false
}

/// RFC 5258
pub(super) fn list_extended(body: &CommandBody) -> bool {
    list(body, |list| list.extended)
}

/// RFC 5819
pub(super) fn list_status(body: &CommandBody) -> bool {
    list(body, |list| !list.returns.status.is_empty())
}

/// RFC 6154 §2
pub(super) fn special_use(body: &CommandBody) -> bool {
    list(body, |list| list.selection.special_use || list.returns.special_use)
}

/// RFC 6154 §3
pub(super) fn create_special_use(body: &CommandBody) -> bool {
    matches!(body, CommandBody::Create(create) if !create.special_use.is_empty())
}

/// RFC 8440
pub(super) fn list_my_rights(body: &CommandBody) -> bool {
    list(body, |list| list.returns.my_rights)
}

/// RFC 9590
pub(super) fn list_metadata(body: &CommandBody) -> bool {
    list(body, |list| !list.returns.metadata.is_empty())
}

/// RFC 7162 §3.1
pub(super) fn condstore(body: &CommandBody) -> bool {
    let by_itself = match body {
        CommandBody::Select(select) | CommandBody::Examine(select) => select.condstore,
        CommandBody::Fetch(fetch) => fetch.changed_since.is_some(),
        CommandBody::Store(store) => store.unchanged_since.is_some(),
        other => status(other, StatusItem::HighestModSeq),
    };
    by_itself
        || item(body, |item| *item == FetchItem::ModSeq)
        || key(body, |key| matches!(key, SearchKey::ModSeq { .. }))
}

/// RFC 7162 §3.2
pub(super) fn qresync(body: &CommandBody) -> bool {
    match body {
        CommandBody::Select(select) | CommandBody::Examine(select) => select.qresync.is_some(),
        CommandBody::Fetch(fetch) => fetch.vanished,
        _ => false,
    }
}

/// RFC 4731
pub(super) fn esearch(body: &CommandBody) -> bool {
    matches!(body, CommandBody::Search(search) if search.returns.is_some())
}

/// RFC 5182
pub(super) fn searchres(body: &CommandBody) -> bool {
    returns(body).is_some_and(|returns| returns.save)
}

/// RFC 9394
pub(super) fn partial(body: &CommandBody) -> bool {
    let of_fetch = matches!(body, CommandBody::Fetch(fetch) if fetch.partial.is_some());
    of_fetch || returns(body).is_some_and(|returns| returns.partial.is_some())
}

/// RFC 5267 §4
pub(super) fn context_search(body: &CommandBody) -> bool {
    matches!(body, CommandBody::Search(_)) && has_context(body)
}

/// RFC 5267 §4
pub(super) fn context_sort(body: &CommandBody) -> bool {
    matches!(body, CommandBody::Sort(_)) && has_context(body)
}

/// RFC 5032
pub(super) fn within(body: &CommandBody) -> bool {
    key(body, |key| matches!(key, SearchKey::Older(_) | SearchKey::Younger(_)))
}

/// RFC 5957
pub(super) fn sort_display(body: &CommandBody) -> bool {
    let CommandBody::Sort(sort) = body else { return false };
    sort.criteria.iter().any(|criterion| matches!(criterion.key, SortKey::DisplayFrom | SortKey::DisplayTo))
}

/// RFC 5267 §3
pub(super) fn esort(body: &CommandBody) -> bool {
    matches!(body, CommandBody::Sort(sort) if sort.returns.is_some())
}

pub(super) fn thread_ordered_subject(body: &CommandBody) -> bool {
    thread(body, ThreadAlgorithm::OrderedSubject)
}

pub(super) fn thread_references(body: &CommandBody) -> bool {
    thread(body, ThreadAlgorithm::References)
}

pub(super) fn thread_refs(body: &CommandBody) -> bool {
    thread(body, ThreadAlgorithm::Refs)
}

/// RFC 8438
pub(super) fn status_size(body: &CommandBody) -> bool {
    status(body, StatusItem::Size)
}

/// RFC 9208 §4.2.2
pub(super) fn deleted_storage(body: &CommandBody) -> bool {
    status(body, StatusItem::DeletedStorage)
}

/// RFC 3516
pub(super) fn binary(body: &CommandBody) -> bool {
    item(body, |item| matches!(item, FetchItem::Binary(_) | FetchItem::BinarySize(_)))
}

/// RFC 8514
pub(super) fn save_date(body: &CommandBody) -> bool {
    let of_messages = item(body, |item| *item == FetchItem::SaveDate);
    of_messages
        || key(body, |key| {
            use SearchKey::{SaveDateSupported, SavedBefore, SavedOn, SavedSince};
            matches!(key, SavedBefore(_) | SavedOn(_) | SavedSince(_) | SaveDateSupported)
        })
}

/// RFC 8474
pub(super) fn object_id(body: &CommandBody) -> bool {
    status(body, StatusItem::MailboxId)
        || item(body, |item| matches!(item, FetchItem::EmailId | FetchItem::ThreadId))
        || key(body, |key| matches!(key, SearchKey::EmailId(_) | SearchKey::ThreadId(_)))
}

/// RFC 8970
pub(super) fn preview(body: &CommandBody) -> bool {
    item(body, |item| matches!(item, FetchItem::Preview { .. }))
}

/// RFC 5466
pub(super) fn filters(body: &CommandBody) -> bool {
    key(body, |key| matches!(key, SearchKey::Filter(_)))
}

/// RFC 6203
pub(super) fn fuzzy(body: &CommandBody) -> bool {
    let by_relevancy = matches!(body, CommandBody::Sort(sort)
        if sort.criteria.iter().any(|criterion| criterion.key == SortKey::Relevancy));
    let asked = returns(body).is_some_and(|returns| returns.relevancy);
    by_relevancy || asked || key(body, |key| matches!(key, SearchKey::Fuzzy(_)))
}

fn list(body: &CommandBody, asks: impl Fn(&List) -> bool) -> bool {
    matches!(body, CommandBody::List(list) if asks(list))
}

fn thread(body: &CommandBody, algorithm: ThreadAlgorithm) -> bool {
    matches!(body, CommandBody::Thread(thread) if thread.algorithm == algorithm)
}

fn returns(body: &CommandBody) -> Option<&SearchReturn> {
    match body {
        CommandBody::Search(search) => search.returns.as_ref(),
        CommandBody::Sort(sort) => sort.returns.as_ref(),
        CommandBody::MultiSearch(search) => Some(&search.returns),
        _ => None,
    }
}

fn has_context(body: &CommandBody) -> bool {
    returns(body).is_some_and(|returns| returns.context || returns.update)
}

/// Whether STATUS, or LIST with it, asks for the item.
fn status(body: &CommandBody, wanted: StatusItem) -> bool {
    match body {
        CommandBody::Status(status) => status.items.contains(&wanted),
        CommandBody::List(list) => list.returns.status.contains(&wanted),
        _ => false,
    }
}

/// Whether an item that is asked for is such a one, now or with later news.
fn item(body: &CommandBody, is: impl Fn(&FetchItem) -> bool) -> bool {
    match body {
        CommandBody::Fetch(fetch) => fetch.items.iter().any(is),
        CommandBody::Search(search) => search.update_items.iter().any(is),
        CommandBody::Sort(sort) => sort.update_items.iter().any(is),
        CommandBody::Notify(Notify::Set { groups, .. }) => groups
            .iter()
            .flat_map(|group| &group.events)
            .any(|event| matches!(event, NotifyEvent::MessageNew(items) if items.iter().any(&is))),
        _ => false,
    }
}

/// Whether a search has such a key.
fn key(body: &CommandBody, is: fn(&SearchKey) -> bool) -> bool {
    match body {
        CommandBody::Search(search) => has_key(&search.key, is),
        CommandBody::Sort(sort) => has_key(&sort.key, is),
        CommandBody::Thread(thread) => has_key(&thread.key, is),
        CommandBody::MultiSearch(search) => has_key(&search.key, is),
        _ => false,
    }
}

fn has_key(key: &SearchKey, is: fn(&SearchKey) -> bool) -> bool {
    if is(key) {
        return true;
    }
    match key {
        SearchKey::And(keys) => keys.iter().any(|key| has_key(key, is)),
        SearchKey::Or(one, other) => has_key(one, is) || has_key(other, is),
        SearchKey::Not(key) | SearchKey::Fuzzy(key) => has_key(key, is),
        _ => false,
    }
}
