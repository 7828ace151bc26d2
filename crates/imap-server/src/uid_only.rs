//! UIDONLY: once it is enabled, messages have no sequence numbers (RFC 9586).

use posthouse_imap_wire::MessageSet;
use posthouse_imap_wire::command::{CommandBody, SearchKey};
use posthouse_imap_wire::table::{self, Spec};

use crate::error::Error;
use crate::state::User;

/// The commands whose arguments or answers are sequence numbers, whatever they say.
static BY_NUMBER: [&Spec; 8] = [
    &table::FETCH,
    &table::STORE,
    &table::SEARCH,
    &table::COPY,
    &table::MOVE,
    &table::SORT,
    &table::THREAD,
    &table::REPLACE,
];

/// Whether the command is one of sequence numbers, with a sibling of UIDs (RFC 9586 §3).
pub(crate) fn is_by_number(spec: &Spec) -> bool {
    BY_NUMBER.contains(&spec)
}

/// Whether a search that answers with UIDs has sequence numbers among its keys (RFC 9586 §3). The saved result, `$`,
/// is none.
pub(crate) fn names_numbers(body: &CommandBody) -> bool {
    match body {
        CommandBody::Search(search) => has_numbers(&search.key),
        CommandBody::Sort(sort) => has_numbers(&sort.key),
        CommandBody::Thread(thread) => has_numbers(&thread.key),
        CommandBody::MultiSearch(search) => has_numbers(&search.key),
        _ => false,
    }
}

/// The decoder bounds how deep keys are nested.
fn has_numbers(key: &SearchKey) -> bool {
    match key {
        SearchKey::Sequence(MessageSet::Set(_)) => true,
        SearchKey::And(keys) => keys.iter().any(has_numbers),
        SearchKey::Or(one, other) => has_numbers(one) || has_numbers(other),
        SearchKey::Not(key) | SearchKey::Fuzzy(key) => has_numbers(key),
        _ => false,
    }
}

impl User {
    /// Refuses sequence numbers where there are none.
    pub(crate) fn with_numbers(&self) -> Result<(), Error> {
        if self.enabled.uid_only { Err(Error::UidRequired) } else { Ok(()) }
    }
}
