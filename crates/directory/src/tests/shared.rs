//! Shared accounts.

use super::*;
use crate::{Error, GroupName, Identity};

const TEAM: &str = "team@example.test";

/// A directory with a shared account and nobody else.
async fn with_team() -> (Directory, AccountId) {
    let directory = with_domains().await;
    let team = directory.add_shared_account(&address(TEAM)).await.unwrap();
    assert!(team.shared && !team.admin);
    (directory, team.id)
}

#[tokio::test]
async fn nobody_logs_in_to_it() {
    let (directory, _) = with_team().await;
    assert!(directory.login(TEAM).await.unwrap().is_none());
    let refused = directory.set_credentials(&address(TEAM), credentials("x")).await;
    assert!(matches!(refused, Err(Error::SharedAccount(_))));
    assert!(directory.login(TEAM).await.unwrap().is_none());
}

#[tokio::test]
async fn not_even_with_credentials_that_something_else_has_set() {
    use crate::record::{AccountRecord, CredentialsRecord};
    let (directory, team) = with_team().await;
    let mut change = crate::change::Change::begin(&*directory.engine).await.unwrap();
    change.put(crate::keys::credentials(team), &CredentialsRecord::of(credentials("x"), 1));
    change.commit(&*directory.engine).await.unwrap();
    assert!(directory.login(TEAM).await.unwrap().is_none());
    let account = directory.account(team).await.unwrap().unwrap();
    let mut change = crate::change::Change::begin(&*directory.engine).await.unwrap();
    change.put(crate::keys::account(team), &AccountRecord::of(&Account { shared: false, ..account }));
    change.commit(&*directory.engine).await.unwrap();
    assert!(directory.login(TEAM).await.unwrap().is_some());
}

#[tokio::test]
async fn what_is_for_those_that_log_in_is_not_for_it() {
    let (directory, team) = with_team().await;
    let is_refused = |error: Error| matches!(error, Error::SharedAccount(address) if address == super::address(TEAM));
    for admin in [true, false] {
        assert!(is_refused(directory.set_admin(&address(TEAM), admin).await.unwrap_err()));
    }
    assert!(is_refused(directory.switch_capabilities(&address(TEAM), &["MOVE"], &[]).await.unwrap_err()));
    let staff = GroupName::parse("staff").unwrap();
    directory.add_group(&staff).await.unwrap();
    assert!(is_refused(directory.add_members(&staff, &[address(TEAM)]).await.unwrap_err()));
    assert_eq!(directory.groups_of(team).await.unwrap(), []);
    assert_eq!(directory.identity(TEAM).await.unwrap(), None);
    assert_eq!(directory.identity_name(Identity::Account(team)).await.unwrap(), None);
}

#[tokio::test]
async fn an_account_can_be_made_one() {
    let directory = with_domains().await;
    let before = directory.add_shared_account(&address(TEAM)).await.unwrap();
    let alice = add_account(&directory, "Alice@example.test", true).await;
    directory.switch_capabilities(&alice.address, &["MOVE"], &[]).await.unwrap();
    let staff = GroupName::parse("staff").unwrap();
    directory.add_group(&staff).await.unwrap();
    directory.add_members(&staff, std::slice::from_ref(&alice.address)).await.unwrap();
    assert_eq!(directory.share_account(&address("alice@example.test")).await.unwrap(), alice.id);
    let now = directory.account(alice.id).await.unwrap().unwrap();
    assert_eq!(now, Account { id: alice.id, address: alice.address, ..before });
    assert!(directory.login("alice@example.test").await.unwrap().is_none());
    assert_eq!(directory.groups_of(alice.id).await.unwrap(), []);
    assert_eq!(directory.resolve_postmaster().await.unwrap(), Resolution::UnknownUser);
    assert_eq!(resolve(&directory, "alice@example.test").await, to(&[alice.id]));
    let again = directory.share_account(&address("alice@example.test")).await;
    assert!(matches!(again, Err(Error::SharedAccount(_))));
    let nobody = directory.share_account(&address("nobody@example.test")).await;
    assert!(matches!(nobody, Err(Error::UnknownAccount(_))));
    for name in [TEAM, "alice@example.test"] {
        let gone = directory.remove_account(&address(name)).await.unwrap();
        directory.mail_removed(gone.id).await.unwrap();
    }
    let ranks = directory.engine.range(posthouse_engine::Range::prefix("Dr")).await.unwrap();
    assert_eq!(ranks.len(), 0);
}

#[tokio::test]
async fn it_gets_mail_as_any_account() {
    let (directory, team) = with_team().await;
    alias(&directory, "info@example.test", &[TEAM]).await;
    assert_eq!(resolve(&directory, "Team@example.test").await, to(&[team]));
    assert_eq!(resolve(&directory, "team+news@example.test").await, tagged(team, "news"));
    assert_eq!(resolve(&directory, "info@example.test").await, to(&[team]));
}

#[tokio::test]
async fn it_does_not_stand_in_for_the_postmaster() {
    let (directory, team) = with_team().await;
    assert_eq!(resolve(&directory, "postmaster@example.test").await, Resolution::UnknownUser);
    assert_eq!(directory.resolve_postmaster().await.unwrap(), Resolution::UnknownUser);
    let alice = add(&directory, "alice@other.test").await;
    assert_eq!(resolve(&directory, "postmaster@example.test").await, to(&[alice]));
    assert_eq!(directory.resolve_postmaster().await.unwrap(), to(&[alice]));
    alias(&directory, "postmaster@example.test", &[TEAM]).await;
    assert_eq!(resolve(&directory, "postmaster@example.test").await, to(&[team]));
}

#[tokio::test]
async fn it_counts_as_an_account_and_goes_as_one() {
    let (directory, team) = with_team().await;
    let taken = directory.add_account(&address(TEAM), credentials("x"), false).await;
    assert!(matches!(taken, Err(Error::AccountExists(_))));
    let used = directory.remove_domain(&domain("example.test")).await;
    assert!(matches!(used, Err(Error::DomainInUse { accounts: 1, .. })));
    let listed = serde_json::to_value(directory.accounts().await.unwrap()).unwrap();
    assert_eq!(listed, serde_json::json!([{"id": 1, "address": TEAM, "admin": false, "shared": true}]));
    directory.remove_account(&address(TEAM)).await.unwrap();
    assert_eq!(directory.removed_accounts().await.unwrap(), [team]);
    directory.mail_removed(team).await.unwrap();
    directory.remove_domain(&domain("example.test")).await.unwrap();
    directory.remove_domain(&domain("other.test")).await.unwrap();
    assert_eq!(directory.engine.range(posthouse_engine::Range::prefix("D")).await.unwrap().len(), 1);
    assert!(matches!(directory.add_shared_account(&address(TEAM)).await, Err(Error::UnknownDomain(_))));
}
