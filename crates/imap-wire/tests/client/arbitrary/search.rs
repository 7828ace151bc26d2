//! Any search, sort or thread.

use super::*;

/// SEARCH and its relatives.
pub(super) fn body() -> impl Strategy<Value = CommandBody> {
    prop_oneof![
        2 => search().prop_map(CommandBody::Search).boxed(),
        1 => sort().prop_map(CommandBody::Sort).boxed(),
        1 => thread().prop_map(CommandBody::Thread).boxed(),
        1 => multi_search().prop_map(CommandBody::MultiSearch).boxed(),
        1 => vec(tag(), 1..4).prop_map(CommandBody::CancelUpdate),
    ]
}

fn search() -> impl Strategy<Value = Search> {
    (numbering(), returns(), option::of(charset()), search_key()).prop_map(
        |(numbering, (returns, update_items), charset, key)| Search { numbering, returns, update_items, charset, key },
    )
}

fn sort() -> impl Strategy<Value = Sort> {
    let criterion = (prop::sample::select(SortKey::EVERY.to_vec()), any::<bool>())
        .prop_map(|(key, reverse)| SortCriterion { key, reverse });
    (numbering(), returns(), vec(criterion, 1..4), charset(), search_key()).prop_map(
        |(numbering, (returns, update_items), criteria, charset, key)| Sort {
            numbering,
            returns,
            update_items,
            criteria,
            charset,
            key,
        },
    )
}

fn thread() -> impl Strategy<Value = Thread> {
    let algorithm = prop::sample::select(ThreadAlgorithm::EVERY.to_vec());
    (numbering(), algorithm, charset(), search_key()).prop_map(|(numbering, algorithm, charset, key)| Thread {
        numbering,
        algorithm,
        charset,
        key,
    })
}

fn multi_search() -> impl Strategy<Value = MultiSearch> {
    let source = mailbox_filter().prop_filter("not here", |filter| *filter != MailboxFilter::SelectedDelayed);
    (vec(source, 0..3), search_return(), option::of(charset()), search_key()).prop_map(
        |(sources, returns, charset, key)| {
            let returns = SearchReturn { context: false, update: false, ..returns };
            let nothing = SearchReturn::default();
            let returns = if returns == nothing { SearchReturn { all: true, ..nothing } } else { returns };
            MultiSearch { sources, returns, charset, key }
        },
    )
}

pub(super) fn mailbox_filter() -> impl Strategy<Value = MailboxFilter> {
    let names = || vec(mailbox(), 1..3);
    prop_oneof![
        Just(MailboxFilter::Selected),
        Just(MailboxFilter::SelectedDelayed),
        Just(MailboxFilter::Inboxes),
        Just(MailboxFilter::Personal),
        Just(MailboxFilter::Subscribed),
        names().prop_map(MailboxFilter::Subtree),
        names().prop_map(MailboxFilter::SubtreeOne),
        names().prop_map(MailboxFilter::Mailboxes),
    ]
}

fn charset() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_-]{1,12}"
}

/// Return options, and what to fetch with updates.
fn returns() -> impl Strategy<Value = (Option<SearchReturn>, Vec<FetchItem>)> {
    (option::of(search_return()), vec(fetch_item(), 0..3)).prop_map(|(returns, items)| {
        let updates = returns.is_some_and(|returns| returns.update);
        (returns, if updates { items } else { Vec::new() })
    })
}

fn search_return() -> impl Strategy<Value = SearchReturn> {
    (any::<[bool; 8]>(), option::of(partial_range())).prop_map(
        |([min, max, all, count, save, context, update, relevancy], partial)| {
            let partial = partial.filter(|_| !all);
            let returns = SearchReturn { min, max, all, count, save, partial, context, update, relevancy };
            let nothing = SearchReturn::default();
            if returns == nothing { SearchReturn { all: true, ..nothing } } else { returns }
        },
    )
}

pub(super) fn partial_range() -> impl Strategy<Value = PartialRange> {
    any::<(NonZeroU32, NonZeroU32, bool)>().prop_map(|(one, other, is_last)| match is_last {
        true => PartialRange::Last(one, other),
        false => PartialRange::First(one, other),
    })
}

fn object_id() -> impl Strategy<Value = ObjectId> {
    "[A-Za-z0-9_-]{1,12}".prop_filter_map("no identifier", |text| ObjectId::new(&text))
}

fn search_key() -> impl Strategy<Value = SearchKey> {
    leaf_key().prop_recursive(4, 20, 4, |key| {
        prop_oneof![
            vec(key.clone(), 2..4).prop_map(SearchKey::And),
            (key.clone(), key.clone()).prop_map(|(left, right)| SearchKey::Or(Box::new(left), Box::new(right))),
            key.clone().prop_map(|key| SearchKey::Not(Box::new(key))),
            key.prop_map(|key| SearchKey::Fuzzy(Box::new(key))),
        ]
    })
}

fn leaf_key() -> impl Strategy<Value = SearchKey> {
    let date = || (-719_528i64..2_932_896).prop_filter_map("no such day", Date::from_days_since_epoch);
    let scope = prop_oneof![Just(ModSeqScope::Private), Just(ModSeqScope::Shared), Just(ModSeqScope::All)];
    let entry =
        option::of(("/flags/[ -~]{1,8}", scope).prop_map(|(name, scope)| ModSeqEntry { name: name.into(), scope }));
    prop_oneof![
        Just(SearchKey::All),
        Just(SearchKey::New),
        messages().prop_map(SearchKey::Sequence),
        messages().prop_map(SearchKey::Uid),
        flag().prop_map(SearchKey::Flagged),
        flag().prop_map(SearchKey::Unflagged),
        Just(SearchKey::Flagged(Flag::Recent)),
        Just(SearchKey::Unflagged(Flag::Recent)),
        octets().prop_map(SearchKey::Subject),
        octets().prop_map(SearchKey::Text),
        (octets(), octets()).prop_map(|(name, text)| SearchKey::Header { name, text }),
        date().prop_map(SearchKey::SentSince),
        date().prop_map(SearchKey::On),
        mod_seq().prop_map(|size| SearchKey::Larger(size.get())),
        (entry, mod_seq()).prop_map(|(entry, least)| SearchKey::ModSeq { entry, least }),
        extension_key(),
    ]
}

fn extension_key() -> impl Strategy<Value = SearchKey> {
    let date = || (-719_528i64..2_932_896).prop_filter_map("no such day", Date::from_days_since_epoch);
    prop_oneof![
        any::<NonZeroU32>().prop_map(SearchKey::Older),
        any::<NonZeroU32>().prop_map(SearchKey::Younger),
        any::<NonZeroU32>().prop_map(|uid| SearchKey::UidAfter(Uid(uid))),
        any::<NonZeroU32>().prop_map(|uid| SearchKey::UidBefore(Uid(uid))),
        object_id().prop_map(SearchKey::EmailId),
        object_id().prop_map(SearchKey::ThreadId),
        date().prop_map(SearchKey::SavedBefore),
        date().prop_map(SearchKey::SavedOn),
        date().prop_map(SearchKey::SavedSince),
        Just(SearchKey::SaveDateSupported),
        "[a-z.-]{1,8}".prop_map(SearchKey::Filter),
    ]
}
