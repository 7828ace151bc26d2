use super::*;
use crate::Error;

#[tokio::test]
async fn accounts_are_numbered_serially_and_numbers_do_not_come_back() {
    let directory = with_domains().await;
    assert_eq!(add(&directory, "alice@example.test").await, AccountId(1));
    assert_eq!(add(&directory, "bob@example.test").await, AccountId(2));
    let removed = directory.remove_account(&address("BOB@example.test")).await.unwrap();
    assert_eq!(removed.id, AccountId(2));
    assert_eq!(add(&directory, "bob@example.test").await, AccountId(3));
}

#[tokio::test]
async fn a_name_belongs_to_one() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    alias(&directory, "sales@example.test", &["alice@example.test"]).await;
    let add = |name: &'static str| {
        let directory = directory.clone();
        async move { directory.add_account(&address(name), credentials("x"), false).await.unwrap_err() }
    };
    assert!(matches!(add("ALICE@Example.test").await, Error::AccountExists(_)));
    assert!(matches!(add("Sales@example.test").await, Error::AliasExists(_)));
    let alias = directory.add_alias(&address("alice@example.test"), &[address("alice@example.test")]).await;
    assert!(matches!(alias, Err(Error::AccountExists(_))));
}

#[tokio::test]
async fn an_account_is_listed_as_it_was_written() {
    let directory = with_domains().await;
    let alice = add_account(&directory, "Alice@example.test", true).await;
    let listed = directory.accounts().await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&alice));
    assert_eq!(
        serde_json::to_value(&listed).unwrap(),
        serde_json::json!([{"id": 1, "address": "Alice@example.test", "admin": true}])
    );
    let read: Vec<Account> = serde_json::from_value(serde_json::to_value(&listed).unwrap()).unwrap();
    assert_eq!(read, listed);
    assert_eq!(directory.account(alice.id).await.unwrap(), Some(alice));
}

#[tokio::test]
async fn a_local_part_that_peers_need_not_take_is_refused() {
    let directory = with_domains().await;
    let add = |length| {
        let name = address(&format!("{}@example.test", "x".repeat(length)));
        let directory = directory.clone();
        async move { directory.add_account(&name, credentials("x"), false).await }
    };
    assert!(add(64).await.is_ok());
    assert!(matches!(add(65).await, Err(Error::LocalPartTooLong(_))));
}

#[tokio::test]
async fn nothing_is_left_of_a_removed_account_but_the_count() {
    let directory = with_domains().await;
    let before = directory.engine.range(posthouse_engine::Range::prefix("D")).await.unwrap().len();
    add(&directory, "alice@example.test").await;
    directory.set_admin(&address("alice@example.test"), true).await.unwrap();
    alias(&directory, "sales@example.test", &["alice@example.test"]).await;
    let alice = directory.remove_account(&address("alice@example.test")).await.unwrap();
    assert_eq!(directory.removed_accounts().await.unwrap(), [alice.id]);
    directory.mail_removed(alice.id).await.unwrap();
    assert_eq!(directory.removed_accounts().await.unwrap(), []);
    let after = directory.engine.range(posthouse_engine::Range::prefix("D")).await.unwrap().len();
    assert_eq!(before, after);
    let again = directory.remove_account(&address("alice@example.test")).await;
    assert!(matches!(again, Err(Error::UnknownAccount(_))));
}

#[tokio::test]
async fn many_may_change_it_at_once() {
    let directory = with_domains().await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let directory = directory.clone();
        tasks.spawn(async move { add(&directory, &format!("user{number}@example.test")).await });
    }
    let mut ids = tasks.join_all().await;
    ids.sort_unstable();
    assert_eq!(ids, (1..=20).map(AccountId).collect::<Vec<_>>());
}

#[tokio::test]
async fn capabilities_are_switched_off_and_on_again() {
    let directory = with_domains().await;
    let alice = add_account(&directory, "alice@example.test", true).await;
    let off = directory.switch_capabilities(&alice.address, &["MOVE", "IDLE", "MOVE"], &[]).await.unwrap();
    assert_eq!(off.capabilities_off, ["IDLE", "MOVE"]);
    assert_eq!(directory.login("alice@example.test").await.unwrap().unwrap().account, off);
    directory.set_admin(&alice.address, false).await.unwrap();
    let now = directory.switch_capabilities(&alice.address, &["SORT"], &["MOVE", "ID"]).await.unwrap();
    assert_eq!((now.admin, now.capabilities_off), (false, vec!["IDLE".to_owned(), "SORT".to_owned()]));
    let unknown = directory.switch_capabilities(&address("bob@example.test"), &[], &[]).await;
    assert!(matches!(unknown, Err(Error::UnknownAccount(_))));
}
