use super::{SearchKey, SearchReturn};
use crate::MailboxFilter;

/// `ESEARCH`: a search of several mailboxes (RFC 7377 §2). Results are UIDs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MultiSearch {
    /// `IN (…)`: which mailboxes; the selected one if empty. Never [`MailboxFilter::SelectedDelayed`].
    pub sources: Vec<MailboxFilter>,
    /// What to answer; all results where the client has not said it.
    pub returns: SearchReturn,
    /// The charset of the strings in `key`, as written.
    pub charset: Option<String>,
    /// What to look for; several keys are an [`SearchKey::And`].
    pub key: SearchKey,
}
