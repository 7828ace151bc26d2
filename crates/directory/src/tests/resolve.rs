use super::*;

#[tokio::test]
async fn an_account_an_unknown_user_and_a_foreign_domain() {
    let directory = with_domains().await;
    let alice = add(&directory, "alice@example.test").await;
    assert_eq!(resolve(&directory, "ALICE@Example.Test").await, to(&[alice]));
    assert_eq!(resolve(&directory, "bob@example.test").await, Resolution::UnknownUser);
    assert_eq!(resolve(&directory, "alice@other.test").await, Resolution::UnknownUser);
    assert_eq!(resolve(&directory, "alice@elsewhere.test").await, Resolution::NotLocal);
    assert_eq!(resolve(&directory, "postmaster@elsewhere.test").await, Resolution::NotLocal);
    assert_eq!(resolve(&directory, "alice@[192.0.2.1]").await, Resolution::NotLocal);
}

#[tokio::test]
async fn a_subaddress_goes_to_its_user_with_its_tag() {
    let directory = with_domains().await;
    let alice = add(&directory, "alice@example.test").await;
    assert_eq!(resolve(&directory, "alice+News@example.test").await, tagged(alice, "News"));
    assert_eq!(resolve(&directory, "alice+@example.test").await, tagged(alice, ""));
    assert_eq!(resolve(&directory, "bob+x@example.test").await, Resolution::UnknownUser);
}

#[tokio::test]
async fn a_name_with_a_plus_comes_before_a_subaddress() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    let plus = add(&directory, "alice+x@example.test").await;
    assert_eq!(resolve(&directory, "alice+x@example.test").await, to(&[plus]));
}

#[tokio::test]
async fn an_alias_goes_to_all_its_targets_once() {
    let directory = with_domains().await;
    let alice = add(&directory, "alice@example.test").await;
    let bob = add(&directory, "bob@other.test").await;
    alias(&directory, "sales@example.test", &["alice@example.test", "bob@other.test"]).await;
    alias(&directory, "all@other.test", &["sales@example.test", "alice@example.test"]).await;
    assert_eq!(resolve(&directory, "Sales@example.test").await, to(&[alice, bob]));
    assert_eq!(resolve(&directory, "all@other.test").await, to(&[alice, bob]));
}

#[tokio::test]
async fn the_tag_nearest_to_the_account_counts() {
    let directory = with_domains().await;
    let alice = add(&directory, "alice@example.test").await;
    alias(&directory, "sales@example.test", &["alice@example.test"]).await;
    alias(&directory, "news@example.test", &["alice+news@example.test"]).await;
    assert_eq!(resolve(&directory, "sales+x@example.test").await, tagged(alice, "x"));
    assert_eq!(resolve(&directory, "news@example.test").await, tagged(alice, "news"));
    assert_eq!(resolve(&directory, "news+x@example.test").await, tagged(alice, "news"));
}

#[tokio::test]
async fn postmaster_goes_to_the_oldest_administrator_of_the_domain_then_to_its_oldest_account() {
    let directory = with_domains().await;
    assert_eq!(resolve(&directory, "postmaster@example.test").await, Resolution::UnknownUser);
    assert_eq!(directory.resolve_postmaster().await.unwrap(), Resolution::UnknownUser);
    let alice = add(&directory, "alice@example.test").await;
    let bob = add(&directory, "bob@example.test").await;
    assert_eq!(resolve(&directory, "Postmaster@example.test").await, to(&[alice]));
    directory.set_admin(&address("bob@example.test"), true).await.unwrap();
    assert_eq!(resolve(&directory, "postmaster@example.test").await, to(&[bob]));
    directory.set_admin(&address("bob@example.test"), false).await.unwrap();
    assert_eq!(resolve(&directory, "postmaster@example.test").await, to(&[alice]));
}

#[tokio::test]
async fn postmaster_of_a_domain_without_accounts_is_the_servers() {
    let directory = with_domains().await;
    let alice = add(&directory, "alice@example.test").await;
    assert_eq!(resolve(&directory, "postmaster@other.test").await, to(&[alice]));
    let carol = add_account(&directory, "carol@example.test", true).await.id;
    assert_eq!(resolve(&directory, "postmaster@other.test").await, to(&[carol]));
    assert_eq!(directory.resolve_postmaster().await.unwrap(), to(&[carol]));
}

#[tokio::test]
async fn a_postmaster_of_that_name_comes_first() {
    let directory = with_domains().await;
    add_account(&directory, "alice@example.test", true).await;
    let bob = add(&directory, "bob@example.test").await;
    alias(&directory, "PostMaster@example.test", &["bob@example.test"]).await;
    assert_eq!(resolve(&directory, "postmaster@example.test").await, to(&[bob]));
}

#[tokio::test]
async fn an_account_owns_its_address_its_subaddresses_and_its_aliases() {
    let directory = with_domains().await;
    let alice = add(&directory, "alice@example.test").await;
    let bob = add(&directory, "bob@example.test").await;
    alias(&directory, "sales@example.test", &["bob@example.test"]).await;
    let owns = async |account, name: &str| directory.owns(account, &address(name)).await.unwrap();
    assert!(owns(bob, "BOB@example.test").await);
    assert!(owns(bob, "bob+x@example.test").await);
    assert!(owns(bob, "sales@example.test").await);
    for name in ["bob@example.test", "bob+x@example.test", "sales@example.test", "a@elsewhere.test"] {
        assert!(!owns(alice, name).await, "{name}");
    }
}
