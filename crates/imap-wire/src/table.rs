//! What each command needs from the session, in one table.
//!
//! Not here: what a command does, and the policy that may forbid it.

use crate::{CommandBody, Numbering};

/// The session's states in which a command is allowed (RFC 9051 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum States {
    /// In all states (ABNF `command-any`).
    Any,
    /// Before authentication only (ABNF `command-nonauth`).
    NotAuthenticated,
    /// After authentication, with or without a selected mailbox (ABNF `command-auth`).
    Authenticated,
    /// With a selected mailbox only (ABNF `command-select`).
    Selected,
}

/// Whether the server may send EXPUNGE or VANISHED while the command is in progress (RFC 9051 §7.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expunge {
    /// It may.
    Allowed,
    /// It would shift the sequence numbers that the command or its answer is written in.
    Forbidden,
}

/// Whether the command may be sent in the clear where TLS is demanded before authentication (RFC 9051 §11.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeforeTls {
    /// It gives nothing away.
    Allowed,
    /// It carries credentials, or comes after them; answer with `PRIVACYREQUIRED`.
    Forbidden,
}

/// What a command needs.
#[derive(Debug, PartialEq, Eq)]
pub struct Spec {
    /// The command's name in upper case, `UID FETCH` for two words.
    pub name: &'static str,
    /// When it is allowed.
    pub states: States,
    /// Whether its arguments or its answer are written in message sequence numbers.
    pub uses_sequence_numbers: bool,
    /// Whether EXPUNGE may come with its answer.
    pub expunge: Expunge,
    /// Whether it may be sent without TLS where TLS is demanded.
    pub before_tls: BeforeTls,
}

macro_rules! specs {
    ($($constant:ident = $name:literal, $states:ident, $numbers:literal, $expunge:ident, $tls:ident;)*) => {
        $(
            #[doc = concat!("`", $name, "`")]
            pub static $constant: Spec = Spec {
                name: $name,
                states: States::$states,
                uses_sequence_numbers: $numbers,
                expunge: Expunge::$expunge,
                before_tls: BeforeTls::$tls,
            };
        )*
        /// Every command, APPEND and REPLACE among them.
        pub static COMMANDS: &[&Spec] = &[$(&$constant),*];
    };
}

specs! {
    // constant     name            states            sequence  EXPUNGE    before TLS
    CAPABILITY   = "CAPABILITY",    Any,              false,    Allowed,   Allowed;
    NOOP         = "NOOP",          Any,              false,    Allowed,   Allowed;
    LOGOUT       = "LOGOUT",        Any,              false,    Allowed,   Allowed;
    ID           = "ID",            Any,              false,    Allowed,   Allowed;
    STARTTLS     = "STARTTLS",      NotAuthenticated, false,    Allowed,   Allowed;
    AUTHENTICATE = "AUTHENTICATE",  NotAuthenticated, false,    Allowed,   Forbidden;
    LOGIN        = "LOGIN",         NotAuthenticated, false,    Allowed,   Forbidden;
    ENABLE       = "ENABLE",        Authenticated,    false,    Allowed,   Forbidden;
    SELECT       = "SELECT",        Authenticated,    false,    Allowed,   Forbidden;
    EXAMINE      = "EXAMINE",       Authenticated,    false,    Allowed,   Forbidden;
    CREATE       = "CREATE",        Authenticated,    false,    Allowed,   Forbidden;
    DELETE       = "DELETE",        Authenticated,    false,    Allowed,   Forbidden;
    RENAME       = "RENAME",        Authenticated,    false,    Allowed,   Forbidden;
    SUBSCRIBE    = "SUBSCRIBE",     Authenticated,    false,    Allowed,   Forbidden;
    UNSUBSCRIBE  = "UNSUBSCRIBE",   Authenticated,    false,    Allowed,   Forbidden;
    LIST         = "LIST",          Authenticated,    false,    Allowed,   Forbidden;
    LSUB         = "LSUB",          Authenticated,    false,    Allowed,   Forbidden;
    NAMESPACE    = "NAMESPACE",     Authenticated,    false,    Allowed,   Forbidden;
    STATUS       = "STATUS",        Authenticated,    false,    Allowed,   Forbidden;
    APPEND       = "APPEND",        Authenticated,    false,    Allowed,   Forbidden;
    COMPRESS       = "COMPRESS",      Authenticated,    false,    Allowed,   Forbidden;
    UNAUTHENTICATE = "UNAUTHENTICATE",Authenticated,    false,    Allowed,   Forbidden;
    LANGUAGE       = "LANGUAGE",      Any,              false,    Allowed,   Allowed;
    COMPARATOR     = "COMPARATOR",    Authenticated,    false,    Allowed,   Forbidden;
    GENURLAUTH     = "GENURLAUTH",    Authenticated,    false,    Allowed,   Forbidden;
    RESETKEY       = "RESETKEY",      Authenticated,    false,    Allowed,   Forbidden;
    URLFETCH       = "URLFETCH",      Authenticated,    false,    Allowed,   Forbidden;
    GETMETADATA    = "GETMETADATA",   Authenticated,    false,    Allowed,   Forbidden;
    SETMETADATA    = "SETMETADATA",   Authenticated,    false,    Allowed,   Forbidden;
    SETACL         = "SETACL",        Authenticated,    false,    Allowed,   Forbidden;
    DELETEACL      = "DELETEACL",     Authenticated,    false,    Allowed,   Forbidden;
    GETACL         = "GETACL",        Authenticated,    false,    Allowed,   Forbidden;
    LISTRIGHTS     = "LISTRIGHTS",    Authenticated,    false,    Allowed,   Forbidden;
    MYRIGHTS       = "MYRIGHTS",      Authenticated,    false,    Allowed,   Forbidden;
    GETQUOTA       = "GETQUOTA",      Authenticated,    false,    Allowed,   Forbidden;
    GETQUOTAROOT   = "GETQUOTAROOT",  Authenticated,    false,    Allowed,   Forbidden;
    SETQUOTA       = "SETQUOTA",      Authenticated,    false,    Allowed,   Forbidden;
    NOTIFY         = "NOTIFY",        Authenticated,    false,    Allowed,   Forbidden;
    IDLE         = "IDLE",          Authenticated,    false,    Allowed,   Forbidden;
    CHECK        = "CHECK",         Selected,         false,    Allowed,   Forbidden;
    CLOSE        = "CLOSE",         Selected,         false,    Forbidden, Forbidden;
    UNSELECT     = "UNSELECT",      Selected,         false,    Forbidden, Forbidden;
    EXPUNGE      = "EXPUNGE",       Selected,         false,    Allowed,   Forbidden;
    UID_EXPUNGE  = "UID EXPUNGE",   Selected,         false,    Allowed,   Forbidden;
    UIDBATCHES   = "UIDBATCHES",    Selected,         false,    Allowed,   Forbidden;
    REPLACE      = "REPLACE",       Selected,         true,     Allowed,   Forbidden;
    UID_REPLACE  = "UID REPLACE",   Selected,         false,    Allowed,   Forbidden;
    SEARCH       = "SEARCH",        Selected,         true,     Forbidden, Forbidden;
    UID_SEARCH   = "UID SEARCH",    Selected,         true,     Allowed,   Forbidden;
    ESEARCH      = "ESEARCH",       Authenticated,    true,     Allowed,   Forbidden;
    CANCELUPDATE = "CANCELUPDATE",  Selected,         false,    Allowed,   Forbidden;
    SORT         = "SORT",          Selected,         true,     Forbidden, Forbidden;
    UID_SORT     = "UID SORT",      Selected,         true,     Allowed,   Forbidden;
    THREAD       = "THREAD",        Selected,         true,     Forbidden, Forbidden;
    UID_THREAD   = "UID THREAD",    Selected,         true,     Allowed,   Forbidden;
    FETCH        = "FETCH",         Selected,         true,     Forbidden, Forbidden;
    UID_FETCH    = "UID FETCH",     Selected,         true,     Allowed,   Forbidden;
    STORE        = "STORE",         Selected,         true,     Forbidden, Forbidden;
    UID_STORE    = "UID STORE",     Selected,         true,     Allowed,   Forbidden;
    COPY         = "COPY",          Selected,         true,     Allowed,   Forbidden;
    UID_COPY     = "UID COPY",      Selected,         false,    Allowed,   Forbidden;
    MOVE         = "MOVE",          Selected,         true,     Allowed,   Forbidden;
    UID_MOVE     = "UID MOVE",      Selected,         false,    Allowed,   Forbidden;
}

impl CommandBody {
    /// The command's line in the table.
    pub fn spec(&self) -> &'static Spec {
        match self {
            CommandBody::Capability => &CAPABILITY,
            CommandBody::Noop => &NOOP,
            CommandBody::Logout => &LOGOUT,
            CommandBody::Id(_) => &ID,
            CommandBody::StartTls => &STARTTLS,
            CommandBody::Authenticate(_) => &AUTHENTICATE,
            CommandBody::Login(_) => &LOGIN,
            CommandBody::Enable(_) => &ENABLE,
            CommandBody::Select(_) => &SELECT,
            CommandBody::Examine(_) => &EXAMINE,
            CommandBody::Create(_) => &CREATE,
            CommandBody::Delete(_) => &DELETE,
            CommandBody::Rename(_) => &RENAME,
            CommandBody::Subscribe(_) => &SUBSCRIBE,
            CommandBody::Unsubscribe(_) => &UNSUBSCRIBE,
            CommandBody::List(_) => &LIST,
            CommandBody::Lsub(_) => &LSUB,
            CommandBody::Namespace => &NAMESPACE,
            CommandBody::Status(_) => &STATUS,
            CommandBody::Idle => &IDLE,
            CommandBody::Notify(_) => &NOTIFY,
            CommandBody::Compress(_) => &COMPRESS,
            CommandBody::Language(_) => &LANGUAGE,
            CommandBody::Comparator(_) => &COMPARATOR,
            CommandBody::Unauthenticate => &UNAUTHENTICATE,
            CommandBody::Check => &CHECK,
            CommandBody::Close => &CLOSE,
            CommandBody::Unselect => &UNSELECT,
            CommandBody::Expunge => &EXPUNGE,
            CommandBody::UidExpunge(_) => &UID_EXPUNGE,
            CommandBody::UidBatches(_) => &UIDBATCHES,
            CommandBody::Search(search) => numbered(search.numbering, &SEARCH, &UID_SEARCH),
            CommandBody::Sort(sort) => numbered(sort.numbering, &SORT, &UID_SORT),
            CommandBody::Thread(thread) => numbered(thread.numbering, &THREAD, &UID_THREAD),
            CommandBody::MultiSearch(_) => &ESEARCH,
            CommandBody::CancelUpdate(_) => &CANCELUPDATE,
            CommandBody::Fetch(fetch) => numbered(fetch.numbering, &FETCH, &UID_FETCH),
            CommandBody::Store(store) => numbered(store.numbering, &STORE, &UID_STORE),
            CommandBody::Copy(copy) => numbered(copy.numbering, &COPY, &UID_COPY),
            CommandBody::Move(transfer) => numbered(transfer.numbering, &MOVE, &UID_MOVE),
            CommandBody::GenUrlAuth(_) => &GENURLAUTH,
            CommandBody::ResetKey(_) => &RESETKEY,
            CommandBody::UrlFetch(_) => &URLFETCH,
            CommandBody::GetMetadata(_) => &GETMETADATA,
            CommandBody::SetMetadata(_) => &SETMETADATA,
            CommandBody::SetAcl(_) => &SETACL,
            CommandBody::DeleteAcl(_) => &DELETEACL,
            CommandBody::GetAcl(_) => &GETACL,
            CommandBody::ListRights(_) => &LISTRIGHTS,
            CommandBody::MyRights(_) => &MYRIGHTS,
            CommandBody::GetQuota(_) => &GETQUOTA,
            CommandBody::GetQuotaRoot(_) => &GETQUOTAROOT,
            CommandBody::SetQuota(_) => &SETQUOTA,
        }
    }
}

fn numbered(numbering: Numbering, sequence: &'static Spec, uid: &'static Spec) -> &'static Spec {
    match numbering {
        Numbering::Sequence => sequence,
        Numbering::Uid => uid,
    }
}
