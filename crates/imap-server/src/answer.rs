//! The completion of a command: the one place where outcomes and errors become OK, NO and BAD.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use posthouse_auth::AuthError;
use posthouse_imap_wire::encode::{self, Code, Condition};
use posthouse_imap_wire::{ModSeq, ObjectId, Tag, UidValidity};
use posthouse_mailbox::{Error as MailboxError, Limit, MAX_ANNOTATION_SIZE, StorageError};

use crate::error::{Error, Refusal};
use crate::message_limit::Reached;
use crate::notify;
use crate::state::Access;
use crate::url_auth::MECHANISM;

/// How a command that was done is answered.
#[derive(Debug)]
pub(crate) enum Done {
    /// OK.
    Plain,
    /// OK, though messages are gone that the client cannot be told of yet (RFC 5530 §3).
    ExpungeIssued,
    /// OK, though no client that works asks for it (RFC 5530 §3).
    ClientBug,
    /// OK with the capabilities of a session that has logged in (RFC 9051 §6.2.3).
    LoggedIn,
    /// OK, and the mailbox is selected.
    Selected(Access),
    /// OK with the MAILBOXID of the new mailbox (RFC 8474 §4.1).
    Created(ObjectId),
    /// OK with the new message's UID (RFC 4315 §3).
    Appended {
        /// Of the mailbox.
        validity: UidValidity,
        /// The message's UID.
        uids: Ranges,
    },
    /// OK with the UIDs of the copies (RFC 4315 §3).
    Copied {
        /// Of the target.
        validity: UidValidity,
        /// UIDs in the source.
        from: Ranges,
        /// UIDs in the target.
        to: Ranges,
    },
    /// OK; messages are gone, and the client is in step up to here (RFC 7162 §3.2.7).
    Expunged(ModSeq),
    /// OK, but only so many messages were worked on, down to this one (RFC 9738 §3).
    Limited(Reached),
    /// OK, but these messages had changed (RFC 7162 §3.1.3).
    Modified(Ranges),
    /// OK, but longer values than asked for were left out, the longest of this length (RFC 5464 §4.2.1).
    LongEntries(u32),
    /// OK with the mechanisms for which the key of a mailbox was reset (RFC 4467 §8, URLMECH).
    KeyReset,
    /// BYE before OK.
    LoggedOut,
    /// OK, and TLS begins.
    StartTls,
    /// OK, and compression begins (RFC 4978 §3).
    Compressing,
    /// OK, and compression ends (RFC 8437 §4.1).
    Unauthenticated,
}

/// Numbers as they stand in response codes.
pub(crate) type Ranges = Vec<RangeInclusive<u32>>;

/// A status of its own, without a tag.
type Status<'a> = (Condition, Option<Code<'a>>, Cow<'static, str>);

/// Writes the completion of a command that was done.
pub(crate) fn done(out: &mut Vec<u8>, tag: &Tag, name: &str, done: &Done, capabilities: &[&str]) {
    let code = match done {
        Done::Plain | Done::LoggedOut | Done::StartTls => None,
        Done::KeyReset => Some(Code::UrlMech(&[MECHANISM])),
        Done::Compressing | Done::Unauthenticated => None,
        Done::ExpungeIssued => Some(Code::ExpungeIssued),
        Done::ClientBug => Some(Code::ClientBug),
        Done::LoggedIn => Some(Code::Capability(capabilities)),
        Done::Selected(Access::ReadWrite) => Some(Code::ReadWrite),
        Done::Selected(Access::ReadOnly) => Some(Code::ReadOnly),
        Done::Created(id) => Some(Code::MailboxId(id)),
        Done::Appended { validity, uids } => Some(Code::AppendUid { validity: *validity, uids }),
        Done::Copied { validity, from, to } => Some(Code::CopyUid { validity: *validity, from, to }),
        Done::Expunged(up_to) => Some(Code::HighestModSeq(*up_to)),
        Done::Limited(reached) => Some(reached.code()),
        Done::Modified(messages) => Some(Code::Modified(messages)),
        Done::LongEntries(octets) => Some(Code::MetadataLongEntries(*octets)),
    };
    let text = match done {
        Done::Modified(_) => "Some messages had changed and were left alone".to_owned(),
        Done::ClientBug => format!("{name} completed, though the mailbox is selected"),
        Done::StartTls => "Begin TLS negotiation now".to_owned(),
        Done::Compressing => "DEFLATE active".to_owned(),
        _ => format!("{name} completed"),
    };
    encode::tagged(out, tag, Condition::Ok, code, &text);
}

/// Writes the completion of a command that was not done; says whether it was BAD.
pub(crate) fn failed(out: &mut Vec<u8>, tag: &Tag, error: &Error) -> bool {
    let (condition, code, text) = status(error);
    encode::tagged(out, tag, condition, code, &text);
    condition == Condition::Bad
}

fn status(error: &Error) -> Status<'_> {
    match error {
        Error::Bad(text) => (Condition::Bad, None, (*text).into()),
        Error::UidRequired => (Condition::Bad, Some(Code::UidRequired), "UIDONLY is enabled".into()),
        Error::ClientBug(text) => (Condition::Bad, Some(Code::ClientBug), (*text).into()),
        Error::UndefinedFilter(name) => {
            (Condition::No, Some(Code::UndefinedFilter(name)), "There is no such filter".into())
        }
        Error::Refused(refusal) => refused(*refusal),
        Error::BadUrl(url) => (Condition::No, Some(Code::BadUrl(url)), "The URL names nothing that is there".into()),
        Error::Mailbox(error) => mailbox(error),
        Error::Auth(error) => auth(error),
        // Nobody reads this: the session ends.
        Error::Connection(_) | Error::End(_) => no(Code::Unavailable, "The session ends"),
    }
}

fn no(code: Code<'static>, text: impl Into<Cow<'static, str>>) -> Status<'static> {
    (Condition::No, Some(code), text.into())
}

fn refused(refusal: Refusal) -> Status<'static> {
    match refusal {
        Refusal::ReadOnly => no(Code::NoPerm, "The mailbox is selected for reading only"),
        Refusal::NoPrivacy => no(Code::PrivacyRequired, "Passwords are only taken under TLS"),
        Refusal::UnknownMechanism => no(Code::Cannot, "This mechanism is not offered here"),
        Refusal::MessageTooBig => no(Code::TooBig, "The message is larger than APPENDLIMIT says"),
        Refusal::AppendTooBig => no(Code::Limit, "One command cannot append so much"),
        Refusal::NoSuchMessage => no(Code::NonExistent, "There is no such message"),
        Refusal::NoUtf8 => no(Code::Cannot, "ENABLE UTF8=ACCEPT first"),
        Refusal::UnknownUrlMechanism => no(Code::Cannot, "URLs are authorized by INTERNAL only"),
        Refusal::NoUrls => no(Code::NoPerm, "Only your own mailboxes have URLs"),
        Refusal::EmptyMessage => no(Code::Cannot, "A message cannot be empty"),
        Refusal::UnknownCte => no(Code::UnknownCte, "The transfer encoding is not known"),
        Refusal::TryCreate => no(Code::TryCreate, "There is no such mailbox"),
        Refusal::SpecialUse => no(Code::UseAttr, "A mailbox cannot have this special use, or another one has it"),
        Refusal::ServerEntry => no(Code::NoPerm, "This entry is for the administrator to set"),
        Refusal::FilterCharset => {
            (Condition::Bad, Some(Code::BadCharset(&["US-ASCII", "UTF-8"])), "Filters are UTF-8".into())
        }
        Refusal::NoFilter => no(Code::Cannot, "The value of a filter must be a search"),
        Refusal::SearchTooBig => no(Code::Limit, "By its filters the search becomes too large"),
        Refusal::NoQuotaRoot => no(Code::NonExistent, "There is no such quota root"),
        Refusal::UnknownResource => no(Code::Cannot, "This resource cannot be limited"),
        Refusal::NotAdministrator => no(Code::NoPerm, "Only administrators may do this"),
        Refusal::TooManySessions => no(Code::Limit, "Too many sessions of this account from your address"),
        Refusal::TooManyMailboxes => no(Code::Limit, "One command cannot search so many mailboxes"),
        Refusal::Gone => no(Code::ExpungeIssued, "Some of the messages no longer exist"),
        Refusal::TooManyItems => no(Code::Limit, "Too many BINARY and HEADER.FIELDS items"),
        Refusal::ManyMessages(limit) => {
            no(Code::MessageLimit { limit: limit.get(), last: None }, "One command cannot do this to so many messages")
        }
        Refusal::SmallBatch => no(Code::TooFew, "A batch has 500 messages or more"),
        Refusal::AnotherAccount => no(Code::Cannot, "A mailbox cannot be moved to another account"),
        Refusal::UnknownIdentifier => no(Code::Cannot, "There is nobody with this identifier"),
        Refusal::BadEvent => no(Code::BadEvent(notify::SUPPORTED), "An event is not supported"),
        Refusal::TooMuchToNotify => no(Code::NotificationOverflow, "Too many mailboxes to watch"),
        Refusal::UnknownLanguage => no(Code::Cannot, "This language is not spoken here"),
        Refusal::CompressionActive => no(Code::CompressionActive, "DEFLATE is active already"),
        Refusal::UnknownCharset => no(Code::BadCharset(&["US-ASCII", "UTF-8"]), "The charset is not supported"),
    }
}

fn mailbox(error: &MailboxError) -> Status<'static> {
    let code = match error {
        MailboxError::NoSuchMailbox | MailboxError::NoSuchAccount => Code::NonExistent,
        MailboxError::MailboxExists => Code::AlreadyExists,
        MailboxError::NoPermission => Code::NoPerm,
        MailboxError::InvalidName(_) | MailboxError::InboxStays | MailboxError::BelowItself => Code::Cannot,
        MailboxError::OverQuota(_) => Code::OverQuota,
        MailboxError::SpecialUse => Code::UseAttr,
        MailboxError::Limit(Limit::MessageSize) => Code::TooBig,
        MailboxError::Limit(Limit::AnnotationSize) => Code::MetadataMaxSize(MAX_ANNOTATION_SIZE as u32),
        MailboxError::Limit(Limit::Annotations) => Code::MetadataTooMany,
        MailboxError::Limit(_) => Code::Limit,
        MailboxError::Gone => Code::ExpungeIssued,
        MailboxError::Conflict => Code::InUse,
        MailboxError::Storage(error) => return storage(error),
    };
    no(code, sentence(&error.to_string()))
}

/// What is wrong with the storage is for the log; the client learns what it can do.
fn storage(error: &StorageError) -> Status<'static> {
    tracing::error!("a command failed: {error}");
    match error {
        StorageError::Full => no(Code::OverQuota, "There is no room left"),
        StorageError::Corrupt(_) => no(Code::Corruption, "The stored data is damaged; tell the administrator"),
        StorageError::Unavailable(_) => no(Code::Unavailable, "The storage is not available; try again"),
        StorageError::Bug(_) => no(Code::ServerBug, "This should not happen"),
    }
}

fn auth(error: &AuthError) -> Status<'static> {
    let text = sentence(&error.to_string());
    match error {
        AuthError::BadCredentials => no(Code::AuthenticationFailed, text),
        AuthError::NotAuthorized => no(Code::AuthorizationFailed, text),
        AuthError::TryLater { .. } => no(Code::Limit, text),
        AuthError::Unavailable(cause) => {
            tracing::error!("a login could not be checked: {cause}");
            no(if error.needs_administrator() { Code::ContactAdmin } else { Code::Unavailable }, text)
        }
        AuthError::Malformed(_) | AuthError::Cancelled => (Condition::Bad, None, text.into()),
    }
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use posthouse_auth::Cause;
    use posthouse_mailbox::{InvalidName, Resource};

    use super::*;

    fn answered(error: impl Into<Error>) -> String {
        let mut out = Vec::new();
        failed(&mut out, &Tag::new(b"a").unwrap(), &error.into());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_failure_has_its_code() {
        let storage = |error: StorageError| answered(error);
        assert_eq!(storage(StorageError::Full), "a NO [OVERQUOTA] There is no room left\r\n");
        assert!(storage(StorageError::Corrupt("x".into())).starts_with("a NO [CORRUPTION] "));
        assert!(storage(StorageError::Unavailable("x".into())).starts_with("a NO [UNAVAILABLE] "));
        assert!(answered(MailboxError::Limit(Limit::Keywords)).starts_with("a NO [LIMIT] "));
        assert!(answered(MailboxError::Limit(Limit::Annotations)).starts_with("a NO [METADATA TOOMANY] "));
        assert!(answered(MailboxError::Limit(Limit::AnnotationSize)).starts_with("a NO [METADATA MAXSIZE 65536] "));
        assert!(answered(MailboxError::OverQuota(Resource::Storage)).starts_with("a NO [OVERQUOTA] "));
        assert!(answered(MailboxError::Gone).starts_with("a NO [EXPUNGEISSUED] "));
        assert!(answered(MailboxError::Conflict).starts_with("a NO [INUSE] "));
        assert!(answered(InvalidName::Empty).starts_with("a NO [CANNOT] The mailbox name"));
        assert!(storage(StorageError::Bug("x".into())).starts_with("a NO [SERVERBUG] "));
        assert!(answered(AuthError::NotAuthorized).starts_with("a NO [AUTHORIZATIONFAILED] "));
        let unavailable = |cause| answered(AuthError::Unavailable(Cause::Directory(cause)));
        assert!(unavailable(posthouse_directory::Error::Damaged("x")).starts_with("a NO [CONTACTADMIN] "));
        assert!(unavailable(posthouse_directory::Error::Contended).starts_with("a NO [UNAVAILABLE] "));
        assert!(answered(posthouse_directory::Error::Damaged("x")).starts_with("a NO [CORRUPTION] "));
        assert_eq!(answered(Error::Bad("What")), "a BAD What\r\n");
        assert_eq!(answered(Error::ClientBug("What")), "a BAD [CLIENTBUG] What\r\n");
        assert!(answered(AuthError::Cancelled).starts_with("a BAD The "));
    }
}
