use super::cursor::{Cursor, Error, Parse};
use super::mailbox::mailbox;
use crate::{Mailbox, MailboxFilter};

// filter-mailboxes = filter-mailboxes-selected / filter-mailboxes-other
pub(super) fn filter_mailboxes(cursor: &mut Cursor<'_>) -> Parse<MailboxFilter> {
    const EXPECTED: &str = "which mailboxes";
    match cursor.atom(EXPECTED)?.to_ascii_uppercase().as_str() {
        "SELECTED" => Ok(MailboxFilter::Selected),
        "SELECTED-DELAYED" => Ok(MailboxFilter::SelectedDelayed),
        "INBOXES" => Ok(MailboxFilter::Inboxes),
        "PERSONAL" => Ok(MailboxFilter::Personal),
        "SUBSCRIBED" => Ok(MailboxFilter::Subscribed),
        "SUBTREE" => one_or_more_mailbox(cursor).map(MailboxFilter::Subtree),
        "SUBTREE-ONE" => one_or_more_mailbox(cursor).map(MailboxFilter::SubtreeOne),
        "MAILBOXES" => one_or_more_mailbox(cursor).map(MailboxFilter::Mailboxes),
        _ => Err(Error::Expected(EXPECTED)),
    }
}

// one-or-more-mailbox = mailbox / many-mailboxes
fn one_or_more_mailbox(cursor: &mut Cursor<'_>) -> Parse<Vec<Mailbox>> {
    cursor.sp()?;
    if cursor.peek() != Some(b'(') {
        return mailbox(cursor).map(|only| vec![only]);
    }
    // many-mailboxes = "(" mailbox *(SP mailbox) ")"
    let mailboxes = cursor.list1("mailbox names", mailbox)?;
    if mailboxes.len() > MailboxFilter::MAX_MAILBOXES { Err(Error::Limit("1000 mailboxes")) } else { Ok(mailboxes) }
}

/// A command with more filters than these is refused.
pub(super) fn check_count<T>(filters: &[T]) -> Parse<()> {
    if filters.len() > MailboxFilter::MAX_FILTERS { Err(Error::Limit("100 mailbox filters")) } else { Ok(()) }
}
