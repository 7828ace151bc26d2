//! Any command at all.

mod extensions;
mod search;

use std::num::NonZeroU32;

use posthouse_imap_wire::command::*;
use posthouse_imap_wire::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

pub(crate) fn command() -> impl Strategy<Value = Command> {
    (tag(), body()).prop_map(|(tag, body)| Command { tag, body })
}

fn tag() -> impl Strategy<Value = Tag> {
    "[!-~]{1,8}".prop_filter_map("not a tag", |tag| Tag::new(tag.as_bytes()))
}

/// Boxed, as otherwise what all commands need together is on the stack at once.
fn body() -> impl Strategy<Value = CommandBody> {
    prop_oneof![bodies_without_messages().boxed(), bodies_with_messages().boxed(), extensions::body().boxed()]
}

fn bodies_without_messages() -> impl Strategy<Value = CommandBody> {
    prop_oneof![
        Just(CommandBody::Noop),
        Just(CommandBody::Expunge),
        option::of(vec(id_field(), 0..5)).prop_map(CommandBody::Id),
        authenticate().prop_map(CommandBody::Authenticate),
        (octets(), octets())
            .prop_map(|(user, password)| CommandBody::Login(Login { user, password: Secret::new(password) })),
        vec("[A-Z][A-Z0-9=]{0,8}".prop_map(|name| Enable::from_name(&name)), 1..4).prop_map(CommandBody::Enable),
        select().prop_map(CommandBody::Select),
        select().prop_map(CommandBody::Examine),
        (mailbox(), vec(special_use(), 0..3))
            .prop_map(|(mailbox, special_use)| CommandBody::Create(Create { mailbox, special_use })),
        mailbox().prop_map(CommandBody::Delete),
        (mailbox(), mailbox()).prop_map(|(from, to)| CommandBody::Rename(Rename { from, to })),
        list().prop_map(CommandBody::List),
        (mailbox(), pattern()).prop_map(|(reference, pattern)| CommandBody::Lsub(Lsub { reference, pattern })),
        (mailbox(), vec(status_item(), 1..5))
            .prop_map(|(mailbox, items)| CommandBody::Status(Status { mailbox, items })),
    ]
}

fn bodies_with_messages() -> impl Strategy<Value = CommandBody> {
    prop_oneof![
        messages().prop_map(CommandBody::UidExpunge),
        uid_batches().prop_map(CommandBody::UidBatches),
        search::body().boxed(),
        fetch().prop_map(CommandBody::Fetch),
        store().prop_map(CommandBody::Store),
        transfer().prop_map(CommandBody::Copy),
        transfer().prop_map(CommandBody::Move),
    ]
}

/// What a literal may hold.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof!["[ -~]{0,12}".prop_map(String::into_bytes), vec(1u8..=255, 0..12)]
}

fn mailbox() -> impl Strategy<Value = Mailbox> {
    name().prop_map(|name| Mailbox::new(&name))
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z/]{0,8}", "[ -~]{0,8}", "[^\\x00]{0,8}"]
}

fn pattern() -> impl Strategy<Value = ListPattern> {
    name().prop_map(ListPattern)
}

fn messages() -> impl Strategy<Value = MessageSet> {
    let bound = || prop_oneof![4 => any::<u32>().prop_map(NonZeroU32::new), 1 => Just(None)];
    let ranges = vec((bound(), bound()), 1..5).prop_filter_map("empty", |ranges| SequenceSet::new(ranges).ok());
    prop_oneof![9 => ranges.prop_map(MessageSet::Set), 1 => Just(MessageSet::Saved)]
}

fn mod_seq() -> impl Strategy<Value = ModSeq> {
    any::<u64>().prop_filter_map("64 bits", |value| ModSeq::new(value >> 1))
}

fn numbering() -> impl Strategy<Value = Numbering> {
    prop_oneof![Just(Numbering::Sequence), Just(Numbering::Uid)]
}

fn select() -> impl Strategy<Value = Select> {
    (mailbox(), any::<bool>(), option::of(qresync())).prop_map(|(mailbox, condstore, qresync)| Select {
        mailbox,
        condstore,
        qresync,
    })
}

fn qresync() -> impl Strategy<Value = QResync> {
    let mod_seq = (1..=i64::MAX as u64).prop_filter_map("too large", ModSeq::new);
    let matches = option::of(known_set().prop_map(|numbers| SequenceMatch { uids: numbers.clone(), numbers }));
    (any::<std::num::NonZeroU32>(), mod_seq, option::of(known_set()), matches).prop_map(
        |(uid_validity, mod_seq, known_uids, matches)| QResync {
            uid_validity: UidValidity(uid_validity),
            mod_seq,
            known_uids,
            matches,
        },
    )
}

fn known_set() -> impl Strategy<Value = SequenceSet> {
    let bound = || any::<NonZeroU32>().prop_map(Some);
    vec((bound(), bound()), 1..5).prop_filter_map("empty", |ranges| SequenceSet::new(ranges).ok())
}

fn special_use() -> impl Strategy<Value = SpecialUse> {
    prop::sample::select(SpecialUse::EVERY.to_vec())
}

fn status_item() -> impl Strategy<Value = StatusItem> {
    prop::sample::select(StatusItem::EVERY.to_vec())
}

fn id_field() -> impl Strategy<Value = IdField> {
    (octets(), option::of(octets())).prop_map(|(name, value)| IdField { name, value })
}

fn authenticate() -> impl Strategy<Value = Authenticate> {
    let initial = option::of(vec(any::<u8>(), 0..20).prop_map(Secret::new));
    ("[A-Z][A-Z0-9_-]{0,19}", initial).prop_map(|(mechanism, initial)| Authenticate { mechanism, initial })
}

fn keyword() -> impl Strategy<Value = Flag> {
    "[!-~]{1,8}".prop_filter_map("not an atom", |name| Flag::keyword(&name))
}

fn flag() -> impl Strategy<Value = Flag> {
    let system = vec![Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Seen, Flag::Draft];
    prop_oneof![prop::sample::select(system), keyword()]
}

fn list() -> impl Strategy<Value = List> {
    let selection = any::<(bool, bool, bool, bool)>().prop_map(|(subscribed, remote, recursive_match, special_use)| {
        let recursive_match = recursive_match && (subscribed || special_use);
        ListSelection { subscribed, remote, recursive_match, special_use }
    });
    let returns = (any::<(bool, bool, bool, bool)>(), vec(status_item(), 0..3), vec(extensions::entry(), 0..2))
        .prop_map(|((subscribed, children, special_use, my_rights), status, metadata)| ListReturn {
            subscribed,
            children,
            special_use,
            status,
            my_rights,
            metadata,
        });
    let plain = (mailbox(), pattern()).prop_map(|(reference, pattern)| List {
        selection: ListSelection::default(),
        reference,
        patterns: vec![pattern],
        returns: ListReturn::default(),
        extended: false,
    });
    let extended =
        (selection, mailbox(), vec(pattern(), 1..3), returns).prop_map(|(selection, reference, patterns, returns)| {
            List { selection, reference, patterns, returns, extended: true }
        });
    prop_oneof![plain, extended]
}

fn uid_batches() -> impl Strategy<Value = UidBatches> {
    (any::<NonZeroU32>(), any::<Option<(NonZeroU32, NonZeroU32)>>())
        .prop_map(|(size, batches)| UidBatches { size, batches })
}

fn store() -> impl Strategy<Value = Store> {
    let action = prop_oneof![Just(StoreAction::Replace), Just(StoreAction::Add), Just(StoreAction::Remove)];
    (numbering(), messages(), option::of(mod_seq()), action, any::<bool>(), vec(flag(), 0..4)).prop_map(
        |(numbering, messages, unchanged_since, action, silent, flags)| Store {
            numbering,
            messages,
            unchanged_since,
            action,
            silent,
            flags,
        },
    )
}

fn transfer() -> impl Strategy<Value = Transfer> {
    (numbering(), messages(), mailbox()).prop_map(|(numbering, messages, mailbox)| Transfer {
        numbering,
        messages,
        mailbox,
    })
}

fn part(levels: std::ops::Range<usize>) -> impl Strategy<Value = Part> {
    vec(1u32.., levels).prop_map(|levels| Part(levels.into_iter().filter_map(NonZeroU32::new).collect()))
}

fn partial() -> impl Strategy<Value = Option<Partial>> {
    let length = (any::<u64>()).prop_map(|value| (value >> 1).max(1));
    option::of((mod_seq(), length).prop_map(|(origin, length)| Partial { origin: origin.get(), length }))
}

fn section() -> impl Strategy<Value = Section> {
    let names = || vec(octets().prop_map(Vec::into_boxed_slice), 1..3);
    let text = prop_oneof![
        Just(SectionText::Header),
        Just(SectionText::Text),
        names().prop_map(SectionText::HeaderFields),
        names().prop_map(SectionText::HeaderFieldsNot),
    ];
    let mime = part(1..4).prop_map(|part| Section { part, text: Some(SectionText::Mime) });
    prop_oneof![(part(0..4), option::of(text)).prop_map(|(part, text)| Section { part, text }), mime]
}

fn fetch_item() -> impl Strategy<Value = FetchItem> {
    let plain = [
        FetchItem::Envelope,
        FetchItem::Flags,
        FetchItem::InternalDate,
        FetchItem::Rfc822Size,
        FetchItem::Uid,
        FetchItem::ModSeq,
        FetchItem::Body,
        FetchItem::BodyStructure,
        FetchItem::Rfc822,
        FetchItem::Rfc822Header,
        FetchItem::Rfc822Text,
        FetchItem::EmailId,
        FetchItem::ThreadId,
        FetchItem::SaveDate,
        FetchItem::Preview { lazy: false },
        FetchItem::Preview { lazy: true },
    ];
    let body = (any::<bool>(), section(), partial())
        .prop_map(|(peek, section, partial)| FetchItem::Section(BodySection { peek, section, partial }));
    let binary = (any::<bool>(), part(0..4), partial())
        .prop_map(|(peek, part, partial)| FetchItem::Binary(BinarySection { peek, part, partial }));
    let size = part(0..4).prop_map(FetchItem::BinarySize);
    prop_oneof![prop::sample::select(plain.to_vec()), body, binary, size]
}

fn fetch() -> impl Strategy<Value = Fetch> {
    let modifiers = (option::of(mod_seq()), any::<bool>(), option::of(search::partial_range()));
    (numbering(), messages(), vec(fetch_item(), 1..5), modifiers).prop_map(
        |(numbering, messages, items, (changed_since, vanished, partial))| {
            let is_uid = numbering == Numbering::Uid;
            let vanished = vanished && is_uid && changed_since.is_some();
            Fetch { numbering, messages, items, changed_since, vanished, partial: partial.filter(|_| is_uid) }
        },
    )
}
