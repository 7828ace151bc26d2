use super::*;
use crate::MailboxFilter;
use crate::command::{EventGroup, FetchItem, Notify, NotifyEvent};

fn set(status: bool, groups: Vec<(MailboxFilter, Vec<NotifyEvent>)>) -> CommandBody {
    let groups = groups.into_iter().map(|(filter, events)| EventGroup { filter, events }).collect();
    CommandBody::Notify(Notify::Set { status, groups })
}

fn news() -> Vec<NotifyEvent> {
    vec![NotifyEvent::MessageNew(vec![]), NotifyEvent::MessageExpunge]
}

#[test]
fn events_of_mailboxes() {
    // RFC 5465 §3, §5 and §6
    let items = vec![FetchItem::Uid, FetchItem::Flags];
    let fetched = vec![NotifyEvent::MessageNew(items), NotifyEvent::MessageExpunge, NotifyEvent::FlagChange];
    let lemonade = MailboxFilter::Subtree(vec![mailbox("Lemonade")]);
    let two = MailboxFilter::Mailboxes(vec![mailbox("a"), mailbox("b")]);
    let of_mailboxes = vec![
        NotifyEvent::MailboxName,
        NotifyEvent::SubscriptionChange,
        NotifyEvent::MailboxMetadataChange,
        NotifyEvent::ServerMetadataChange,
        NotifyEvent::Other("XStrange".into()),
    ];
    parses([
        ("NOTIFY NONE", CommandBody::Notify(Notify::None)),
        (
            "NOTIFY SET STATUS (personal (MessageNew messageexpunge)) (subtree Lemonade NONE)",
            set(true, vec![(MailboxFilter::Personal, news()), (lemonade, vec![])]),
        ),
        (
            "NOTIFY SET (selected-delayed (MessageNew (UID FLAGS) MessageExpunge FlagChange))",
            set(false, vec![(MailboxFilter::SelectedDelayed, fetched)]),
        ),
        (
            "NOTIFY SET (mailboxes (a b) (MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange \
             XStrange) )",
            set(false, vec![(two, of_mailboxes)]),
        ),
    ]);
    refuses("NOTIFY", &["NOTIFY", "NOTIFY SET", "NOTIFY SET STATUS", "NOTIFY SET ()", "NOTIFY SET (inboxes)"]);
    refuses(
        "NOTIFY",
        &["NOTIFY NONE x", "NOTIFY SET (inboxes ())", "NOTIFY SET inboxes NONE", "NOTIFY SET (foo NONE)"],
    );
}

#[test]
fn what_the_comments_of_the_grammar_forbid() {
    // RFC 5465 §8
    refuses("NOTIFY", &["NOTIFY SET (inboxes (MessageNew))", "NOTIFY SET (inboxes (MessageExpunge))"]);
    refuses("NOTIFY", &["NOTIFY SET (inboxes (FlagChange))", "NOTIFY SET (inboxes (AnnotationChange))"]);
    refuses("NOTIFY", &["NOTIFY SET (selected (MailboxName))", "NOTIFY SET (selected NONE) (selected-delayed NONE)"]);
    refuses("NOTIFY", &["NOTIFY SET (inboxes (MessageNew (UID) MessageExpunge))"]);
}

#[test]
fn groups_and_events_are_bounded() {
    let groups = " (inboxes NONE)".repeat(MailboxFilter::MAX_FILTERS + 1);
    let events = " MailboxName".repeat(NotifyEvent::MAX_EVENTS);
    exceeds("NOTIFY", &[&format!("NOTIFY SET{groups}"), &format!("NOTIFY SET (inboxes (MailboxName{events}))")]);
}
