//! The small values that commands and responses are made of.

mod date;
mod flag;
mod imap_url;
mod list_pattern;
mod mailbox;
mod mailbox_filter;
mod metadata_entry;
mod mod_seq;
mod number;
mod object_id;
mod partial_range;
mod rights;
mod secret;
mod section;
mod sequence_set;
mod special_use;
mod status_item;
mod tag;
mod text_mode;
mod utf7;

pub use date::{Date, DateTime};
pub use flag::Flag;
pub use imap_url::{ImapUrl, UrlAccess, UrlAuthorization, UrlMailbox, UrlPartial, UrlServer, UrlVerifier};
pub use list_pattern::ListPattern;
pub use mailbox::{Mailbox, MailboxError};
pub use mailbox_filter::MailboxFilter;
pub use metadata_entry::MetadataEntry;
pub use mod_seq::ModSeq;
pub use number::{Numbering, SeqNum, Uid, UidValidity};
pub use object_id::{ObjectId, ObjectKind};
pub use partial_range::PartialRange;
pub use rights::Rights;
pub use secret::Secret;
pub use section::{Part, Partial, Section, SectionText};
pub use sequence_set::{MessageSet, SequenceSet, SequenceSetError};
pub use special_use::SpecialUse;
pub use status_item::StatusItem;
pub use tag::Tag;
pub use text_mode::TextMode;

pub(crate) use date::MONTHS;
pub(crate) use mailbox::decode_name;
pub(crate) use utf7::encode as encode_utf7;
