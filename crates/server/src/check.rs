//! `posthouse check`: reads everything that is stored and says what is wrong, whose, and where.

use std::collections::BTreeMap;
use std::path::Path;

use posthouse_blob::Problem;
use posthouse_mailbox::{AccountId, EmailId};

use crate::data::{Absent, Data, DataError};

/// What was read, and how many problems were told.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) accounts: u64,
    pub(crate) messages: u64,
    pub(crate) bodies: u64,
    pub(crate) bytes: u64,
    pub(crate) problems: u64,
}

/// Why a check could not be finished.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error("the database cannot be read: {0}")]
    Engine(#[from] posthouse_engine::Error),
    #[error("the mailboxes cannot be read: {0}")]
    Mailboxes(#[from] posthouse_mailbox::StorageError),
    #[error("the directory cannot be read: {0}")]
    Directory(#[from] posthouse_directory::Error),
    #[error("the message bodies cannot be read: {0}")]
    Bodies(#[from] posthouse_blob::Error),
}

/// Checks a data folder that no server uses.
pub(crate) async fn run(folder: &Path, tell: impl Fn(String) + Send + Sync) -> Result<Found, CheckError> {
    let data = Data::open(folder, Absent::Refuse).await?;
    let mut found = Found::default();
    for problem in data.engine.integrity_check().await? {
        found.problems += 1;
        tell(format!("database: {problem}"));
    }
    let names = names(&data).await?;
    for account in data.store.stored_accounts().await? {
        let name = names.get(&account).cloned().unwrap_or_else(|| format!("account {account} (not in the directory)"));
        let mut problems = 0;
        let mut report = |problem: String| {
            problems += 1;
            tell(format!("{name}: {problem}"));
        };
        let checked = data.store.check_account(account, &mut report).await?;
        found.problems += problems;
        found.accounts += 1;
        found.messages += checked.messages;
    }
    let mut damaged = Vec::new();
    let summary = data.blobs.verify(&mut |problem| damaged.push(problem)).await?;
    for problem in damaged {
        tell(format!("{}{}", describe(&problem), owners(&data, &names, &problem).await?));
    }
    found.problems += summary.problems;
    found.bodies = summary.bodies;
    found.bytes = summary.raw_bytes;
    Ok(found)
}

async fn names(data: &Data) -> Result<BTreeMap<AccountId, String>, CheckError> {
    let accounts = data.directory.accounts().await?;
    Ok(accounts.into_iter().map(|account| (AccountId(account.id.0), account.address.to_unicode())).collect())
}

/// Whose messages a body is.
async fn owners(data: &Data, names: &BTreeMap<AccountId, String>, problem: &Problem) -> Result<String, CheckError> {
    let (Problem::Damaged { id: Some(id), .. } | Problem::Missing { id }) = problem else { return Ok(String::new()) };
    let emails = data.store.emails_of(id).await?;
    let owner = |(account, email): &(AccountId, EmailId)| match names.get(account) {
        Some(name) => format!("; {name}: email {email}"),
        None => format!("; account {account}: email {email}"),
    };
    Ok(emails.iter().map(owner).collect())
}

fn describe(problem: &Problem) -> String {
    match problem {
        Problem::Damaged { id: Some(id), error } => format!("body {id}: {error}"),
        Problem::Damaged { id: None, error } => format!("a body: {error}"),
        Problem::Missing { id } => format!("body {id} is not where the index says"),
    }
}
