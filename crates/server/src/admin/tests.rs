//! Commands from the words typed to what is stored.

mod commands;
mod offline;
mod performing;
mod sockets;

use std::sync::{Arc, Mutex};

use posthouse_directory::{AccountId, Address, Directory, Domain};
use posthouse_engine::memory::Memory;

use super::Admin;
use super::mail::{RemoveMail, Removing};
use super::request::{AccountRequest, AliasRequest, DomainRequest, Password, Request, Response};

/// Remembers whose mail it was to remove, and fails for those it is told to.
#[derive(Default)]
struct Mail {
    removed: Mutex<Vec<AccountId>>,
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
}

async fn admin() -> (Admin, Arc<Mail>) {
    let mail = Arc::new(Mail::default());
    let directory = Directory::open(Arc::new(Memory::new())).await.unwrap();
    (Admin::new(directory, Arc::<Mail>::clone(&mail)), mail)
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
