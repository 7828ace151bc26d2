//! Search keys become a query of the mailboxes: with the client's numbers resolved and its text in Unicode.

use posthouse_imap_wire::command::SearchKey;
use posthouse_imap_wire::{Date, Flag, MessageSet, Numbering};
use posthouse_mailbox::search::{AddressField, Day, Query, When};
use posthouse_mailbox::{Flags, UidSet};
use posthouse_message::Charset;

use crate::convert;
use crate::error::{Error, Refusal};
use crate::messages;
use crate::view::View;

/// What the client asks for.
///
/// # Errors
/// Where the charset is not known (RFC 9051 §6.4.4, BADCHARSET), or a set is none.
pub(crate) fn of(key: SearchKey, charset: Option<&str>, view: &View) -> Result<Query, Error> {
    let charset = match charset {
        Some(label) => Charset::for_label(label.as_bytes()).ok_or(Refusal::UnknownCharset)?,
        // US-ASCII; clients that send something else all the same mean UTF-8 as a rule.
        None => Charset::UNDECLARED,
    };
    Keys { charset, view }.query(key)
}

struct Keys<'a> {
    charset: Charset,
    view: &'a View,
}

impl Keys<'_> {
    fn query(&self, key: SearchKey) -> Result<Query, Error> {
        Ok(match key {
            SearchKey::All => Query::All,
            SearchKey::And(keys) => Query::And(self.queries(keys)?),
            SearchKey::Or(one, other) => Query::Or(vec![self.query(*one)?, self.query(*other)?]),
            SearchKey::Not(key) => not(self.query(*key)?),
            SearchKey::Sequence(set) => Query::Uids(self.messages(&set, Numbering::Sequence)?),
            SearchKey::Uid(set) => Query::Uids(self.messages(&set, Numbering::Uid)?),
            SearchKey::Flagged(flag) => self.flagged(flag),
            SearchKey::Unflagged(flag) => not(self.flagged(flag)),
            SearchKey::New => Query::And(vec![self.flagged(Flag::Recent), not(self.flagged(Flag::Seen))]),
            SearchKey::Larger(octets) => Query::Larger(octets),
            SearchKey::Smaller(octets) => Query::Smaller(octets),
            // A modseq of 0 is lower than any; which flag it is about is not kept (RFC 7162 §3.1.5).
            SearchKey::ModSeq { least, .. } => Query::ChangedSince(convert::mod_seq(least)),
            SearchKey::Before(date) => Query::Received(When::Before(day(date))),
            SearchKey::On(date) => Query::Received(When::On(day(date))),
            SearchKey::Since(date) => Query::Received(When::Since(day(date))),
            SearchKey::SentBefore(date) => Query::Sent(When::Before(day(date))),
            SearchKey::SentOn(date) => Query::Sent(When::On(day(date))),
            SearchKey::SentSince(date) => Query::Sent(When::Since(day(date))),
            text => self.text_query(text),
        })
    }

    fn text_query(&self, key: SearchKey) -> Query {
        match key {
            SearchKey::From(text) => Query::Address(AddressField::From, self.text(&text)),
            SearchKey::To(text) => Query::Address(AddressField::To, self.text(&text)),
            SearchKey::Cc(text) => Query::Address(AddressField::Cc, self.text(&text)),
            SearchKey::Bcc(text) => Query::Address(AddressField::Bcc, self.text(&text)),
            SearchKey::Subject(text) => Query::Subject(self.text(&text)),
            SearchKey::Body(text) => Query::Body(self.text(&text)),
            SearchKey::Text(text) => Query::Text(self.text(&text)),
            SearchKey::Header { name, text } => Query::Header { name: self.text(&name), text: self.text(&text) },
            _ => Query::All,
        }
    }

    fn queries(&self, keys: Vec<SearchKey>) -> Result<Vec<Query>, Error> {
        keys.into_iter().map(|key| self.query(key)).collect()
    }

    /// Numbers beyond the last message find nothing, as everywhere; only `$` is no set here.
    fn messages(&self, set: &MessageSet, numbering: Numbering) -> Result<UidSet, Error> {
        messages::named_leniently(set, numbering, &self.view.mailbox)
    }

    fn flagged(&self, flag: Flag) -> Query {
        match flag {
            Flag::Recent => Query::Uids(self.view.recent.clone()),
            Flag::Keyword(name) => Query::Keyword(name.into()),
            Flag::Answered => Query::Flags(Flags::ANSWERED),
            Flag::Flagged => Query::Flags(Flags::FLAGGED),
            Flag::Deleted => Query::Flags(Flags::DELETED),
            Flag::Seen => Query::Flags(Flags::SEEN),
            Flag::Draft => Query::Flags(Flags::DRAFT),
        }
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
