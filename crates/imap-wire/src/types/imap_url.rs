use super::{DateTime, Section, Uid, UidValidity};

/// A URL that names a message or a part of it (RFC 5092 §6, ABNF `imessagepart`). Read one with
/// [`ImapUrl::parse`]; those that name a server, mailboxes, or the finds of a search are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImapUrl {
    /// Where the mailbox is; `None` in a relative URL.
    pub server: Option<UrlServer>,
    /// The mailbox.
    pub mailbox: UrlMailbox,
    /// The validity of the UID, if the URL says it.
    pub uid_validity: Option<UidValidity>,
    /// The message.
    pub uid: Uid,
    /// Which text of it; the whole message by default.
    pub section: Section,
    /// Which octets of that text.
    pub partial: Option<UrlPartial>,
    /// Who may fetch it (RFC 4467 §3).
    pub authorization: Option<UrlAuthorization>,
}

/// The server of an absolute URL (RFC 5092 §4, ABNF `iserver`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlServer {
    /// In whose name it is accessed; its mailboxes are the user's.
    pub user: Option<String>,
    /// Its name or address, in lower case.
    pub host: String,
    /// Its port, if it is not the usual one.
    pub port: Option<u16>,
}

/// The mailbox of a URL, in Unicode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlMailbox {
    /// By its whole name.
    Named(String),
    /// By its name below the selected one, or its whole name if none is selected (RFC 4469 §3).
    Below(String),
    /// The selected one.
    Selected,
}

/// Which octets of a text a URL names (RFC 5092 §6.2.2, ABNF `partial-range`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UrlPartial {
    /// Offset of the first octet, from 0.
    pub origin: u64,
    /// How many octets at most, at least 1; all to the end if `None`.
    pub length: Option<u64>,
}

/// Who may fetch what a URL names, and the proof of it (RFC 4467 §3, ABNF `iurlauth`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlAuthorization {
    /// Until when.
    pub expires: Option<DateTime>,
    /// Who.
    pub access: UrlAccess,
    /// How many octets of the URL the proof is for: all but the proof.
    pub rump: usize,
    /// The proof; `None` in a URL that shall get one.
    pub verifier: Option<UrlVerifier>,
}

/// Who may fetch what a URL names (RFC 4467 §3, ABNF `access`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlAccess {
    /// `submit+`: a server for submission in this user's name.
    Submit(String),
    /// `user+`: this user.
    User(String),
    /// `authuser`: every user of the server.
    AuthUser,
    /// `anonymous`: everybody.
    Anonymous,
}

/// The proof that a URL is authorized (RFC 4467 §3, ABNF `iua-verifier`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlVerifier {
    /// How it was made, in upper case.
    pub mechanism: String,
    /// The token, at least 16 octets.
    pub token: Vec<u8>,
}
