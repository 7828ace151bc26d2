//! Search keys become a query of the mailboxes: with the client's numbers resolved and its text in Unicode.

use std::num::NonZeroU32;

use posthouse_imap_wire::command::SearchKey;
use posthouse_imap_wire::{Date, Flag, MessageSet, Numbering, ObjectId};
use posthouse_mailbox::search::{AddressField, Day, Query, When};
use posthouse_mailbox::{AccountId, Flags, Mailbox, UidSet};
use posthouse_message::Charset;

use crate::convert;
use crate::error::{Error, Refusal};
use crate::messages;
use crate::object_id;

/// What a client's words stand for in the mailbox that is searched.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// Whose mailbox it is.
    pub(crate) account: AccountId,
    /// Sequence numbers count its messages.
    pub(crate) mailbox: &'a Mailbox,
    /// The messages that are `\Recent`.
    pub(crate) recent: &'a UidSet,
    /// The search result variable, `$` (RFC 5182 §2.1).
    pub(crate) saved: &'a UidSet,
    /// Seconds since 1970-01-01 00:00 UTC.
    pub(crate) now: i64,
}

impl Scope<'_> {
    /// The messages that a set names; numbers that no message has are passed over.
    pub(crate) fn messages(&self, set: &MessageSet, numbering: Numbering) -> UidSet {
        match set {
            MessageSet::Set(set) => messages::by_set(set, numbering, self.mailbox),
            MessageSet::Saved => self.saved.clone(),
        }
    }
}

/// What the client asks for.
///
/// # Errors
/// Where the charset is not known (RFC 9051 §6.4.4, BADCHARSET).
pub(crate) fn of(key: &SearchKey, charset: Option<&str>, scope: Scope<'_>) -> Result<Query, Error> {
    let charset = match charset {
        Some(label) => Charset::for_label(label.as_bytes()).ok_or(Refusal::UnknownCharset)?,
        // US-ASCII; clients that send something else all the same mean UTF-8 as a rule.
        None => Charset::UNDECLARED,
    };
    Ok(Keys { charset, scope }.query(key))
}

/// The query, of these messages alone where there are any given.
pub(crate) fn among(uids: Option<UidSet>, query: Query) -> Query {
    match uids {
        Some(uids) => Query::And(vec![Query::Uids(uids), query]),
        None => query,
    }
}

struct Keys<'a> {
    charset: Charset,
    scope: Scope<'a>,
}

impl Keys<'_> {
    fn query(&self, key: &SearchKey) -> Query {
        match key {
            SearchKey::All => Query::All,
            SearchKey::And(keys) => Query::And(keys.iter().map(|key| self.query(key)).collect()),
            SearchKey::Or(one, other) => Query::Or(vec![self.query(one), self.query(other)]),
            SearchKey::Not(key) => not(self.query(key)),
            SearchKey::Fuzzy(key) => Query::Fuzzy(Box::new(self.query(key))),
            SearchKey::Sequence(set) => Query::Uids(self.scope.messages(set, Numbering::Sequence)),
            SearchKey::Uid(set) => Query::Uids(self.scope.messages(set, Numbering::Uid)),
            SearchKey::UidAfter(uid) => Query::Uids(messages::after(*uid)),
            SearchKey::UidBefore(uid) => Query::Uids(messages::before(*uid)),
            SearchKey::Flagged(flag) => self.flagged(flag),
            SearchKey::Unflagged(flag) => not(self.flagged(flag)),
            SearchKey::New => Query::And(vec![self.flagged(&Flag::Recent), not(self.flagged(&Flag::Seen))]),
            SearchKey::Larger(octets) => Query::Larger(*octets),
            SearchKey::Smaller(octets) => Query::Smaller(*octets),
            // A modseq of 0 is lower than any; which flag it is about is not kept (RFC 7162 §3.1.5).
            SearchKey::ModSeq { least, .. } => Query::ChangedSince(convert::mod_seq(*least)),
            SearchKey::EmailId(id) => self.email(id),
            // No message has a THREADID (RFC 8474 §5.2).
            SearchKey::ThreadId(_) => Query::NOTHING,
            date_or_text => self.date_query(date_or_text),
        }
    }

    fn date_query(&self, key: &SearchKey) -> Query {
        match key {
            SearchKey::Before(date) => Query::Received(When::Before(day(*date))),
            SearchKey::On(date) => Query::Received(When::On(day(*date))),
            SearchKey::Since(date) => Query::Received(When::Since(day(*date))),
            SearchKey::SentBefore(date) => Query::Sent(When::Before(day(*date))),
            SearchKey::SentOn(date) => Query::Sent(When::On(day(*date))),
            SearchKey::SentSince(date) => Query::Sent(When::Since(day(*date))),
            SearchKey::SavedBefore(date) => Query::Saved(When::Before(day(*date))),
            SearchKey::SavedOn(date) => Query::Saved(When::On(day(*date))),
            SearchKey::SavedSince(date) => Query::Saved(When::Since(day(*date))),
            SearchKey::SaveDateSupported => Query::All,
            SearchKey::Older(seconds) => Query::ReceivedUntil(self.ago(*seconds)),
            SearchKey::Younger(seconds) => Query::ReceivedFrom(self.ago(*seconds)),
            text => self.text_query(text),
        }
    }

    fn text_query(&self, key: &SearchKey) -> Query {
        match key {
            SearchKey::From(text) => Query::Address(AddressField::From, self.text(text)),
            SearchKey::To(text) => Query::Address(AddressField::To, self.text(text)),
            SearchKey::Cc(text) => Query::Address(AddressField::Cc, self.text(text)),
            SearchKey::Bcc(text) => Query::Address(AddressField::Bcc, self.text(text)),
            SearchKey::Subject(text) => Query::Subject(self.text(text)),
            SearchKey::Body(text) => Query::Body(self.text(text)),
            SearchKey::Text(text) => Query::Text(self.text(text)),
            SearchKey::Header { name, text } => Query::Header { name: self.text(name), text: self.text(text) },
            _ => Query::All,
        }
    }

    fn flagged(&self, flag: &Flag) -> Query {
        match flag {
            Flag::Recent => Query::Uids(self.scope.recent.clone()),
            Flag::Keyword(name) => Query::Keyword(name.to_string()),
            Flag::Answered => Query::Flags(Flags::ANSWERED),
            Flag::Flagged => Query::Flags(Flags::FLAGGED),
            Flag::Deleted => Query::Flags(Flags::DELETED),
            Flag::Seen => Query::Flags(Flags::SEEN),
            Flag::Draft => Query::Flags(Flags::DRAFT),
        }
    }

    fn email(&self, id: &ObjectId) -> Query {
        object_id::email_of(self.scope.account, id).map_or(Query::NOTHING, Query::Email)
    }

    /// RFC 5032 §2: the target time.
    fn ago(&self, seconds: NonZeroU32) -> i64 {
        self.scope.now.saturating_sub(seconds.get().into())
    }

    fn text(&self, octets: &[u8]) -> String {
        self.charset.decode(octets)
    }
}

fn not(query: Query) -> Query {
    Query::Not(Box::new(query))
}

fn day(date: Date) -> Day {
    Day(date.days_since_epoch())
}
