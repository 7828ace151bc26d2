//! After a power cut at any moment, every change is there whole or not at all.

use posthouse_engine::failing::{Failing, Plan};

use super::*;

async fn changes(directory: &Directory) -> Result<(), crate::Error> {
    directory.add_domain(&domain("example.test")).await?;
    directory.add_account(&address("alice@example.test"), credentials("1"), false).await?;
    directory.add_account(&address("bob@example.test"), credentials("2"), true).await?;
    directory.add_alias(&address("sales@example.test"), &[address("alice@example.test")]).await?;
    directory.set_credentials(&address("alice@example.test"), credentials("3")).await?;
    directory.remove_account(&address("alice@example.test")).await?;
    Ok(())
}

/// What can be seen of a directory, and that it is sound.
async fn seen(directory: &Directory) -> Vec<String> {
    let mut seen = Vec::new();
    for account in directory.accounts().await.unwrap() {
        let record = directory.login(&account.address.to_string()).await.unwrap().unwrap();
        assert_eq!(record.account, account);
        seen.push(format!("{account:?} {}", record.credentials.password_hash));
    }
    for entry in directory.aliases().await.unwrap() {
        assert_ne!(directory.resolve(&entry.alias).await.unwrap(), Resolution::UnknownUser);
        seen.push(format!("{entry:?}"));
    }
    for entry in directory.domains().await.unwrap() {
        let accounts = directory.accounts().await.unwrap();
        assert_eq!(entry.accounts, accounts.iter().filter(|account| *account.address.domain() == entry.domain).count());
        seen.push(format!("{entry:?}"));
    }
    seen
}

#[tokio::test]
async fn a_power_cut_leaves_a_prefix_of_the_changes() {
    let mut states = Vec::new();
    for plan in Plan::power_cuts() {
        let engine = Arc::new(Failing::new(plan));
        let done = changes(&Directory::open(engine.clone()).await.unwrap()).await.is_ok();
        let survived = Directory::open(Arc::new(engine.surviving())).await.unwrap();
        let state = seen(&survived).await;
        if !states.contains(&state) {
            states.push(state);
        }
        if done {
            break;
        }
    }
    assert_eq!(states.len(), 7, "the empty directory and one state after each change");
}

#[tokio::test]
async fn a_failed_storage_is_said_so() {
    for plan in Plan::failed_commits() {
        let engine = Arc::new(Failing::new(plan));
        let directory = Directory::open(engine.clone()).await.unwrap();
        match changes(&directory).await {
            Ok(()) => break,
            Err(error) => assert!(matches!(error, crate::Error::Storage(_)), "{error}"),
        }
    }
}
