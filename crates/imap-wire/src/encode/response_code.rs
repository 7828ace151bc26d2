use std::ops::RangeInclusive;

use super::object_id::object_id;
use super::{astring, number, parenthesized, set, spaced, string};
use crate::{ModSeq, ObjectId, SeqNum, Tag, TextMode, Uid, UidValidity};

/// A response code, for the client's program rather than its user (RFC 9051 §7.1, ABNF `resp-text-code`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code<'a> {
    /// The text must be shown to the user.
    Alert,
    /// `ALREADYEXISTS` (RFC 5530 §3)
    AlreadyExists,
    /// Where an appended message is (RFC 4315 §3); several UIDs after a MULTIAPPEND.
    AppendUid {
        /// Of the mailbox it is in.
        validity: UidValidity,
        /// UIDs in the order of the messages.
        uids: &'a [RangeInclusive<u32>],
    },
    /// `AUTHENTICATIONFAILED` (RFC 5530 §3)
    AuthenticationFailed,
    /// `AUTHORIZATIONFAILED` (RFC 5530 §3)
    AuthorizationFailed,
    /// The charset of a SEARCH is not known; these are, if any are named.
    BadCharset(&'a [&'a str]),
    /// No collation fits what was asked for (RFC 5255 §4.9).
    BadComparator,
    /// An event that is not known; these are (RFC 5465 §3.1).
    BadEvent(&'a [&'a str]),
    /// What this URL names is not there or may not be read (RFC 4469 §4.1).
    BadUrl(&'a str),
    /// `CANNOT` (RFC 5530 §3)
    Cannot,
    /// What the server can do; saves the client from asking.
    Capability(&'a [&'a str]),
    /// `CLIENTBUG` (RFC 5530 §3)
    ClientBug,
    /// What was selected no longer is (RFC 7162 §3.2.11).
    Closed,
    /// The connection is compressed already (RFC 4978 §3).
    CompressionActive,
    /// `CONTACTADMIN` (RFC 5530 §3)
    ContactAdmin,
    /// Where copied messages are (RFC 4315 §3). Both sets have as many numbers, in corresponding order.
    CopyUid {
        /// Of the mailbox they are in now.
        validity: UidValidity,
        /// UIDs where they were.
        from: &'a [RangeInclusive<u32>],
        /// UIDs where they are.
        to: &'a [RangeInclusive<u32>],
    },
    /// `CORRUPTION` (RFC 5530 §3)
    Corruption,
    /// `EXPIRED` (RFC 5530 §3)
    Expired,
    /// `EXPUNGEISSUED` (RFC 5530 §3)
    ExpungeIssued,
    /// The mailbox has children (RFC 9051 §7.1).
    HasChildren,
    /// The highest modification sequence in the selected mailbox (RFC 7162 §3.1.2.1).
    HighestModSeq(ModSeq),
    /// The command goes on; how far it is, if that is known (RFC 9585 §4).
    InProgress(Option<Progress<'a>>),
    /// `INUSE` (RFC 5530 §3)
    InUse,
    /// `LIMIT` (RFC 5530 §3)
    Limit,
    /// The identifier of the mailbox that was made or selected (RFC 8474 §4.1 and §4.2).
    MailboxId(&'a ObjectId),
    /// The longest value that MAXSIZE kept from being told, in octets (RFC 5464 §4.2.1).
    MetadataLongEntries(u32),
    /// A value is longer than this, in octets (RFC 5464 §4.3).
    MetadataMaxSize(u32),
    /// There are no private annotations here (RFC 5464 §4.3).
    MetadataNoPrivate,
    /// There are too many annotations (RFC 5464 §4.3).
    MetadataTooMany,
    /// No more messages than this are worked on by one command (RFC 9738 §3).
    MessageLimit {
        /// How many.
        limit: u32,
        /// The last message that was worked on, in the order of descending UIDs.
        last: Option<Uid>,
    },
    /// Messages which UNCHANGEDSINCE left alone: sequence numbers, UIDs for a UID command (RFC 7162 §3.1.3).
    Modified(&'a [RangeInclusive<u32>]),
    /// The mailbox keeps no modification sequences (RFC 7162 §3.1.2.2).
    NoModSeq,
    /// `NONEXISTENT` (RFC 5530 §3)
    NonExistent,
    /// `NOPERM` (RFC 5530 §3)
    NoPerm,
    /// Nothing is notified any more (RFC 5465 §5.8).
    NotificationOverflow,
    /// The result of a SEARCH was not kept (RFC 5182 §2.1).
    NotSaved,
    /// No updates for the search with this tag (RFC 5267 §4.3.1).
    NoUpdate(&'a Tag),
    /// `OVERQUOTA` (RFC 5530 §3)
    OverQuota,
    /// A message that cannot be parsed.
    Parse,
    /// Flags that can be changed for good, with `\*` if new keywords can be made.
    PermanentFlags(&'a [&'a str]),
    /// `PRIVACYREQUIRED` (RFC 5530 §3)
    PrivacyRequired,
    /// The mailbox is selected for reading only.
    ReadOnly,
    /// The mailbox is selected for reading and writing.
    ReadWrite,
    /// `SERVERBUG` (RFC 5530 §3)
    ServerBug,
    /// A batch of fewer messages than the server makes batches of (RFC 10022).
    TooFew,
    /// The message or literal is too big (RFC 4469 §4.2, RFC 7888 §5).
    TooBig,
    /// The target mailbox is not there but could be created.
    TryCreate,
    /// The next UID, or a lower bound of it.
    UidNext(Uid),
    /// UIDs do not last (RFC 4315 §3).
    UidNotSticky,
    /// Sequence numbers are not used once UIDONLY is enabled (RFC 9586 §3).
    UidRequired,
    /// The mailbox's UIDVALIDITY.
    UidValidity(UidValidity),
    /// There is no filter of this name (RFC 5466 §3.1).
    UndefinedFilter(&'a str),
    /// `UNAVAILABLE` (RFC 5530 §3)
    Unavailable,
    /// A part's transfer encoding is not known (RFC 3516 §4.3).
    UnknownCte,
    /// The first message without `\Seen` (RFC 3501 §7.1).
    Unseen(SeqNum),
    /// Ways to make tokens in URLs, INTERNAL first (RFC 4467 §8).
    UrlMech(&'a [&'a str]),
    /// A special use cannot be given (RFC 6154 §3).
    UseAttr,
}

/// How far a command is (RFC 9585 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The command's tag.
    pub tag: &'a Tag,
    /// What is done, in units of the server's choice.
    pub done: Option<u32>,
    /// What is to be done; more than 0.
    pub goal: Option<u32>,
}

impl Code<'_> {
    /// Writes the code without its brackets.
    pub(super) fn encode(self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.name().as_bytes());
        self.encode_arguments(out);
    }

    fn encode_arguments(self, out: &mut Vec<u8>) {
        match self {
            Code::AppendUid { validity, uids } => uid_sets(out, validity, &[uids]),
            Code::CopyUid { validity, from, to } => uid_sets(out, validity, &[from, to]),
            Code::BadCharset([]) => {}
            Code::BadCharset(charsets) => {
                out.push(b' ');
                parenthesized(out, charsets, |out, name| astring(out, name.as_bytes(), TextMode::Ascii));
            }
            Code::Capability(names) | Code::UrlMech(names) => {
                out.push(b' ');
                spaced(out, names, |out, name| out.extend_from_slice(name.as_bytes()));
            }
            Code::PermanentFlags(names) | Code::BadEvent(names) => {
                out.push(b' ');
                parenthesized(out, names, |out, name| out.extend_from_slice(name.as_bytes()));
            }
            Code::Modified(messages) => {
                out.push(b' ');
                set(out, messages);
            }
            Code::HighestModSeq(value) => spaced_number(out, value.get()),
            Code::InProgress(Some(of)) => progress(out, of),
            Code::NoUpdate(tag) => {
                out.push(b' ');
                string(out, tag.as_bytes(), TextMode::Ascii);
            }
            Code::BadUrl(url) => {
                out.push(b' ');
                url_resp_text(out, url);
            }
            Code::UndefinedFilter(name) => {
                out.push(b' ');
                out.extend_from_slice(name.as_bytes());
            }
            Code::MailboxId(id) => {
                out.push(b' ');
                object_id(out, id);
            }
            Code::MessageLimit { limit, last } => {
                spaced_number(out, limit.into());
                last.into_iter().for_each(|uid| spaced_number(out, uid.get().into()));
            }
            Code::MetadataLongEntries(octets) | Code::MetadataMaxSize(octets) => spaced_number(out, octets.into()),
            Code::UidNext(uid) => spaced_number(out, uid.get().into()),
            Code::UidValidity(value) => spaced_number(out, value.get().into()),
            Code::Unseen(message) => spaced_number(out, message.get().into()),
            _ => {}
        }
    }

    fn name(self) -> &'static str {
        match self {
            Code::Alert => "ALERT",
            Code::AlreadyExists => "ALREADYEXISTS",
            Code::AppendUid { .. } => "APPENDUID",
            Code::AuthenticationFailed => "AUTHENTICATIONFAILED",
            Code::AuthorizationFailed => "AUTHORIZATIONFAILED",
            Code::BadCharset(_) => "BADCHARSET",
            Code::BadComparator => "BADCOMPARATOR",
            Code::BadEvent(_) => "BADEVENT",
            Code::BadUrl(_) => "BADURL",
            Code::Cannot => "CANNOT",
            Code::Capability(_) => "CAPABILITY",
            Code::ClientBug => "CLIENTBUG",
            Code::Closed => "CLOSED",
            Code::CompressionActive => "COMPRESSIONACTIVE",
            Code::ContactAdmin => "CONTACTADMIN",
            Code::CopyUid { .. } => "COPYUID",
            Code::Corruption => "CORRUPTION",
            Code::Expired => "EXPIRED",
            Code::ExpungeIssued => "EXPUNGEISSUED",
            Code::HasChildren => "HASCHILDREN",
            Code::HighestModSeq(_) => "HIGHESTMODSEQ",
            Code::InProgress(_) => "INPROGRESS",
            Code::InUse => "INUSE",
            Code::Limit => "LIMIT",
            Code::MailboxId(_) => "MAILBOXID",
            Code::MetadataLongEntries(_) => "METADATA LONGENTRIES",
            Code::MetadataMaxSize(_) => "METADATA MAXSIZE",
            Code::MetadataNoPrivate => "METADATA NOPRIVATE",
            Code::MetadataTooMany => "METADATA TOOMANY",
            Code::MessageLimit { .. } => "MESSAGELIMIT",
            Code::Modified(_) => "MODIFIED",
            Code::NoModSeq => "NOMODSEQ",
            Code::NonExistent => "NONEXISTENT",
            Code::NoPerm => "NOPERM",
            Code::NotificationOverflow => "NOTIFICATIONOVERFLOW",
            Code::NotSaved => "NOTSAVED",
            Code::NoUpdate(_) => "NOUPDATE",
            Code::OverQuota => "OVERQUOTA",
            Code::Parse => "PARSE",
            Code::PermanentFlags(_) => "PERMANENTFLAGS",
            Code::PrivacyRequired => "PRIVACYREQUIRED",
            Code::ReadOnly => "READ-ONLY",
            Code::ReadWrite => "READ-WRITE",
            Code::ServerBug => "SERVERBUG",
            Code::TooBig => "TOOBIG",
            Code::TooFew => "TOOFEW",
            Code::TryCreate => "TRYCREATE",
            Code::UidNext(_) => "UIDNEXT",
            Code::UidNotSticky => "UIDNOTSTICKY",
            Code::UidRequired => "UIDREQUIRED",
            Code::UidValidity(_) => "UIDVALIDITY",
            Code::Unavailable => "UNAVAILABLE",
            Code::UndefinedFilter(_) => "UNDEFINED-FILTER",
            Code::UnknownCte => "UNKNOWN-CTE",
            Code::Unseen(_) => "UNSEEN",
            Code::UrlMech(_) => "URLMECH",
            Code::UseAttr => "USEATTR",
        }
    }
}

// url-resp-text = 1*<any TEXT-CHAR except "]">
fn url_resp_text(out: &mut Vec<u8>, url: &str) {
    let clean = |byte: u8| if matches!(byte, b'!'..=b'~') && byte != b']' { byte } else { b'?' };
    out.extend(url.bytes().map(clean));
}

fn spaced_number(out: &mut Vec<u8>, value: u64) {
    out.push(b' ');
    number(out, value);
}

// "(" quoted SP number / nil SP nz-number / nil ")"
fn progress(out: &mut Vec<u8>, of: Progress<'_>) {
    out.extend_from_slice(b" (");
    string(out, of.tag.as_bytes(), TextMode::Ascii);
    for value in [of.done, of.goal] {
        match value {
            Some(value) => spaced_number(out, value.into()),
            None => out.extend_from_slice(b" NIL"),
        }
    }
    out.push(b')');
}

fn uid_sets(out: &mut Vec<u8>, validity: UidValidity, sets: &[&[RangeInclusive<u32>]]) {
    spaced_number(out, validity.get().into());
    for uids in sets {
        out.push(b' ');
        set(out, uids);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn writes(cases: impl IntoIterator<Item = (Code<'static>, &'static str)>) {
        for (code, expected) in cases {
            assert_eq!(written(code), expected);
        }
    }

    fn written(code: Code<'_>) -> String {
        let mut out = Vec::new();
        code.encode(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn codes_of_extensions() {
        let tag = Tag::new(b"A001").unwrap();
        let progress = |done, goal| Code::InProgress(Some(Progress { tag: &tag, done, goal }));
        assert_eq!(written(progress(Some(454), Some(1000))), "INPROGRESS (\"A001\" 454 1000)");
        assert_eq!(written(progress(None, None)), "INPROGRESS (\"A001\" NIL NIL)");
        let id = ObjectId::new("F2212ea87").unwrap();
        assert_eq!(written(Code::NoUpdate(&tag)), "NOUPDATE \"A001\"");
        assert_eq!(written(Code::MailboxId(&id)), "MAILBOXID (F2212ea87)");
        writes([
            (Code::InProgress(None), "INPROGRESS"),
            (Code::MessageLimit { limit: 1000, last: Uid::new(23221) }, "MESSAGELIMIT 1000 23221"),
            (Code::MessageLimit { limit: 1000, last: None }, "MESSAGELIMIT 1000"),
            (
                Code::BadUrl("/INBOX;UIDVALIDITY=785799047/;UID=113330"),
                "BADURL /INBOX;UIDVALIDITY=785799047/;UID=113330",
            ),
            (Code::BadUrl("/a]b\r\n"), "BADURL /a?b??"),
            (Code::BadEvent(&["MessageNew", "FlagChange"]), "BADEVENT (MessageNew FlagChange)"),
            (Code::MetadataLongEntries(2199), "METADATA LONGENTRIES 2199"),
            (Code::MetadataMaxSize(1024), "METADATA MAXSIZE 1024"),
            (Code::MetadataTooMany, "METADATA TOOMANY"),
            (Code::MetadataNoPrivate, "METADATA NOPRIVATE"),
            (
                Code::UrlMech(&["INTERNAL", "XSAMPLE=P34OKhO7VEkCbsiYY8rGEg=="]),
                "URLMECH INTERNAL XSAMPLE=P34OKhO7VEkCbsiYY8rGEg==",
            ),
            (Code::CompressionActive, "COMPRESSIONACTIVE"),
            (Code::NotificationOverflow, "NOTIFICATIONOVERFLOW"),
            (Code::BadComparator, "BADCOMPARATOR"),
            (Code::UidRequired, "UIDREQUIRED"),
            (Code::TooFew, "TOOFEW"),
            (Code::UndefinedFilter("on-the-road"), "UNDEFINED-FILTER on-the-road"),
        ]);
    }

    #[test]
    fn codes_with_arguments() {
        let validity = UidValidity::new(38505).unwrap();
        let cases: [(Code<'_>, &str); 11] = [
            (Code::AppendUid { validity, uids: &[3955..=3955] }, "APPENDUID 38505 3955"),
            (
                Code::CopyUid { validity, from: &[304..=304, 319..=320], to: &[3956..=3958] },
                "COPYUID 38505 304,319:320 3956:3958",
            ),
            (Code::BadCharset(&[]), "BADCHARSET"),
            (Code::BadCharset(&["US-ASCII", "UTF-8"]), "BADCHARSET (US-ASCII UTF-8)"),
            (Code::Capability(&["IMAP4rev1", "IDLE"]), "CAPABILITY IMAP4rev1 IDLE"),
            (Code::PermanentFlags(&["\\Seen", "\\*"]), "PERMANENTFLAGS (\\Seen \\*)"),
            (Code::Modified(&[7..=7, 9..=9]), "MODIFIED 7,9"),
            (Code::HighestModSeq(ModSeq::MAX), "HIGHESTMODSEQ 9223372036854775807"),
            (Code::UidNext(Uid::new(17).unwrap()), "UIDNEXT 17"),
            (Code::UidValidity(validity), "UIDVALIDITY 38505"),
            (Code::Unseen(SeqNum::new(12).unwrap()), "UNSEEN 12"),
        ];
        for (code, expected) in cases {
            let mut out = Vec::new();
            code.encode(&mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
