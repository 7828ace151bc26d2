use super::cursor::{Cursor, Error, Parse};
use super::fetch::fetch_att;
use super::mailbox_filter::{check_count, filter_mailboxes};
use crate::command::{EventGroup, FetchItem, Notify, NotifyEvent};
use crate::{CommandBody, MailboxFilter};

// notify = "NOTIFY" SP (notify-set / notify-none)
pub(super) fn notify(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    // notify-none = "NONE"
    if cursor.eat_keyword("NONE") {
        return Ok(CommandBody::Notify(Notify::None));
    }
    if !cursor.eat_keyword("SET") {
        return Err(Error::Expected("SET or NONE"));
    }
    cursor.sp()?;
    notify_set(cursor).map(CommandBody::Notify)
}

// notify-set = "SET" [status-indicator] SP event-groups
fn notify_set(cursor: &mut Cursor<'_>) -> Parse<Notify> {
    let status = cursor.eat_keyword("STATUS");
    if status {
        cursor.sp()?;
    }
    // event-groups = event-group *(SP event-group)
    let mut groups = vec![event_group(cursor)?];
    while cursor.has_argument()? {
        groups.push(event_group(cursor)?);
        check_count(&groups)?;
    }
    if groups.iter().filter(|group| is_selected(&group.filter)).count() > 1 {
        return Err(Error::Expected("SELECTED or SELECTED-DELAYED once"));
    }
    Ok(Notify::Set { status, groups })
}

// event-group = "(" filter-mailboxes SP events ")"
fn event_group(cursor: &mut Cursor<'_>) -> Parse<EventGroup> {
    cursor.expect(b'(', "mailboxes and events in parentheses")?;
    let filter = filter_mailboxes(cursor)?;
    cursor.sp()?;
    let events = events(cursor)?;
    cursor.has_item()?;
    cursor.expect(b')', "a closing parenthesis")?;
    check(&filter, &events)?;
    Ok(EventGroup { filter, events })
}

// events = ( "(" event *(SP event) ")" ) / "NONE"
fn events(cursor: &mut Cursor<'_>) -> Parse<Vec<NotifyEvent>> {
    if cursor.eat_keyword("NONE") {
        return Ok(Vec::new());
    }
    let events = cursor.list1("events", event)?;
    if events.len() > NotifyEvent::MAX_EVENTS { Err(Error::Limit("32 events")) } else { Ok(events) }
}

// event = message-event / mailbox-event / user-event / event-ext
fn event(cursor: &mut Cursor<'_>) -> Parse<NotifyEvent> {
    let name = cursor.atom("an event")?;
    Ok(match name.to_ascii_lowercase().as_str() {
        "messagenew" => NotifyEvent::MessageNew(cursor.attempt(fetch_atts).unwrap_or_default()),
        "messageexpunge" => NotifyEvent::MessageExpunge,
        "flagchange" => NotifyEvent::FlagChange,
        "annotationchange" => NotifyEvent::AnnotationChange,
        "mailboxname" => NotifyEvent::MailboxName,
        "subscriptionchange" => NotifyEvent::SubscriptionChange,
        "mailboxmetadatachange" => NotifyEvent::MailboxMetadataChange,
        "servermetadatachange" => NotifyEvent::ServerMetadataChange,
        _ => NotifyEvent::Other(name.to_owned()),
    })
}

// [SP "(" fetch-att *(SP fetch-att) ")" ]
fn fetch_atts(cursor: &mut Cursor<'_>) -> Parse<Vec<FetchItem>> {
    cursor.sp()?;
    cursor.list1("something to fetch", fetch_att)
}

/// What the comments of the grammar demand (RFC 5465 §8).
fn check(filter: &MailboxFilter, events: &[NotifyEvent]) -> Parse<()> {
    let is_named = |name: &str| events.iter().any(|event| event.as_str() == name);
    let (new, expunge) = (is_named("MessageNew"), is_named("MessageExpunge"));
    if new != expunge || (!new && (is_named("FlagChange") || is_named("AnnotationChange"))) {
        return Err(Error::Expected("MessageNew and MessageExpunge together"));
    }
    let is_known = |event: &NotifyEvent| !matches!(event, NotifyEvent::Other(_));
    if is_selected(filter) && events.iter().any(|event| is_known(event) && !event.is_of_message()) {
        return Err(Error::Expected("only events of messages in the selected mailbox"));
    }
    let fetches = |event: &NotifyEvent| matches!(event, NotifyEvent::MessageNew(items) if !items.is_empty());
    if !is_selected(filter) && events.iter().any(fetches) {
        return Err(Error::Expected("something to fetch only in the selected mailbox"));
    }
    Ok(())
}

fn is_selected(filter: &MailboxFilter) -> bool {
    matches!(filter, MailboxFilter::Selected | MailboxFilter::SelectedDelayed)
}
