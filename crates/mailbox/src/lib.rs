//! Mailboxes: an account is a log of events, its state is their fold, and every change is an operation.
//!
//! * [`Store`] opens accounts; an [`Account`] performs operations, one after another, and publishes a new immutable
//!   [`State`] after each commit.
//! * A session holds a version of a [`Mailbox`] and learns what it must tell its client from
//!   [`Mailbox::changes_to`] the newest one.
//! * [`search`] finds messages, [`sort`] puts them in order, [`thread`] gathers them into conversations.
//! * [`Incoming`] takes the bytes of a message as they arrive; [`Email`] is what was read from it.
//!
//! What is *not* here: any protocol, any text for a client, any name of an engine, and who may do what.

mod access_key;
mod account;
mod acl;
mod across;
mod actor;
mod annotation;
mod aside;
mod check;
mod clock;
mod columns;
mod email;
mod error;
mod event;
mod event_record;
mod flags;
mod garbage;
mod ids;
mod incoming;
mod keys;
mod leaving;
mod load;
mod name;
mod ops;
mod outline;
mod quota;
mod readers;
mod recent;
mod record;
mod registry;
mod rights;
pub mod search;
mod shares;
mod shown;
mod snapshot;
pub mod sort;
mod special_use;
mod state;
mod storage;
mod store;
pub mod thread;
mod uid_set;
mod vanished;
mod view;
mod watch;

pub use access_key::AccessKey;
pub use account::Account;
pub use acl::{Acl, GroupId, Identifier, Identity, MAX_ACL_ENTRIES, Reader, RightsChange};
pub use across::MAX_COPIED_ACROSS;
pub use annotation::{Annotations, EntryName, MAX_ANNOTATION_OCTETS, MAX_ANNOTATION_SIZE, MAX_ANNOTATIONS};
pub use check::Checked;
pub use clock::Clock;
pub use email::Email;
pub use error::{Error, Limit, StorageError};
pub use flags::{Flags, MAX_KEYWORD_LENGTH, MAX_KEYWORDS, NamedFlags};
pub use garbage::Tidied;
pub use ids::{AccountId, EmailId, InternalDate, MailboxId, ModSeq, Uid};
pub use incoming::{Arrived, Incoming};
pub use leaving::Finished;
pub use name::{InvalidName, MAX_LEVELS, MAX_NAME_LENGTH, MailboxName, SEPARATOR};
pub use ops::append::{Appended, NewMessage};
pub use ops::copy::Copied;
pub use ops::expunge::{Doomed, Expunged};
pub use ops::store_flags::{FlagsStored, StoreMode};
pub use outline::{BodyPlace, Outline, OutlinePart, Outlines};
pub use posthouse_blob::{BlobId, Body, Chunks};
pub use quota::{PerResource, Quota, QuotaLimits, Resource, Usage};
pub use rights::Rights;
pub use special_use::SpecialUse;
pub use state::{Counts, Mailbox, Message, State};
pub use store::Store;
pub use uid_set::UidSet;
pub use view::Changes;
pub use watch::{Ended, ShareWatch, Watch};

/// The most mailboxes an account can have.
pub const MAX_MAILBOXES: usize = 10_000;

/// The most names an account can subscribe to.
pub const MAX_SUBSCRIPTIONS: usize = 20_000;
