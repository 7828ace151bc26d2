//! Why an operation did not happen. Protocols turn each into their own answer.

use posthouse_engine as engine;

use crate::{InvalidName, Resource};

/// Why an operation changed nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The account was removed.
    #[error("there is no such account")]
    NoSuchAccount,
    /// No mailbox of that name or id.
    #[error("there is no such mailbox")]
    NoSuchMailbox,
    /// The name is taken.
    #[error("a mailbox of this name exists already")]
    MailboxExists,
    /// The text cannot name a mailbox.
    #[error(transparent)]
    InvalidName(#[from] InvalidName),
    /// INBOX is there for ever (RFC 9051 §6.3.5).
    #[error("INBOX cannot be deleted")]
    InboxStays,
    /// A mailbox cannot become a child of itself.
    #[error("a mailbox cannot be moved below itself")]
    BelowItself,
    /// The account would hold more than it may (RFC 9208).
    #[error("the quota of the account is exceeded: {0}")]
    OverQuota(Resource),
    /// A mailbox cannot be for this.
    #[error("a mailbox cannot have this special use")]
    SpecialUse,
    /// A right is missing (RFC 4314 §4).
    #[error("you have no right to do that")]
    NoPermission,
    /// A bound of the store was reached.
    #[error("{0}")]
    Limit(Limit),
    /// The message, or its body, is not there any more.
    #[error("the message is gone")]
    Gone,
    /// A precondition that the caller added to the operation did not hold.
    #[error("a precondition did not hold")]
    Conflict,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Which bound an operation would have exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// See [`crate::MAX_MAILBOXES`].
    #[error("the account has as many mailboxes as it may have")]
    Mailboxes,
    /// See [`crate::MAX_SUBSCRIPTIONS`].
    #[error("the account has as many subscriptions as it may have")]
    Subscriptions,
    /// See [`crate::MAX_KEYWORDS`].
    #[error("the mailbox has as many keywords as it may have")]
    Keywords,
    /// See [`crate::MAX_KEYWORD_LENGTH`].
    #[error("the keyword is too long")]
    KeywordLength,
    /// See [`crate::MAX_ACL_ENTRIES`].
    #[error("the access control list has as many entries as it may have")]
    AclEntries,
    /// See [`crate::MAX_COPIED_ACROSS`].
    #[error("these are more messages than can be copied to another account at once")]
    CopiedAcross,
    /// The UIDs of the mailbox are used up.
    #[error("the mailbox has no UIDs left")]
    Uids,
    /// A message is larger than its size can be noted.
    #[error("the message is too large")]
    MessageSize,
    /// See [`crate::MAX_ANNOTATION_SIZE`].
    #[error("the value of the annotation is too large")]
    AnnotationSize,
    /// See [`crate::MAX_ANNOTATIONS`] and [`crate::MAX_ANNOTATION_OCTETS`].
    #[error("there are as many annotations as there may be")]
    Annotations,
    /// So much was written of what the log keeps for good that more has to wait; with time it goes again.
    #[error("too much has been renamed or annotated in too short a time; try again later")]
    Growth,
}

/// What went wrong below the mailboxes; none of it is the client's doing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no room; what is stored stays readable.
    #[error("the storage is full")]
    Full,
    /// Stored bytes are damaged.
    #[error("the storage is damaged: {0}")]
    Corrupt(String),
    /// The storage failed; trying again may help.
    #[error("the storage failed: {0}")]
    Unavailable(String),
    /// We have broken a rule of our own.
    #[error("this should not happen: {0}")]
    Bug(String),
}

/// A task that ended before it was done has panicked, or the server stops.
impl From<tokio::task::JoinError> for StorageError {
    fn from(error: tokio::task::JoinError) -> Self {
        if error.is_panic() { Self::Bug(error.to_string()) } else { Self::Unavailable(error.to_string()) }
    }
}

impl From<engine::Error> for StorageError {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::Full => Self::Full,
            engine::Error::Corrupt(what) => Self::Corrupt(what),
            engine::Error::Unavailable(what) => Self::Unavailable(what),
        }
    }
}

impl From<engine::Error> for Error {
    fn from(error: engine::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl From<engine::CommitError> for Error {
    fn from(error: engine::CommitError) -> Self {
        match error {
            engine::CommitError::Conflict { .. } => Self::Conflict,
            engine::CommitError::Engine(error) => error.into(),
        }
    }
}

impl From<crate::record::Damaged> for StorageError {
    fn from(error: crate::record::Damaged) -> Self {
        Self::Corrupt(error.to_string())
    }
}

impl From<posthouse_blob::Error> for StorageError {
    fn from(error: posthouse_blob::Error) -> Self {
        match error {
            posthouse_blob::Error::Full => Self::Full,
            posthouse_blob::Error::Corrupt { .. } => Self::Corrupt(error.to_string()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}
