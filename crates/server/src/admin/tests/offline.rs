//! Commands while no server runs, and while one does.

use std::time::Duration;

use tokio::sync::watch;

use super::super::AdminListener;
use super::super::client::ask;
use super::*;
use crate::data::{Absent, Data};

async fn told(folder: &std::path::Path, request: Request) -> String {
    match ask(folder, request, Duration::ZERO).await {
        Ok(response) => shown(&response, false),
        Err(text) => text,
    }
}

#[tokio::test]
async fn without_a_server_the_folder_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(told(&data, add_account("alice@x.test")).await.starts_with("there is no data in "));
    assert_eq!(told(&data, add_domain("x.test")).await, "added the domain x.test\n");
    assert_eq!(told(&data, add_account("alice@x.test")).await, "added the account alice@x.test\n");
    assert_eq!(told(&data, Request::Account(AccountRequest::List)).await, "alice@x.test\n");
    assert_eq!(told(&data, remove_account("alice@x.test")).await, "removed the account alice@x.test and its mail\n");
}

#[tokio::test]
async fn with_a_server_it_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::open(folder.path(), Absent::Create).await.unwrap();
    let admin = Admin::new(data.directory.clone(), data.store.clone(), Arc::new(data.store.clone()));
    let (_stop, stopped) = watch::channel(false);
    tokio::spawn(AdminListener::bind(folder.path()).unwrap().serve(admin, stopped));
    assert_eq!(told(folder.path(), add_domain("x.test")).await, "added the domain x.test\n");
    assert_eq!(data.directory.domains().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_process_that_has_the_folder_and_does_not_answer_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let _data = Data::open(folder.path(), Absent::Create).await.unwrap();
    assert!(told(folder.path(), add_domain("x.test")).await.contains("is in use by another process"));
}
