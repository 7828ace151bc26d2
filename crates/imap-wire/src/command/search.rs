use std::num::NonZeroU32;

use super::FetchItem;
use crate::{Date, Flag, MessageSet, ModSeq, Numbering, ObjectId, PartialRange, Uid};

/// `SEARCH` and `UID SEARCH` (RFC 9051 §6.4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// What the numbers in the answer are. Numbers in the keys say it themselves.
    pub numbering: Numbering,
    /// `RETURN (…)` asks for an ESEARCH response (RFC 4731 §3.1); `None` for the older SEARCH response.
    pub returns: Option<SearchReturn>,
    /// With `UPDATE`: what to fetch of a message that comes into the results (RFC 5465 §8, ABNF `modifier-update`).
    pub update_items: Vec<FetchItem>,
    /// The charset of the strings in `key`, as written; US-ASCII, or UTF-8 once that is enabled, if `None`.
    pub charset: Option<String>,
    /// What to look for; several keys are an [`SearchKey::And`].
    pub key: SearchKey,
}

/// What to answer (RFC 9051 §6.4.4, ABNF `search-return-opt`). `RETURN ()` is read as `RETURN (ALL)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchReturn {
    /// `MIN`: the lowest number.
    pub min: bool,
    /// `MAX`: the highest number.
    pub max: bool,
    /// `ALL`: all numbers as a set.
    pub all: bool,
    /// `COUNT`: how many.
    pub count: bool,
    /// `SAVE`: keep the result as `$` (RFC 5182 §2.1).
    pub save: bool,
    /// `PARTIAL`: only these of the results. Never with `all` (RFC 9394 §3.1).
    pub partial: Option<PartialRange>,
    /// `CONTEXT`: the client will ask for these results again (RFC 5267 §4.2).
    pub context: bool,
    /// `UPDATE`: tell how the results change, until CANCELUPDATE (RFC 5267 §4.3).
    pub update: bool,
    /// `RELEVANCY`: how well each result matches (RFC 6203 §4).
    pub relevancy: bool,
}

/// One condition on a message (RFC 9051 §6.4.4, ABNF `search-key`).
///
/// Strings are octets in the command's charset and match as substrings without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchKey {
    /// `ALL`
    All,
    /// All of them: `(…)` or several keys in a row; never empty.
    And(Vec<SearchKey>),
    /// `OR a b`
    Or(Box<SearchKey>, Box<SearchKey>),
    /// `NOT a`
    Not(Box<SearchKey>),
    /// A set of message sequence numbers, or `$`.
    Sequence(MessageSet),
    /// `UID set`
    Uid(MessageSet),
    /// `UIDAFTER`: with a UID above this one (RFC 9738 §3)
    UidAfter(Uid),
    /// `UIDBEFORE`: with a UID below this one (RFC 9738 §3)
    UidBefore(Uid),
    /// The flag is set: `SEEN`, `KEYWORD x`, `RECENT` and their like.
    Flagged(Flag),
    /// The flag is not set: `UNSEEN`, `UNKEYWORD x`, `OLD` and their like.
    Unflagged(Flag),
    /// `NEW`: recent and not seen (RFC 3501 §6.4.4).
    New,
    /// `BCC`
    Bcc(Vec<u8>),
    /// `CC`
    Cc(Vec<u8>),
    /// `FROM`
    From(Vec<u8>),
    /// `TO`
    To(Vec<u8>),
    /// `SUBJECT`
    Subject(Vec<u8>),
    /// `BODY`: in the body
    Body(Vec<u8>),
    /// `TEXT`: in header or body
    Text(Vec<u8>),
    /// `HEADER name text`; an empty text asks only for the field to be there.
    Header {
        /// The field's name as written.
        name: Vec<u8>,
        /// What it holds.
        text: Vec<u8>,
    },
    /// `BEFORE`: internal date, its time and zone disregarded, earlier than the day
    Before(Date),
    /// `ON`: internal date within the day
    On(Date),
    /// `SINCE`: internal date within the day or later
    Since(Date),
    /// `SENTBEFORE`: as `BEFORE`, by the Date field
    SentBefore(Date),
    /// `SENTON`
    SentOn(Date),
    /// `SENTSINCE`
    SentSince(Date),
    /// `LARGER`: RFC822.SIZE above this many octets
    Larger(u64),
    /// `SMALLER`: RFC822.SIZE below this many octets
    Smaller(u64),
    /// `MODSEQ`: changed at or after this (RFC 7162 §3.1.5). Its presence makes the answer carry MODSEQ.
    ModSeq {
        /// The metadata item meant, if one is named; a server without modseqs per flag disregards it.
        entry: Option<ModSeqEntry>,
        /// The lowest modification sequence.
        least: ModSeq,
    },
    /// `OLDER`: internal date at least this many seconds ago (RFC 5032 §2)
    Older(NonZeroU32),
    /// `YOUNGER`: internal date at most this many seconds ago (RFC 5032 §2)
    Younger(NonZeroU32),
    /// `EMAILID`: this very email (RFC 8474 §6)
    EmailId(ObjectId),
    /// `THREADID`: the emails of this thread (RFC 8474 §6)
    ThreadId(ObjectId),
    /// `SAVEDBEFORE`: as `BEFORE`, by the day on which it came into the mailbox (RFC 8514 §4.3)
    SavedBefore(Date),
    /// `SAVEDON` (RFC 8514 §4.3)
    SavedOn(Date),
    /// `SAVEDSINCE` (RFC 8514 §4.3)
    SavedSince(Date),
    /// `SAVEDATESUPPORTED`: the mailbox knows save dates; all of its messages or none (RFC 8514 §4.3)
    SaveDateSupported,
    /// `FUZZY`: what is about this, by the server's judgement (RFC 6203 §3)
    Fuzzy(Box<SearchKey>),
    /// `FILTER`: the search that the user has stored under this name (RFC 5466 §3.1); an ABNF `filter-name`
    Filter(String),
}

/// Which flag's modification sequence is meant (RFC 7162 §3.1.5, ABNF `search-modseq-ext`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModSeqEntry {
    /// ABNF `entry-name`, such as `/flags/\draft`.
    pub name: Vec<u8>,
    /// Whose flag.
    pub scope: ModSeqScope,
}

/// Whose metadata is meant (RFC 7162 §7, ABNF `entry-type-req`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModSeqScope {
    /// `priv`
    Private,
    /// `shared`
    Shared,
    /// `all`
    All,
}

impl SearchKey {
    /// How deep keys may be nested; scripts chain `OR` for every message they look for.
    pub const MAX_DEPTH: usize = 256;
    /// How many keys one search may have.
    pub const MAX_KEYS: usize = 2048;

    /// Whether `MODSEQ` occurs, so that the answer must carry it (RFC 7162 §3.1.5).
    pub fn has_mod_seq(&self) -> bool {
        match self {
            SearchKey::ModSeq { .. } => true,
            SearchKey::And(keys) => keys.iter().any(SearchKey::has_mod_seq),
            SearchKey::Or(left, right) => left.has_mod_seq() || right.has_mod_seq(),
            SearchKey::Not(key) | SearchKey::Fuzzy(key) => key.has_mod_seq(),
            _ => false,
        }
    }
}
