//! What can happen to an account. A commit is a batch of these; the state is their fold.

use crate::annotation::{Scope, Value};
use crate::{
    AccessKey, AccountId, EmailId, EntryName, Flags, Identifier, InternalDate, MailboxId, MailboxName, Quota, Resource,
    Rights, SpecialUse, Uid, UidSet,
};

/// One change of an account. `docs/storage-format.md` gives the bytes of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A mailbox came to be; it has the access control list of the one above it.
    MailboxCreated { id: MailboxId, name: MailboxName, uid_validity: u32, special_use: Option<SpecialUse> },
    /// A mailbox has another name; each mailbox below it has an event of its own.
    MailboxRenamed { id: MailboxId, name: MailboxName },
    /// A mailbox is gone, and every placement in it.
    MailboxDeleted { id: MailboxId },
    /// A name is subscribed to.
    Subscribed { name: MailboxName },
    /// A name is not subscribed to any more.
    Unsubscribed { name: MailboxName },
    /// The keyword table of a mailbox has one more entry, at its end.
    KeywordAdded { mailbox: MailboxId, name: String },
    /// A new email has its first placement.
    Appended { mailbox: MailboxId, uid: Uid, email: EmailId, size: u32, date: InternalDate, flags: Flags },
    /// The flags of these messages became (what they were, without `clear`) with `set`.
    FlagsChanged { mailbox: MailboxId, uids: UidSet, clear: Flags, set: Flags },
    /// These messages left the mailbox.
    Expunged { mailbox: MailboxId, uids: UidSet },
    /// These messages of `source` have another placement each in `target`, with UIDs from `first` on, in their order.
    Copied { source: MailboxId, uids: UidSet, target: MailboxId, first: Uid },
    /// An annotation of a mailbox, or of the account, has this value, or none any more.
    AnnotationSet { mailbox: Option<MailboxId>, owner: Scope, name: EntryName, value: Option<Value> },
    /// A mailbox is for something else.
    SpecialUseChanged { mailbox: MailboxId, special_use: Option<SpecialUse> },
    /// A mailbox has this key for its URLs, or none any more.
    AccessKeySet { mailbox: MailboxId, key: Option<AccessKey> },
    /// A limit of the account is set.
    QuotaSet { resource: Resource, quota: Quota },
    /// An entry of the access control list of a mailbox has these rights; without any it is gone.
    RightsSet { mailbox: MailboxId, identifier: Identifier, rights: Rights },
    /// A reader who is not the owner has seen these messages, or has not any more.
    SeenChanged { mailbox: MailboxId, reader: AccountId, uids: UidSet, seen: bool },
}

/// The events of one commit and its time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventBatch {
    /// Seconds since 1970.
    pub(crate) time: i64,
    pub(crate) events: Vec<Event>,
}
