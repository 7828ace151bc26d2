//! Any command of an extension that is not about messages.

use super::*;

pub(super) fn body() -> impl Strategy<Value = CommandBody> {
    prop_oneof![
        session().boxed(),
        urls().boxed(),
        metadata().boxed(),
        access().boxed(),
        quota().boxed(),
        notify().prop_map(CommandBody::Notify).boxed(),
    ]
}

fn session() -> impl Strategy<Value = CommandBody> {
    prop_oneof![
        Just(CommandBody::Unauthenticate),
        "[A-Z0-9]{1,8}".prop_map(|algorithm| CommandBody::Compress(Compress { algorithm })),
        vec("[ -~]{0,8}", 0..3).prop_map(CommandBody::Language),
        vec("[ -~]{0,8}", 0..3).prop_map(CommandBody::Comparator),
    ]
}

fn urls() -> impl Strategy<Value = CommandBody> {
    let rump = (octets(), mechanism()).prop_map(|(url, mechanism)| UrlRump { url, mechanism });
    let reset = (mailbox(), vec(mechanism(), 0..3))
        .prop_map(|(mailbox, mechanisms)| ResetKey { mailbox: Some(mailbox), mechanisms });
    prop_oneof![
        vec(rump, 1..3).prop_map(CommandBody::GenUrlAuth),
        vec(octets(), 1..3).prop_map(CommandBody::UrlFetch),
        reset.prop_map(CommandBody::ResetKey),
    ]
}

fn mechanism() -> impl Strategy<Value = String> {
    "[A-Z0-9.-]{1,8}"
}

pub(super) fn entry() -> impl Strategy<Value = MetadataEntry> {
    "(/[a-z.]{1,4}){1,3}".prop_filter_map("no entry", |name| MetadataEntry::new(&name))
}

fn metadata() -> impl Strategy<Value = CommandBody> {
    let depths = vec![MetadataDepth::Zero, MetadataDepth::One, MetadataDepth::Infinity];
    let depth = prop::sample::select(depths);
    let get = (mailbox(), vec(entry(), 1..3), option::of(any::<u32>()), depth)
        .prop_map(|(mailbox, entries, max_size, depth)| GetMetadata { mailbox, entries, max_size, depth });
    let value = option::of(vec(any::<u8>(), 0..12));
    let set = (mailbox(), vec((entry(), value), 1..3)).prop_map(|(mailbox, values)| SetMetadata { mailbox, values });
    prop_oneof![get.prop_map(CommandBody::GetMetadata), set.prop_map(CommandBody::SetMetadata)]
}

fn access() -> impl Strategy<Value = CommandBody> {
    let action = prop_oneof![Just(RightsAction::Replace), Just(RightsAction::Add), Just(RightsAction::Remove)];
    let rights = "[a-z0-9]{0,5}".prop_filter_map("no rights", |text| Rights::new(&text));
    let set = (mailbox(), name(), action, rights).prop_map(|(mailbox, identifier, action, rights)| SetAcl {
        mailbox,
        identifier,
        action,
        rights,
    });
    let entry = || (mailbox(), name()).prop_map(|(mailbox, identifier)| AclEntry { mailbox, identifier });
    prop_oneof![
        set.prop_map(CommandBody::SetAcl),
        entry().prop_map(CommandBody::DeleteAcl),
        entry().prop_map(CommandBody::ListRights),
        mailbox().prop_map(CommandBody::GetAcl),
        mailbox().prop_map(CommandBody::MyRights),
    ]
}

fn quota() -> impl Strategy<Value = CommandBody> {
    let limit = ("[A-Z-]{1,8}", 0..=i64::MAX as u64).prop_map(|(resource, limit)| QuotaLimit { resource, limit });
    let set = (octets(), vec(limit, 0..3)).prop_map(|(root, limits)| SetQuota { root, limits });
    prop_oneof![
        octets().prop_map(CommandBody::GetQuota),
        mailbox().prop_map(CommandBody::GetQuotaRoot),
        set.prop_map(CommandBody::SetQuota),
    ]
}

fn notify() -> impl Strategy<Value = Notify> {
    let set = (any::<bool>(), event_group(), vec(event_group(), 0..3)).prop_map(|(status, first, mut groups)| {
        groups.retain(|group| !is_selected(group));
        groups.push(first);
        Notify::Set { status, groups }
    });
    prop_oneof![1 => Just(Notify::None), 9 => set]
}

fn event_group() -> impl Strategy<Value = EventGroup> {
    let of_mailbox = vec(prop::sample::select(vec![NotifyEvent::MailboxName, NotifyEvent::ServerMetadataChange]), 0..3);
    let of_message = (vec(fetch_item(), 0..3), any::<bool>()).prop_map(|(items, flags)| {
        let flags = flags.then_some(NotifyEvent::FlagChange);
        [NotifyEvent::MessageNew(items), NotifyEvent::MessageExpunge].into_iter().chain(flags).collect::<Vec<_>>()
    });
    (search::mailbox_filter(), of_message, of_mailbox).prop_map(|(filter, of_message, of_mailbox)| {
        let mut group = EventGroup { filter, events: of_message };
        if !is_selected(&group) {
            group.events = of_mailbox;
        }
        group
    })
}

fn is_selected(group: &EventGroup) -> bool {
    matches!(group.filter, MailboxFilter::Selected | MailboxFilter::SelectedDelayed)
}
