use super::cursor::{Cursor, Error, Parse};
use super::mailbox_filter::{check_count, filter_mailboxes};
use super::search::{search_program, search_return_opts};
use crate::command::{MultiSearch, SearchReturn};
use crate::{CommandBody, MailboxFilter};

// esearch = "ESEARCH" [SP esearch-source-opts] [SP search-return-opts] SP search-program
/// UPDATE is for the selected mailbox alone (RFC 7377 §2.2); what it fetches with SEARCH has no place here.
pub(super) fn esearch(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let sources = esearch_source_opts(cursor)?;
    let (returns, update_items) = search_return_opts(cursor)?;
    let returns = returns.unwrap_or(SearchReturn { all: true, ..SearchReturn::default() });
    let (charset, key) = search_program(cursor)?;
    if !update_items.is_empty() {
        return Err(Error::Expected("UPDATE without items"));
    }
    Ok(CommandBody::MultiSearch(MultiSearch { sources, returns, charset, key }))
}

// esearch-source-opts = "IN" SP "(" source-mbox [SP "(" scope-options ")"] ")"
/// There are no scope options yet.
fn esearch_source_opts(cursor: &mut Cursor<'_>) -> Parse<Vec<MailboxFilter>> {
    if !cursor.eat_keyword("IN") {
        return Ok(Vec::new());
    }
    cursor.sp()?;
    let sources = cursor.list1("mailboxes to search", filter_mailboxes)?;
    check_count(&sources)?;
    if sources.contains(&MailboxFilter::SelectedDelayed) {
        return Err(Error::Expected("SELECTED"));
    }
    cursor.sp()?;
    Ok(sources)
}
