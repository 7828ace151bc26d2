//! The directory on the engine in memory.

mod accounts;
mod aliases;
mod crash;
mod domains;
mod groups;
mod login;
mod model;
mod resolve;
mod shared;

use std::sync::Arc;

use posthouse_engine::memory::Memory;

use crate::{Account, AccountId, Address, Credentials, Directory, Domain, Resolution, ScramKeys, Target};

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn domain(text: &str) -> Domain {
    Domain::parse(text).unwrap()
}

/// Credentials that can be told apart by `mark`.
fn credentials(mark: &str) -> Credentials {
    let keys = || ScramKeys { salt: vec![1], iterations: 2, stored_key: vec![3], server_key: vec![4] };
    Credentials { password_hash: mark.to_owned(), scram_sha1: keys(), scram_sha256: keys() }
}

async fn empty() -> Directory {
    Directory::open(Arc::new(Memory::new())).await.unwrap()
}

/// A directory with the domains example.test and other.test.
async fn with_domains() -> Directory {
    let directory = empty().await;
    for name in ["example.test", "other.test"] {
        directory.add_domain(&domain(name)).await.unwrap();
    }
    directory
}

async fn add(directory: &Directory, name: &str) -> AccountId {
    add_account(directory, name, false).await.id
}

async fn add_account(directory: &Directory, name: &str, admin: bool) -> Account {
    directory.add_account(&address(name), credentials(name), admin).await.unwrap()
}

async fn alias(directory: &Directory, name: &str, targets: &[&str]) {
    let targets: Vec<_> = targets.iter().map(|target| address(target)).collect();
    directory.add_alias(&address(name), &targets).await.unwrap();
}

async fn resolve(directory: &Directory, name: &str) -> Resolution {
    directory.resolve(&address(name)).await.unwrap()
}

/// Goes to this account, with this tag.
fn tagged(account: AccountId, tag: &str) -> Resolution {
    Resolution::Accounts(vec![Target { account, tag: Some(tag.to_owned()) }])
}

/// Goes to these accounts, without a tag.
fn to(accounts: &[AccountId]) -> Resolution {
    Resolution::Accounts(accounts.iter().map(|&account| Target { account, tag: None }).collect())
}
