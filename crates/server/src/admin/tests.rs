//! Commands from the words typed to what is stored.

mod commands;
mod offline;
mod performing;
mod sockets;

use std::sync::{Arc, Mutex};

use posthouse_blob::BlobStore;
use posthouse_directory::{AccountId, Address, Directory, Domain};
use posthouse_engine::Engine;
use posthouse_engine::memory::Memory;
use posthouse_mailbox::{Clock, Store};
use tempfile::TempDir;

use super::Admin;
use super::mail::{Ending, RemoveMail, Removing};
use super::request::{AccountRequest, AliasRequest, DomainRequest, Password, Request, Response};

/// Remembers whose mail it was to remove, and fails for those it is told to.
struct Mail {
    _bodies: TempDir,
    removed: Mutex<Vec<AccountId>>,
    ended: Mutex<Vec<AccountId>>,
    broken: Mutex<Vec<AccountId>>,
}

impl RemoveMail for Mail {
    fn remove_mail(&self, account: AccountId) -> Removing<'_> {
        Box::pin(async move {
            if self.broken.lock().unwrap().contains(&account) {
                return Err("the disk is full".to_owned());
            }
            self.removed.lock().unwrap().push(account);
            Ok(())
        })
    }

    fn end_sessions(&self, account: AccountId) -> Ending<'_> {
        Box::pin(async move { self.ended.lock().unwrap().push(account) })
    }
}

async fn admin() -> (Admin, Arc<Mail>) {
    let (engine, bodies): (Arc<dyn Engine>, _) = (Arc::new(Memory::new()), tempfile::tempdir().unwrap());
    let blobs = BlobStore::open(bodies.path(), Arc::clone(&engine), Default::default()).await.unwrap();
    let directory = Directory::open(Arc::clone(&engine)).await.unwrap();
    let mail = Arc::new(Mail {
        _bodies: bodies,
        removed: Mutex::default(),
        ended: Mutex::default(),
        broken: Mutex::default(),
    });
    (Admin::new(directory, Store::new(engine, blobs, Clock::system()), Arc::<Mail>::clone(&mail)), mail)
}

fn add_domain(text: &str) -> Request {
    Request::Domain(DomainRequest::Add { domain: Domain::parse(text).unwrap() })
}

fn add_account(text: &str) -> Request {
    let password = Password(posthouse_auth::Secret::new("pencil"));
    Request::Account(AccountRequest::Add { address: Address::parse(text).unwrap(), password, admin: false })
}

fn remove_account(text: &str) -> Request {
    Request::Account(AccountRequest::Remove { address: Address::parse(text).unwrap() })
}

fn add_alias(text: &str, target: &str) -> Request {
    let targets = vec![Address::parse(target).unwrap()];
    Request::Alias(AliasRequest::Add { alias: Address::parse(text).unwrap(), targets })
}

/// An answer as it is shown, with `posthouse: ` before what went wrong.
fn shown(response: &Response, json: bool) -> String {
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    super::show::show(response, json, &mut out, &mut errors);
    String::from_utf8([out, errors].concat()).unwrap()
}
