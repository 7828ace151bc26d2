//! Verifying what is stored of an account: the log, the snapshot, the email records and their bodies' places.

use std::collections::BTreeSet;

use posthouse_engine::Range;

use crate::garbage::Garbage;
use crate::load::{read_snapshot, replay};
use crate::shares::given;
use crate::state::State;
use crate::storage::Storage;
use crate::{AccountId, BlobId, Email, EmailId, StorageError, Store, keys, leaving};

/// What a check of an account read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Commits in the log.
    pub commits: u64,
    /// Mailboxes.
    pub mailboxes: u64,
    /// Messages, each counted once for every mailbox that holds it.
    pub messages: u64,
    /// Email records.
    pub emails: u64,
}

impl Store {
    /// Every account that has something stored.
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn stored_accounts(&self) -> Result<Vec<AccountId>, StorageError> {
        let mut accounts = Vec::new();
        let mut next = AccountId(0);
        loop {
            let range = Range::between(keys::account(next), keys::account_end()).limit(1);
            let rows = self.storage().engine.range(range).await?;
            let Some(found) = rows.first().and_then(|(key, _)| keys::parse_account(key)) else { return Ok(accounts) };
            accounts.push(found);
            let Some(behind) = found.0.checked_add(1) else { return Ok(accounts) };
            next = AccountId(behind);
        }
    }

    /// Checks an account that nobody is changing; every problem found is handed to `report`.
    ///
    /// # Errors
    /// Where the storage fails so that the check cannot go on.
    pub async fn check_account(
        &self,
        account: AccountId,
        report: &mut (dyn FnMut(String) + Send),
    ) -> Result<Checked, StorageError> {
        let storage = self.storage();
        let state = match replay(storage, account, State::default()).await {
            Ok(state) => state,
            Err(StorageError::Corrupt(what)) => {
                report(what);
                return Ok(Checked::default());
            }
            Err(error) => return Err(error),
        };
        check_snapshot(storage, account, &state, report).await?;
        check_columns(storage, account, report).await?;
        check_shares(storage, account, &state, report).await?;
        leaving::check(storage, account, report).await?;
        let placed = state.mailboxes().flat_map(|mailbox| mailbox.messages().map(|message| message.email));
        let placed: BTreeSet<EmailId> = placed.collect();
        let emails = check_emails(storage, account, &placed, report).await?;
        Ok(Checked {
            commits: state.modseq.0,
            mailboxes: state.mailboxes.size() as u64,
            messages: state.mailboxes().map(|mailbox| u64::from(mailbox.exists())).sum(),
            emails,
        })
    }
}

impl Store {
    /// The emails whose body this is, a thousand of them at the most.
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn emails_of(&self, body: &BlobId) -> Result<Vec<(AccountId, EmailId)>, StorageError> {
        let owners = self.storage().blobs.owners(body).await?;
        Ok(owners.iter().filter_map(keys::parse_owner).collect())
    }
}

async fn check_snapshot(
    storage: &Storage,
    account: AccountId,
    state: &State,
    report: &mut (dyn FnMut(String) + Send),
) -> Result<(), StorageError> {
    let current = match read_snapshot(storage, account).await {
        Ok((snapshot, _)) => replay(storage, account, snapshot).await,
        Err(error) => Err(error),
    };
    // Snapshots did not always say what the log has grown by, and nothing is lost with it.
    match current.map(|current| State { growth: state.growth, ..current }) {
        Ok(current) if current == *state => {}
        Ok(_) => report(format!("account {account}: the snapshot is not what the log says")),
        Err(StorageError::Corrupt(what)) => report(format!("account {account}: {what}")),
        Err(error) => return Err(error),
    }
    Ok(())
}

/// A column that cannot be read is made again when it is wanted; but it should not be there.
async fn check_columns(
    storage: &Storage,
    account: AccountId,
    report: &mut (dyn FnMut(String) + Send),
) -> Result<(), StorageError> {
    let mut range = Some(Range::prefix(keys::columns(account)));
    while let Some(next) = range {
        let (rows, rest) = storage.page(next).await?;
        for (key, record) in rows {
            match keys::parse_column(account, &key).map(|(column, span)| (span, column.check(record))) {
                None => report(format!("account {account}: the key of a column is malformed")),
                Some((span, Err(error))) => report(format!("account {account}: columns of span {}: {error}", span.0)),
                Some((_, Ok(()))) => {}
            }
        }
        range = rest;
    }
    Ok(())
}

/// Rights that the index does not know of are found by nobody.
async fn check_shares(
    storage: &Storage,
    account: AccountId,
    state: &State,
    report: &mut (dyn FnMut(String) + Send),
) -> Result<(), StorageError> {
    for mailbox in state.mailboxes().filter(|mailbox| !mailbox.acl().is_empty()) {
        let keys: Vec<_> =
            given(state, mailbox.id).map(|(identity, mailbox)| keys::share(identity, account, mailbox)).collect();
        let missing = storage.engine.get_many(&keys).await?.iter().filter(|row| row.is_none()).count();
        if missing > 0 {
            report(format!("account {account}: {missing} right(s) to {} are not in the index", mailbox.name));
        }
    }
    Ok(())
}

async fn check_emails(
    storage: &Storage,
    account: AccountId,
    placed: &BTreeSet<EmailId>,
    report: &mut (dyn FnMut(String) + Send),
) -> Result<u64, StorageError> {
    let garbage = garbage_of(storage, account, report).await?;
    let mut missing = placed.clone();
    let mut count = 0;
    let mut range = Some(Range::between(keys::email(account, EmailId(0)), keys::email_end(account)));
    while let Some(next) = range {
        let (rows, rest) = storage.page(next).await?;
        for (key, record) in rows {
            let Some(email) = keys::parse_email(account, &key) else {
                report(format!("account {account}: an email key is malformed"));
                continue;
            };
            count += 1;
            if !missing.remove(&email) && !garbage.contains(&email) {
                report(format!("account {account}: email {email} is in no mailbox"));
            }
            if let Some(problem) = check_email(storage, record).await? {
                report(format!("account {account}: email {email}: {problem}"));
            }
        }
        range = rest;
    }
    missing.into_iter().for_each(|email| report(format!("account {account}: email {email} has no record")));
    Ok(count)
}

async fn check_email(storage: &Storage, record: Vec<u8>) -> Result<Option<String>, StorageError> {
    let email = match Email::decode(record) {
        Ok(email) => email,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let index = match email.index() {
        Ok(index) => index,
        Err(error) => return Ok(Some(format!("its index is damaged: {error}"))),
    };
    match check_body(storage, &email, index.size).await {
        Err(StorageError::Corrupt(what)) => Ok(Some(what)),
        checked => checked,
    }
}

/// The end of the body is read, which a small one cannot give without being whole. The store checks all of every body, but
/// does not know whose it is.
async fn check_body(storage: &Storage, email: &Email, size: u64) -> Result<Option<String>, StorageError> {
    let Some(body) = storage.blobs.open_body(&email.body.blob, None).await? else {
        return Ok(Some(format!("its body {} is missing", email.body.blob)));
    };
    if body.len() != size {
        return Ok(Some(format!("its body {} has another length", email.body.blob)));
    }
    body.read(size.saturating_sub(1)..size).await?;
    Ok(None)
}

async fn garbage_of(
    storage: &Storage,
    account: AccountId,
    report: &mut (dyn FnMut(String) + Send),
) -> Result<BTreeSet<EmailId>, StorageError> {
    let mut emails = BTreeSet::new();
    let mut range = Some(Range::prefix(keys::garbage_of(account)));
    while let Some(next) = range {
        let (rows, rest) = storage.page(next).await?;
        for (_, record) in rows {
            match Garbage::decode(&record) {
                Ok(garbage) => emails.extend(garbage.emails),
                Err(error) => report(format!("account {account}: {error}")),
            }
        }
        range = rest;
    }
    Ok(emails)
}
