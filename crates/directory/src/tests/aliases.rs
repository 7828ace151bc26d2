use super::*;
use crate::Error;

async fn add_alias(directory: &Directory, name: &str, targets: &[&str]) -> Error {
    let targets: Vec<_> = targets.iter().map(|target| address(target)).collect();
    directory.add_alias(&address(name), &targets).await.unwrap_err()
}

async fn listed(directory: &Directory) -> Vec<String> {
    let shown = |entry: crate::AliasEntry| format!("{} → {:?}", entry.alias, entry.targets);
    directory.aliases().await.unwrap().into_iter().map(shown).collect()
}

#[tokio::test]
async fn targets_must_be_local_and_there() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    assert!(matches!(add_alias(&directory, "a@example.test", &["x@elsewhere.test"]).await, Error::ForeignTarget(_)));
    assert!(matches!(add_alias(&directory, "a@example.test", &["x@example.test"]).await, Error::UnknownTarget(_)));
    assert!(matches!(
        add_alias(&directory, "a@elsewhere.test", &["alice@example.test"]).await,
        Error::UnknownDomain(_)
    ));
    assert!(matches!(add_alias(&directory, "a@example.test", &[]).await, Error::NoTargets(_)));
    assert_eq!(listed(&directory).await, [""; 0]);
}

#[tokio::test]
async fn adding_again_adds_targets() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    add(&directory, "bob@example.test").await;
    alias(&directory, "Sales@example.test", &["alice@example.test"]).await;
    alias(&directory, "sales@example.test", &["bob+s@example.test", "ALICE@example.test"]).await;
    assert_eq!(listed(&directory).await, ["sales@example.test → [<alice@example.test>, <bob+s@example.test>]"]);
}

#[tokio::test]
async fn an_alias_cannot_lead_back_to_itself() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    alias(&directory, "a@example.test", &["alice@example.test"]).await;
    alias(&directory, "b@example.test", &["a+x@example.test"]).await;
    alias(&directory, "c@example.test", &["b@example.test"]).await;
    for (name, target) in [("a", "a"), ("a", "a+x"), ("a", "c"), ("a", "c+y"), ("new", "new"), ("new", "new+x")] {
        let (name, target) = (format!("{name}@example.test"), format!("{target}@example.test"));
        let error = add_alias(&directory, &name, &[&target]).await;
        assert!(matches!(error, Error::AliasLoop { .. }), "{name} → {target}: {error}");
    }
}

#[tokio::test]
async fn an_alias_has_a_bounded_number_of_targets() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    let targets: Vec<_> = (0..=200).map(|n| address(&format!("alice+{n}@example.test"))).collect();
    let error = directory.add_alias(&address("a@example.test"), &targets).await.unwrap_err();
    assert_eq!(error.to_string(), "the alias a@example.test would have more than 200 targets");
    directory.add_alias(&address("a@example.test"), &targets[1..]).await.unwrap();
}

#[tokio::test]
async fn an_alias_in_use_is_not_removed() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    alias(&directory, "a@example.test", &["alice@example.test"]).await;
    alias(&directory, "b@example.test", &["a+x@example.test"]).await;
    let error = directory.remove_alias(&address("a@example.test")).await.unwrap_err();
    assert_eq!(error.to_string(), "the alias b@example.test leads to a@example.test; remove that one first");
    directory.remove_alias(&address("b@example.test")).await.unwrap();
    directory.remove_alias(&address("A@example.test")).await.unwrap();
    let gone = directory.remove_alias(&address("a@example.test")).await;
    assert!(matches!(gone, Err(Error::UnknownAlias(_))));
}

#[tokio::test]
async fn removing_an_account_removes_it_from_aliases_and_those_that_then_lead_nowhere() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    add(&directory, "bob@example.test").await;
    alias(&directory, "both@example.test", &["alice@example.test", "bob@example.test"]).await;
    alias(&directory, "only@example.test", &["alice+x@example.test"]).await;
    alias(&directory, "chain@example.test", &["only@example.test"]).await;
    alias(&directory, "mixed@example.test", &["chain@example.test", "bob@example.test"]).await;
    directory.remove_account(&address("alice@example.test")).await.unwrap();
    let left = ["both@example.test → [<bob@example.test>]", "mixed@example.test → [<bob@example.test>]"];
    assert_eq!(listed(&directory).await, left);
}

#[tokio::test]
async fn removing_an_account_leaves_targets_that_only_look_like_its_subaddress() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    add(&directory, "alice+x@example.test").await;
    alias(&directory, "a@example.test", &["alice+x@example.test"]).await;
    directory.remove_account(&address("alice@example.test")).await.unwrap();
    assert_eq!(listed(&directory).await, ["a@example.test → [<alice+x@example.test>]"]);
}
