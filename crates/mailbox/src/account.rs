//! The handle of an account: the operations, the current version, and what it takes to read messages.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use posthouse_engine::{Batch, Range};
use tokio::sync::{mpsc, oneshot, watch};

use crate::actor::{Actor, Request, Waiting};
use crate::load::load;
use crate::ops::access_key::{EnsureAccessKey, RemoveAccessKeys, ReplaceAccessKey};
use crate::ops::annotate::Annotate;
use crate::ops::append::{Admission, Append};
use crate::ops::copy::Copy;
use crate::ops::create::Create;
use crate::ops::delete::Delete;
use crate::ops::expunge::Expunge;
use crate::ops::receive::Receive;
use crate::ops::relocate::Relocate;
use crate::ops::rename::Rename;
use crate::ops::replace::Replace;
use crate::ops::set_acl::SetAcl;
use crate::ops::set_quota::SetQuota;
use crate::ops::set_up::SetUp;
use crate::ops::store_flags::StoreFlags;
use crate::ops::subscribe::Subscribe;
use crate::ops::{Context, Operation};
use crate::readers::Readers;
use crate::recent::Recent;
use crate::shown::Shown;
use crate::storage::Storage;
use crate::{
    AccessKey, AccountId, Acl, Appended, BodyPlace, Clock, Copied, Doomed, Email, EmailId, EntryName, Error, Expunged,
    FlagsStored, Identifier, Mailbox, MailboxId, MailboxName, Message, ModSeq, NamedFlags, NewMessage, PerResource,
    Quota, QuotaLimits, Reader, Rights, RightsChange, SpecialUse, State, StorageError, StoreMode, Uid, UidSet, Usage,
    Watch, aside, columns, keys,
};

/// How many operations may wait for the account's writer; more wait before its door.
const QUEUE: usize = 256;

/// An account that is open. Cloning is cheap; every handle of an account sees the same, but those of a reader who is not
/// the owner ([`Account::seen_by`]), which see and do what that reader may.
#[derive(Clone)]
pub struct Account {
    inner: Arc<Inner>,
    shown: Option<Arc<Shown>>,
}

struct Inner {
    id: AccountId,
    open_columns: columns::Open,
    storage: Storage,
    clock: Clock,
    requests: mpsc::Sender<Request>,
    versions: watch::Receiver<Arc<State>>,
    recent: Arc<Recent>,
    limits: QuotaLimits,
    /// What readers who are not the owner are shown: the handles of one share it.
    shown: Mutex<Readers>,
    /// Held by the one who moves messages to another account.
    crossing: tokio::sync::Mutex<()>,
    /// Held by the writer, and once more while it is not done with what was asked for or with a snapshot.
    busy: Arc<()>,
}

/// How often [`Inner::busy`] is held at rest: here and by the writer.
const AT_REST: usize = 2;

impl Account {
    /// Reads the account and starts its writer. Only one may run for an account.
    pub(crate) async fn open(
        storage: Storage,
        clock: Clock,
        limits: QuotaLimits,
        id: AccountId,
    ) -> Result<Self, Error> {
        let loaded = load(&storage, id).await?;
        let recent = match storage.get(&keys::recent(id)).await? {
            // What was told as recent is a note that can be lost.
            Some(record) => Recent::decode(&record, &loaded.state).unwrap_or_default(),
            None => Recent::default(),
        };
        let is_new = loaded.state.mailboxes.is_empty();
        let (requests, receiver) = mpsc::channel(QUEUE);
        let (sender, versions) = watch::channel(Arc::new(loaded.state));
        let (recent, busy) = (Arc::new(recent), Arc::new(()));
        let actor = Actor {
            account: id,
            storage: storage.clone(),
            clock: clock.clone(),
            limits,
            requests: receiver,
            versions: sender,
            recent: Arc::clone(&recent),
            begun: loaded.snapshot.modseq,
            snapshot: Arc::new(loaded.snapshot),
            renewal: None,
            busy: Arc::clone(&busy),
            doubtful: false,
        };
        tokio::spawn(actor.run());
        let (open_columns, shown, crossing) = Default::default();
        let inner =
            Inner { id, open_columns, storage, clock, requests, versions, recent, limits, shown, crossing, busy };
        let account = Self { inner: Arc::new(inner), shown: None };
        if is_new {
            account.perform(SetUp).await?;
        }
        // What is stored can be read, whatever keeps moves from being finished. What is to leave is shown until it has.
        if let Err(error) = account.settle().await {
            tracing::error!(account = %id, "moves to other accounts cannot be finished: {error}");
        }
        Ok(account)
    }

    /// Which account this is.
    #[must_use]
    pub fn id(&self) -> AccountId {
        self.inner.id
    }

    /// The clock by which messages are received and saved.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The account as `reader` sees it: a handle of the same kind that shows the mailboxes the reader may know of, with
    /// its own `\Seen`, and does what it has the rights to. For the owner this is the account as it is.
    ///
    /// Nobody is to open an account for a reader that [`crate::Store::shared_with`] does not name: opening one makes it.
    #[must_use]
    pub fn seen_by(&self, reader: Reader) -> Self {
        let inner = Arc::clone(&self.inner);
        if reader.account() == self.inner.id {
            return Self { inner, shown: None };
        }
        let shown = self.inner.shown.lock().shown_to(reader);
        Self { inner, shown: Some(shown) }
    }

    /// The same, and the first version that the reader is shown is made: on a thread of its own, if it is of many messages.
    /// Later ones cost what has changed since, and are made when they are asked for.
    ///
    /// # Errors
    /// Where the server stops.
    pub async fn shown_to(&self, reader: Reader) -> Result<Self, Error> {
        let account = self.seen_by(reader);
        if let Some(shown) = account.shown.as_ref().filter(|shown| !shown.is_made()) {
            let (shown, newest) = (Arc::clone(shown), self.newest());
            let messages = usize::try_from(newest.held.messages).unwrap_or(usize::MAX);
            aside::work(messages, move || drop(shown.version(newest))).await?;
        }
        Ok(account)
    }

    /// Who looks, if it is not the owner.
    #[must_use]
    pub fn reader(&self) -> Option<&Reader> {
        self.shown.as_ref().map(|shown| shown.reader())
    }

    /// The newest version. Never waits.
    #[must_use]
    pub fn now(&self) -> Arc<State> {
        match &self.shown {
            None => self.newest(),
            Some(shown) => shown.version(self.newest()),
        }
    }

    /// Tells of every version that comes from now on.
    #[must_use]
    pub fn watch(&self) -> Watch {
        Watch::new(self.inner.versions.clone())
    }

    /// The newest version of a mailbox, also of one that may be known but not read: then it holds no messages.
    ///
    /// # Errors
    /// Where there is none of this name.
    pub fn mailbox(&self, name: &MailboxName) -> Result<Arc<Mailbox>, Error> {
        self.now().mailbox(name).cloned().ok_or(Error::NoSuchMailbox)
    }

    /// The newest version of a mailbox whose messages can be read: what SELECT, EXAMINE and STATUS show (RFC 4314 §4).
    ///
    /// # Errors
    /// Where there is none of this name, or the right `r` is missing.
    pub fn readable(&self, name: &MailboxName) -> Result<Arc<Mailbox>, Error> {
        let mailbox = self.mailbox(name)?;
        self.allowed(mailbox.id, Rights::READ)
    }

    /// The newest version of a mailbox, if whoever looks has all of these rights to it.
    pub(crate) fn allowed(&self, id: MailboxId, needed: Rights) -> Result<Arc<Mailbox>, Error> {
        let newest = self.newest();
        let context = Context { account: self.inner.id, time: 0, limits: self.inner.limits, reader: self.reader() };
        context.mailbox(&newest, id, needed)?;
        self.now().by_id(id).cloned().ok_or(Error::NoSuchMailbox)
    }

    /// The access control list of a mailbox: GETACL, LISTRIGHTS.
    ///
    /// # Errors
    /// Where there is no such mailbox, or the right `a` is missing.
    pub fn acl(&self, name: &MailboxName) -> Result<Acl, Error> {
        let mailbox = self.mailbox(name)?;
        Ok(self.allowed(mailbox.id, Rights::ADMINISTER)?.acl().clone())
    }

    /// SETACL, DELETEACL: changes the rights of one entry; one without rights is gone.
    ///
    /// # Errors
    /// As [`Account::create`]; [`Error::NoPermission`] also where the owner would have a right less.
    pub async fn set_acl(
        &self,
        mailbox: MailboxId,
        identifier: Identifier,
        change: RightsChange,
        rights: Rights,
    ) -> Result<(), Error> {
        self.perform(SetAcl { mailbox, identifier, change, rights }).await
    }

    /// CREATE: makes a mailbox, and those above it that are not there.
    ///
    /// # Errors
    /// Where it exists, a limit is reached or the storage fails; then nothing changed. So for every operation below.
    pub async fn create(&self, name: MailboxName, special_use: Option<SpecialUse>) -> Result<MailboxId, Error> {
        self.perform(Create { name, special_use }).await
    }

    /// DELETE: removes a mailbox with its messages. Mailboxes below it stay.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn delete(&self, name: MailboxName) -> Result<(), Error> {
        self.perform(Delete { name }).await
    }

    /// RENAME: gives a mailbox and those below it another name. INBOX is emptied into the new mailbox instead.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn rename(&self, from: MailboxName, to: MailboxName) -> Result<(), Error> {
        self.perform(Rename { from, to }).await
    }

    /// SUBSCRIBE.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn subscribe(&self, name: MailboxName) -> Result<(), Error> {
        self.perform(Subscribe { name, wanted: true }).await
    }

    /// UNSUBSCRIBE.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn unsubscribe(&self, name: MailboxName) -> Result<(), Error> {
        self.perform(Subscribe { name, wanted: false }).await
    }

    /// APPEND and delivery: all messages or none.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn append(&self, mailbox: MailboxId, messages: Vec<NewMessage>) -> Result<Appended, Error> {
        self.append_along(mailbox, messages, Batch::new()).await
    }

    /// [`Account::append`], with more to write and to require in the same commit.
    ///
    /// # Errors
    /// As [`Account::create`]; [`Error::Conflict`] where a precondition of `along` does not hold.
    pub async fn append_along(
        &self,
        mailbox: MailboxId,
        messages: Vec<NewMessage>,
        along: Batch,
    ) -> Result<Appended, Error> {
        self.append_admitted(mailbox, messages, along, Admission::Quota).await
    }

    /// [`Account::append_along`] of what was accepted before, so that no quota keeps it out.
    ///
    /// # Errors
    /// As [`Account::append_along`].
    pub async fn append_accepted(
        &self,
        mailbox: MailboxId,
        messages: Vec<NewMessage>,
        along: Batch,
    ) -> Result<Appended, Error> {
        self.append_admitted(mailbox, messages, along, Admission::Accepted).await
    }

    /// GENURLAUTH: the access key of a mailbox, which is `fresh` if it had none (RFC 4467 §7).
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn ensure_access_key(&self, mailbox: MailboxId, fresh: AccessKey) -> Result<AccessKey, Error> {
        self.perform(EnsureAccessKey { mailbox, fresh }).await
    }

    /// RESETKEY of a mailbox: it has another access key.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn replace_access_key(&self, mailbox: MailboxId, fresh: AccessKey) -> Result<(), Error> {
        self.perform(ReplaceAccessKey { mailbox, fresh }).await
    }

    /// RESETKEY: no mailbox has an access key.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn remove_access_keys(&self) -> Result<(), Error> {
        self.perform(RemoveAccessKeys).await
    }

    /// REPLACE: puts messages into a mailbox and takes one out of `source`; both or nothing.
    ///
    /// # Errors
    /// As [`Account::create`]; [`Error::Gone`] where the old message is not there any more.
    pub async fn replace(
        &self,
        source: MailboxId,
        uid: Uid,
        mailbox: MailboxId,
        messages: Vec<NewMessage>,
    ) -> Result<Appended, Error> {
        let append = self.appending(mailbox, messages, Batch::new(), Admission::Quota);
        self.perform(Replace { append, source, uid }).await
    }

    /// STORE: changes flags; with `unchanged_since`, not of messages that changed after it (RFC 7162 §3.1.3).
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn store_flags(
        &self,
        mailbox: MailboxId,
        uids: UidSet,
        mode: StoreMode,
        flags: NamedFlags,
        unchanged_since: Option<ModSeq>,
    ) -> Result<FlagsStored, Error> {
        self.perform(StoreFlags { mailbox, uids, mode, flags, unchanged_since }).await
    }

    /// EXPUNGE, UID EXPUNGE, or the removal of exactly these messages.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn expunge(&self, mailbox: MailboxId, doomed: Doomed) -> Result<Expunged, Error> {
        self.perform(Expunge { mailbox, doomed }).await
    }

    /// COPY: all messages or none; UIDs that are not there are passed over.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn copy(&self, source: MailboxId, uids: UidSet, target: MailboxId) -> Result<Copied, Error> {
        self.perform(Copy { source, uids, target }).await
    }

    /// MOVE: all messages or none; UIDs that are not there are passed over.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn move_messages(&self, source: MailboxId, uids: UidSet, target: MailboxId) -> Result<Copied, Error> {
        self.perform(Relocate(Copy { source, uids, target })).await
    }

    /// SETMETADATA: sets annotations of a mailbox, or of the account as a whole, and removes those whose value is
    /// `None`; all or none.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn annotate(
        &self,
        mailbox: Option<MailboxId>,
        changes: BTreeMap<EntryName, Option<Arc<[u8]>>>,
    ) -> Result<(), Error> {
        self.perform(Annotate { mailbox, changes }).await
    }

    /// SETQUOTA: sets limits; `None` leaves one as it is.
    ///
    /// # Errors
    /// As [`Account::create`].
    pub async fn set_quota(&self, quota: PerResource<Option<Quota>>) -> Result<(), Error> {
        self.perform(SetQuota(quota)).await
    }

    /// What the account holds, whoever looks.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.newest().usage()
    }

    /// The limits of this account, its own and those of every account.
    #[must_use]
    pub fn limits(&self) -> QuotaLimits {
        self.newest().limits(&self.inner.limits)
    }

    /// Whether the quota has room for this.
    ///
    /// # Errors
    /// [`Error::OverQuota`] where it has not.
    pub fn admit(&self, growth: Usage) -> Result<(), Error> {
        self.newest().admit(growth, &self.inner.limits)
    }

    /// The messages of this version that no session has been told of: they are `\Recent` for the caller, and for nobody
    /// after it (RFC 3501 §2.3.2). None are for a reader who is not the owner: it takes nothing from the owner's sessions.
    #[must_use]
    pub fn claim_recent(&self, mailbox: &Mailbox) -> UidSet {
        if self.shown.is_some() { UidSet::new() } else { self.inner.recent.claim(mailbox) }
    }

    /// How many messages of this version no session has been told of (STATUS RECENT).
    #[must_use]
    pub fn count_recent(&self, mailbox: &Mailbox) -> u32 {
        if self.shown.is_some() { 0 } else { self.inner.recent.count(mailbox) }
    }

    /// What is known of a message. Whoever asks has learnt of it from a mailbox that it may read.
    ///
    /// # Errors
    /// [`Error::Gone`] where its last placement went some time ago.
    pub async fn email(&self, email: EmailId) -> Result<Email, Error> {
        let record = self.inner.storage.get(&keys::email(self.inner.id, email)).await?.ok_or(Error::Gone)?;
        Ok(Email::decode(record).map_err(StorageError::from)?)
    }

    /// What is known of many messages, in the order asked for; `None` for those that are gone. The caller bounds how
    /// many it asks for at once.
    ///
    /// # Errors
    /// Where the storage fails or a record is damaged.
    pub async fn emails(&self, emails: &[EmailId]) -> Result<Vec<Option<Email>>, Error> {
        let records = match dense(emails) {
            None if emails.is_empty() => return Ok(Vec::new()),
            Some(range) => self.records_between(emails, range).await?,
            None => {
                let keys: Vec<_> = emails.iter().map(|email| keys::email(self.inner.id, *email)).collect();
                self.inner.storage.engine.get_many(&keys).await?
            }
        };
        let decode = |record: Option<Vec<u8>>| record.map(Email::decode).transpose();
        Ok(records.into_iter().map(decode).collect::<Result<_, _>>().map_err(StorageError::from)?)
    }

    /// The records of ascending emails by one walk along the keys, which costs half of what looking for each does.
    async fn records_between(
        &self,
        emails: &[EmailId],
        (first, last): (EmailId, EmailId),
    ) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let key = |email| keys::email(self.inner.id, email);
        let range = Range::between(key(first), key(EmailId(last.0.saturating_add(1))));
        let mut rows = self.inner.storage.engine.range(range).await?.into_iter().peekable();
        let mut record = |email: &EmailId| {
            let key = key(*email);
            while rows.next_if(|(found, _)| *found < key).is_some() {}
            rows.next_if(|(found, _)| *found == key).map(|(_, record)| record)
        };
        Ok(emails.iter().map(&mut record).collect())
    }

    /// The bytes of a message.
    ///
    /// # Errors
    /// [`Error::Gone`] where they are not there any more.
    pub async fn body(&self, place: BodyPlace) -> Result<posthouse_blob::Body, Error> {
        let blobs = &self.inner.storage.blobs;
        let body = blobs.open_body(&place.blob, Some(place.location)).await.map_err(StorageError::from)?;
        body.ok_or(Error::Gone)
    }

    /// Where the account's records lie.
    pub(crate) fn storage(&self) -> &Storage {
        &self.inner.storage
    }

    /// Held by the one who moves messages to another account.
    pub(crate) fn crossing(&self) -> &tokio::sync::Mutex<()> {
        &self.inner.crossing
    }

    /// The columns of the newest emails.
    pub(crate) fn open_columns(&self) -> &columns::Open {
        &self.inner.open_columns
    }

    /// The newest version as the owner sees it.
    fn newest(&self) -> Arc<State> {
        Arc::clone(&self.inner.versions.borrow())
    }

    /// What the next email will be, whoever looks: all before it have come.
    pub(crate) fn next_email(&self) -> EmailId {
        EmailId(self.newest().next_email)
    }

    /// Whether both are handles of one account.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// Whether nobody but the store holds the account, and its writer is at rest.
    pub(crate) fn is_idle(&self) -> bool {
        Arc::strong_count(&self.inner) == 1 && Arc::strong_count(&self.inner.busy) <= AT_REST
    }

    /// Whether the writer has ended, so that this handle is of no use any more.
    pub(crate) fn is_stopped(&self) -> bool {
        self.inner.requests.is_closed()
    }

    /// How many messages the newest version holds, and annotations as large as these: what the account takes of memory.
    pub(crate) fn weight(&self) -> u64 {
        let state = self.now();
        state.held.messages + state.annotation_octets / size_of::<Message>() as u64
    }

    /// Renews the snapshot, so that the account is read quickly next time.
    pub(crate) async fn rest(&self) {
        self.inner.recent.retain(&self.now());
        self.inner.shown.lock().forget_last();
        self.inner.open_columns.clear().await;
        let (done, rested) = oneshot::channel();
        if self.inner.requests.send(Request::Rest(done)).await.is_ok() {
            let _ = rested.await;
        }
    }

    /// Ends the account's writer; afterwards no handle of it changes anything or shows a mailbox.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.inner.requests.send(Request::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }

    async fn append_admitted(
        &self,
        mailbox: MailboxId,
        messages: Vec<NewMessage>,
        along: Batch,
        admission: Admission,
    ) -> Result<Appended, Error> {
        let append = self.appending(mailbox, messages, along, admission);
        self.append_by(append).await
    }

    /// [`Account::append`] of what `source` has, with a note of what is to leave it.
    pub(crate) async fn append_leaving(
        &self,
        mailbox: MailboxId,
        messages: Vec<NewMessage>,
        source: AccountId,
        record: Vec<u8>,
    ) -> Result<Appended, Error> {
        let append = self.appending(mailbox, messages, Batch::new(), Admission::Quota);
        self.append_by(Receive { append, source, record }).await
    }

    fn appending(&self, mailbox: MailboxId, messages: Vec<NewMessage>, along: Batch, admission: Admission) -> Append {
        Append { mailbox, messages, along, admission, blobs: self.inner.storage.blobs.clone() }
    }

    async fn append_by(&self, operation: impl Operation<Outcome = Appended>) -> Result<Appended, Error> {
        let appended = self.perform(operation).await?;
        columns::keep_filled(self, &appended.emails);
        Ok(appended)
    }

    pub(crate) async fn perform<O: Operation>(&self, operation: O) -> Result<O::Outcome, Error> {
        let (job, answer) = Waiting::new(operation, self.clone());
        let stopped = || Error::Storage(StorageError::Unavailable("the account's writer has stopped".into()));
        self.inner.requests.send(Request::Perform(Box::new(job))).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

/// The first and the last of ascending emails between which there are few others.
fn dense(emails: &[EmailId]) -> Option<(EmailId, EmailId)> {
    let (first, last) = (*emails.first()?, *emails.last()?);
    let span = last.0.checked_sub(first.0)?;
    let is_ascending = emails.is_sorted_by(|one, next| one < next);
    (is_ascending && span < 2 * emails.len() as u64).then_some((first, last))
}
