//! `posthouse demo`: a complete mail server on loopback with two accounts and a few messages.

mod table;

use std::net::SocketAddr;
use std::path::PathBuf;

use posthouse_auth::{PasswordError, Secret, credentials};
use posthouse_directory::{AccountId, Address, AddressError, Directory, Domain, DomainError};
use posthouse_mailbox::{Error, InternalDate, MailboxName, NamedFlags, NewMessage, Store};

use crate::config::{Config, Limits, Listen};

pub(crate) use table::print;

/// The domain of the demo.
pub(crate) const DOMAIN: &str = "example.test";

/// The accounts of the demo and their passwords, which are no secrets: the demo listens on loopback alone.
pub(crate) const ACCOUNTS: [(&str, &str); 2] =
    [("alice@example.test", "alice-demo-password"), ("bob@example.test", "bob-demo-password")];

const WELCOME: [&[u8]; 6] = [
    include_bytes!("messages/1-welcome.eml"),
    include_bytes!("messages/2-html.eml"),
    include_bytes!("messages/3-chinese.eml"),
    include_bytes!("messages/4-thread.eml"),
    include_bytes!("messages/5-thread.eml"),
    include_bytes!("messages/6-thread.eml"),
];

/// Why the demo's accounts could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetUpError {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error(transparent)]
    Domain(#[from] DomainError),
    #[error(transparent)]
    Directory(#[from] posthouse_directory::Error),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Stopped(#[from] tokio::task::JoinError),
}

/// The configuration of the demo: every service on loopback, on its standard port plus `port_base`.
pub(crate) fn config(data: PathBuf, port_base: u16) -> Option<Config> {
    let at = |port: u16| Some(vec![SocketAddr::from(([127, 0, 0, 1], port_base.checked_add(port)?))]);
    let listen = Listen {
        smtp: at(25)?,
        lmtp: at(24)?,
        submission: at(587)?,
        submissions: at(465)?,
        imap: at(143)?,
        imaps: at(993)?,
        pop3: at(110)?,
        pop3s: at(995)?,
        http: at(80)?,
    };
    let limits = Limits { connections: 10_000, sessions_per_account_and_address: 0, ..Limits::default() };
    Some(Config { data, listen, limits, plaintext_logins: true, ..Config::default() })
}

/// Puts the welcome messages into a mailbox that has never had one.
pub(crate) async fn welcome(store: &Store, account: AccountId) -> Result<(), Error> {
    let account = store.account(posthouse_mailbox::AccountId(account.0)).await?;
    let inbox = account.mailbox(&MailboxName::inbox())?;
    if inbox.uid_next != posthouse_mailbox::Uid::MIN {
        return Ok(());
    }
    let mut messages = Vec::new();
    for bytes in WELCOME {
        let mut incoming = store.incoming();
        incoming.write(bytes).await?;
        let arrived = incoming.finish().await?;
        let internal_date = internal_date(&arrived);
        messages.push(NewMessage { arrived, flags: NamedFlags::default(), internal_date });
    }
    account.append(inbox.id, messages).await?;
    Ok(())
}

/// The date that the message itself gives.
fn internal_date(arrived: &posthouse_mailbox::Arrived) -> Option<InternalDate> {
    let date = posthouse_message::parse_date(arrived.index().envelope.date.as_deref()?)?;
    Some(InternalDate { seconds: date.seconds, offset_minutes: date.offset })
}

/// Makes the domain and the accounts that are not there yet.
pub(crate) async fn set_up(directory: &Directory) -> Result<Vec<AccountId>, SetUpError> {
    let domain = Domain::parse(DOMAIN)?;
    if !directory.domain_is_local(&domain).await? {
        directory.add_domain(&domain).await?;
    }
    let mut accounts = Vec::new();
    for (name, password) in ACCOUNTS {
        let address = Address::parse(name)?;
        let account = match directory.account_by_address(&address).await? {
            Some(account) => account.id,
            None => add_account(directory, &address, password).await?,
        };
        accounts.push(account);
    }
    Ok(accounts)
}

async fn add_account(directory: &Directory, address: &Address, password: &str) -> Result<AccountId, SetUpError> {
    let password = Secret::new(password.to_owned());
    let credentials = tokio::task::spawn_blocking(move || credentials::make(&password)).await??;
    Ok(directory.add_account(address, credentials, false).await?.id)
}
