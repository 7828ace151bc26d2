//! Why a command was not done, by who is to blame. It becomes NO, BAD or BYE in `answer.rs` and nowhere else.

use std::io;
use std::num::NonZeroU32;

use posthouse_auth::AuthError;
use posthouse_mailbox::{self as mailbox, InvalidName, StorageError};

use crate::end::End;

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The client has made a mistake: BAD.
    #[error("{0}")]
    Bad(&'static str),
    /// A sequence number where there are none any more: BAD (RFC 9586 §3).
    #[error("only UIDs are known")]
    UidRequired,
    /// What the grammar allows and no client that works would send, as a command in the wrong state (RFC 5530 §3,
    /// CLIENTBUG): BAD.
    #[error("{0}")]
    ClientBug(&'static str),
    /// A filter that is not there (RFC 5466 §3.1): NO.
    #[error("there is no filter {0}")]
    UndefinedFilter(String),
    /// We do not do it: NO.
    #[error("{0:?}")]
    Refused(Refusal),
    /// A URL of CATENATE names nothing that is there (RFC 4469 §4.1, BADURL): NO.
    #[error("{0} names nothing")]
    BadUrl(String),
    /// A mailbox operation was refused or failed: NO.
    #[error(transparent)]
    Mailbox(#[from] mailbox::Error),
    /// Nobody has proven to be somebody: NO, or BAD for what is no proof at all.
    #[error(transparent)]
    Auth(#[from] AuthError),
    /// The client is gone or reads too slowly; nobody can be answered.
    #[error(transparent)]
    Connection(#[from] io::Error),
    /// The session ends; BYE where the client can be told.
    #[error("{0}")]
    End(End),
}

impl Error {
    /// Whether it is the client's mistake: BAD, and not NO.
    pub(crate) fn is_bad(&self) -> bool {
        match self {
            Self::Bad(_) | Self::UidRequired | Self::ClientBug(_) | Self::Refused(Refusal::FilterCharset) => true,
            Self::Auth(error) => matches!(error, AuthError::Malformed(_) | AuthError::Cancelled),
            _ => false,
        }
    }
}

/// What we do not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The mailbox was selected by EXAMINE.
    ReadOnly,
    /// A password may not be sent without TLS.
    NoPrivacy,
    /// A SASL mechanism that is not offered.
    UnknownMechanism,
    /// A message larger than APPENDLIMIT.
    MessageTooBig,
    /// Messages of one APPEND that are too much together.
    AppendTooBig,
    /// A message that is not there shall be replaced.
    NoSuchMessage,
    /// A message with UTF-8 in its headers, without ENABLE (RFC 6855 §4).
    NoUtf8,
    /// A mechanism for URLs that is not known (RFC 4467 §7).
    UnknownUrlMechanism,
    /// Access keys of a mailbox that is another's.
    NoUrls,
    /// A message of no octets.
    EmptyMessage,
    /// Octets that cannot be decoded, or not be kept (RFC 3516 §4.3, §4.4).
    UnknownCte,
    /// The target of APPEND, COPY or MOVE is not there but could be made (RFC 9051 §7.1, TRYCREATE).
    TryCreate,
    /// A special use that a new mailbox cannot get (RFC 6154 §3).
    SpecialUse,
    /// An entry of the server that all its users see (RFC 5464 §3.3).
    ServerEntry,
    /// A search with a filter in another charset than UTF-8 (RFC 5466 §3.1): BAD.
    FilterCharset,
    /// A filter that would be no search (RFC 5466 §3.2).
    NoFilter,
    /// A search that has become too large by its filters.
    SearchTooBig,
    /// A quota root that is not there, or not to be seen (RFC 9208 §4.1.1).
    NoQuotaRoot,
    /// A resource that no limit can be set for (RFC 9208 §4.1.3).
    UnknownResource,
    /// What only administrators do.
    NotAdministrator,
    /// The account has too many sessions from this address.
    TooManySessions,
    /// More mailboxes than one command may search.
    TooManyMailboxes,
    /// Messages that were asked for are gone (RFC 5530 §3, EXPUNGEISSUED).
    Gone,
    /// More to decode, and to pick from headers, than one FETCH may ask for.
    TooManyItems,
    /// More messages than one command works on (RFC 9738 §3).
    ManyMessages(NonZeroU32),
    /// A batch of fewer messages than we make batches of (RFC 10022).
    SmallBatch,
    /// RENAME from one account to another.
    AnotherAccount,
    /// Nobody has this identifier (RFC 4314 §2).
    UnknownIdentifier,
    /// NOTIFY with an event that is not told (RFC 5465 §3.1).
    BadEvent,
    /// NOTIFY with more mailboxes than one session may watch.
    TooMuchToNotify,
    /// A charset that is not known.
    UnknownCharset,
    /// None of the languages that the client asked for is spoken (RFC 5255 §3.2).
    UnknownLanguage,
    /// The connection is compressed already (RFC 4978 §3).
    CompressionActive,
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        Self::Mailbox(error.into())
    }
}

impl From<posthouse_directory::Error> for Error {
    fn from(error: posthouse_directory::Error) -> Self {
        let kind = if error.is_damage() { StorageError::Corrupt } else { StorageError::Unavailable };
        kind(error.to_string()).into()
    }
}

impl From<InvalidName> for Error {
    fn from(error: InvalidName) -> Self {
        Self::Mailbox(error.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<End> for Error {
    fn from(end: End) -> Self {
        Self::End(end)
    }
}
