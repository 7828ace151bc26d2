use super::*;
use crate::Error;

#[tokio::test]
async fn the_full_address_logs_in_without_regard_to_case() {
    let directory = with_domains().await;
    let id = add(&directory, "alice@example.test").await;
    for name in ["alice@example.test", "Alice@EXAMPLE.test"] {
        assert_eq!(directory.login(name).await.unwrap().unwrap().account.id, id);
        assert_eq!(directory.account_by_name(name).await.unwrap().unwrap().id, id);
    }
}

#[tokio::test]
async fn aliases_subaddresses_and_bare_names_do_not_log_in() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    alias(&directory, "sales@example.test", &["alice@example.test"]).await;
    for name in ["sales@example.test", "alice+x@example.test", "postmaster@example.test", "alice", "", "\0"] {
        assert!(directory.login(name).await.unwrap().is_none(), "{name}");
        assert!(directory.account_by_name(name).await.unwrap().is_none(), "{name}");
    }
}

#[tokio::test]
async fn new_credentials_have_a_new_version() {
    let directory = with_domains().await;
    let name = "alice@example.test";
    add(&directory, name).await;
    let old = directory.login(name).await.unwrap().unwrap();
    directory.set_credentials(&address(name), credentials("new")).await.unwrap();
    let new = directory.login(name).await.unwrap().unwrap();
    assert_eq!(new.credentials, credentials("new"));
    assert!(new.version > old.version);
    let nobody = directory.set_credentials(&address("bob@example.test"), credentials("x")).await;
    assert!(matches!(nobody, Err(Error::UnknownAccount(_))));
}

#[tokio::test]
async fn credentials_are_not_shown() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    let record = directory.login("alice@example.test").await.unwrap().unwrap();
    let shown = format!("{record:?}");
    assert!(shown.contains("Credentials(…)") && !shown.contains("password_hash"), "{shown}");
}

#[tokio::test]
async fn the_servers_secret_stays_the_first_one() {
    let directory = empty().await;
    assert_eq!(directory.server_secret([1; 32]).await.unwrap(), [1; 32]);
    assert_eq!(directory.server_secret([2; 32]).await.unwrap(), [1; 32]);
}
