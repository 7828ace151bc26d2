//! What may be asked of messages, in no protocol's words.

use crate::{EmailId, Flags, ModSeq, UidSet};

/// A condition on a message (RFC 9051 §6.4.4).
///
/// A protocol resolves what only its session knows before it asks: sequence numbers and `\Recent` become
/// [`Query::Uids`], text becomes Unicode. How deep conditions nest and how many there are is the protocol's limit.
///
/// Text is found as a substring of the decoded text as i;unicode-casemap has it (RFC 5051 §2, `posthouse_message::casemap`):
/// case, width and how accents are composed do not count, and nothing else is forgiven. The empty text is in every text;
/// in a header field it asks whether there is such a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Every message.
    All,
    /// All of these; every message where there are none.
    And(Vec<Query>),
    /// One of these at least; no message where there are none.
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
    /// This, found as a person would find it (RFC 6203): by its words, in any order, or words much like them.
    Fuzzy(Box<Query>),
    /// The word that is asked for here, or one much like it.
    Similar(Box<Query>),
    /// Its UID is one of these.
    Uids(UidSet),
    /// It has all of these flags. Only system flags mean the same in every mailbox.
    Flags(Flags),
    /// It has this keyword, compared without regard to ASCII case.
    Keyword(String),
    /// It has more bytes.
    Larger(u64),
    /// It has fewer bytes.
    Smaller(u64),
    /// Its internal date, in the zone it was given in.
    Received(When),
    /// It was received at this moment or earlier: seconds since 1970-01-01 00:00 UTC (RFC 5032 §2).
    ReceivedUntil(i64),
    /// It was received at this moment or later: seconds since 1970-01-01 00:00 UTC (RFC 5032 §2).
    ReceivedFrom(i64),
    /// It came into this mailbox, by the days of UTC (RFC 8514 §4.3).
    Saved(When),
    /// It is this email (RFC 8474 §6).
    Email(EmailId),
    /// Its Date field, in the zone written there. A message without one that can be read is of no day.
    Sent(When),
    /// It changed in this commit or later (RFC 7162 §3.1.5).
    ChangedSince(ModSeq),
    /// The text stands in a field of addresses: in a name or an address, decoded, or across them as they are written.
    Address(AddressField, String),
    /// The text stands in the subject.
    Subject(String),
    /// The text stands in a header field of this name, which is compared without regard to ASCII case.
    Header {
        /// The name of the field, without the colon.
        name: String,
        /// What it holds.
        text: String,
    },
    /// The text stands in a text part: in its decoded text, or, where it is HTML, in what a reader sees of it.
    ///
    /// Headers of parts and of messages inside do not count, as RFC 9051 §6.4.4 says and Dovecot does; nor do parts
    /// that are no text.
    Body(String),
    /// The text stands where [`Query::Body`] looks, or in any header of the message, of its parts and of messages
    /// inside: in a field, written as `name: value` on one line, or in a line that is no field.
    Text(String),
}

impl Query {
    /// No message.
    pub const NOTHING: Self = Self::Or(Vec::new());
}

/// A day against which a date is held, disregarding time and zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Earlier than the day.
    Before(Day),
    /// Within the day.
    On(Day),
    /// Within the day or later.
    Since(Day),
}

/// A day of the calendar: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i64);

/// A header field of addresses that can be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressField {
    /// From
    From,
    /// To
    To,
    /// Cc
    Cc,
    /// Bcc
    Bcc,
}

impl When {
    /// Whether the date on a clock that shows `seconds` since 1970-01-01 00:00 is such a day.
    pub(super) fn holds(self, seconds: i64) -> bool {
        let day = Day(seconds.div_euclid(86_400));
        match self {
            Self::Before(other) => day < other,
            Self::On(other) => day == other,
            Self::Since(other) => day >= other,
        }
    }
}

impl AddressField {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::From => "From",
            Self::To => "To",
            Self::Cc => "Cc",
            Self::Bcc => "Bcc",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::From, Self::To, Self::Cc, Self::Bcc].into_iter().find(|field| field.name().eq_ignore_ascii_case(name))
    }
}
