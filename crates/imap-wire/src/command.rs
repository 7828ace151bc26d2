//! What a client may ask, one file per command that takes arguments.
//!
//! Not here: APPEND and REPLACE, which stream (see [`crate::Event::AppendStart`]), and which command is allowed when (see
//! [`crate::table`]).

mod acl;
mod authenticate;
mod compress;
mod create;
mod enable;
mod fetch;
mod id;
mod list;
mod login;
mod metadata;
mod multi_search;
mod notify;
mod quota;
mod rename;
mod search;
mod select;
mod sort;
mod status;
mod store;
mod thread;
mod transfer;
mod uid_batches;
mod url_auth;

pub use acl::{AclEntry, RightsAction, SetAcl};
pub use authenticate::Authenticate;
pub use compress::Compress;
pub use create::Create;
pub use enable::Enable;
pub use fetch::{BinarySection, BodySection, Fetch, FetchItem};
pub use id::IdField;
pub use list::{List, ListReturn, ListSelection, Lsub};
pub use login::Login;
pub use metadata::{GetMetadata, MetadataDepth, SetMetadata};
pub use multi_search::MultiSearch;
pub use notify::{EventGroup, Notify, NotifyEvent};
pub use quota::{QuotaLimit, SetQuota};
pub use rename::Rename;
pub use search::{ModSeqEntry, ModSeqScope, Search, SearchKey, SearchReturn};
pub use select::{QResync, Select, SequenceMatch};
pub use sort::{Sort, SortCriterion, SortKey};
pub use status::Status;
pub use store::{Store, StoreAction};
pub use thread::{Thread, ThreadAlgorithm};
pub use transfer::Transfer;
pub use uid_batches::UidBatches;
pub use url_auth::{ResetKey, UrlRump};

use crate::{Mailbox, MessageSet, Tag};

/// A whole command, with every literal in it (RFC 9051 §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Goes back with the completion response.
    pub tag: Tag,
    /// What is asked.
    pub body: CommandBody,
}

/// What is asked, and with which arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandBody {
    /// `CAPABILITY` (RFC 9051 §6.1.1)
    Capability,
    /// `NOOP` (RFC 9051 §6.1.2)
    Noop,
    /// `LOGOUT` (RFC 9051 §6.1.3)
    Logout,
    /// `ID` with the client's fields, `None` for `NIL` (RFC 2971 §3.1)
    Id(Option<Vec<IdField>>),
    /// `STARTTLS` (RFC 9051 §6.2.1). Take what is unread from the decoder before the handshake and drop it.
    StartTls,
    /// `AUTHENTICATE` (RFC 9051 §6.2.2)
    Authenticate(Authenticate),
    /// `LOGIN` (RFC 9051 §6.2.3)
    Login(Login),
    /// `ENABLE` (RFC 9051 §6.3.1, RFC 5161 §3.1); at least one
    Enable(Vec<Enable>),
    /// `SELECT` (RFC 9051 §6.3.2)
    Select(Select),
    /// `EXAMINE` (RFC 9051 §6.3.3)
    Examine(Select),
    /// `CREATE` (RFC 9051 §6.3.4)
    Create(Create),
    /// `DELETE` (RFC 9051 §6.3.5)
    Delete(Mailbox),
    /// `RENAME` (RFC 9051 §6.3.6)
    Rename(Rename),
    /// `SUBSCRIBE` (RFC 9051 §6.3.7)
    Subscribe(Mailbox),
    /// `UNSUBSCRIBE` (RFC 9051 §6.3.8)
    Unsubscribe(Mailbox),
    /// `LIST` (RFC 9051 §6.3.9, RFC 5258)
    List(List),
    /// `LSUB` (RFC 3501 §6.3.9)
    Lsub(Lsub),
    /// `NAMESPACE` (RFC 9051 §6.3.10, RFC 2342)
    Namespace,
    /// `STATUS` (RFC 9051 §6.3.11)
    Status(Status),
    /// `COMPRESS` (RFC 4978 §3)
    Compress(Compress),
    /// `UNAUTHENTICATE` (RFC 8437 §3). Go back to [`crate::Limits::NOT_AUTHENTICATED`] and ASCII.
    Unauthenticate,
    /// `LANGUAGE` with ranges in the order of preference; none asks which there are (RFC 5255 §3.2)
    Language(Vec<String>),
    /// `COMPARATOR` with collations in the order of preference; none asks which is in use (RFC 5255 §4.7)
    Comparator(Vec<String>),
    /// `GENURLAUTH` (RFC 4467 §7); at least one
    GenUrlAuth(Vec<UrlRump>),
    /// `RESETKEY` (RFC 4467 §7)
    ResetKey(ResetKey),
    /// `URLFETCH` with URLs as written (RFC 4467 §7); at least one
    UrlFetch(Vec<Vec<u8>>),
    /// `GETMETADATA` (RFC 5464 §4.2)
    GetMetadata(GetMetadata),
    /// `SETMETADATA` (RFC 5464 §4.3)
    SetMetadata(SetMetadata),
    /// `SETACL` (RFC 4314 §3.1)
    SetAcl(SetAcl),
    /// `DELETEACL` (RFC 4314 §3.2)
    DeleteAcl(AclEntry),
    /// `GETACL` (RFC 4314 §3.3)
    GetAcl(Mailbox),
    /// `LISTRIGHTS` (RFC 4314 §3.4)
    ListRights(AclEntry),
    /// `MYRIGHTS` (RFC 4314 §3.5)
    MyRights(Mailbox),
    /// `GETQUOTA` with the name of a quota root (RFC 9208 §4.1.1)
    GetQuota(Vec<u8>),
    /// `GETQUOTAROOT` (RFC 9208 §4.1.2)
    GetQuotaRoot(Mailbox),
    /// `SETQUOTA` (RFC 9208 §4.1.3)
    SetQuota(SetQuota),
    /// `NOTIFY` (RFC 5465 §3)
    Notify(Notify),
    /// `IDLE` (RFC 9051 §6.3.13, RFC 2177). Call [`crate::Decoder::expect_idle_done`] before the continuation.
    Idle,
    /// `CHECK` (RFC 3501 §6.4.1)
    Check,
    /// `CLOSE` (RFC 9051 §6.4.1)
    Close,
    /// `UNSELECT` (RFC 9051 §6.4.2, RFC 3691)
    Unselect,
    /// `EXPUNGE` (RFC 9051 §6.4.3)
    Expunge,
    /// `UID EXPUNGE` (RFC 9051 §6.4.9, RFC 4315 §2.1)
    UidExpunge(MessageSet),
    /// `UIDBATCHES` (RFC 10022)
    UidBatches(UidBatches),
    /// `SEARCH` and `UID SEARCH` (RFC 9051 §6.4.4)
    Search(Search),
    /// `SORT` and `UID SORT` (RFC 5256 §3)
    Sort(Sort),
    /// `THREAD` and `UID THREAD` (RFC 5256 §3)
    Thread(Thread),
    /// `ESEARCH` (RFC 7377 §2)
    MultiSearch(MultiSearch),
    /// `CANCELUPDATE`: no more updates for the commands with these tags (RFC 5267 §4.3.5); at least one
    CancelUpdate(Vec<Tag>),
    /// `FETCH` and `UID FETCH` (RFC 9051 §6.4.5)
    Fetch(Fetch),
    /// `STORE` and `UID STORE` (RFC 9051 §6.4.6)
    Store(Store),
    /// `COPY` and `UID COPY` (RFC 9051 §6.4.7)
    Copy(Transfer),
    /// `MOVE` and `UID MOVE` (RFC 9051 §6.4.8, RFC 6851)
    Move(Transfer),
}
