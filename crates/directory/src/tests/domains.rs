use super::*;
use crate::Error;

#[tokio::test]
async fn a_domain_is_local_once_it_is_added() {
    let directory = empty().await;
    assert!(!directory.domain_is_local(&domain("example.test")).await.unwrap());
    directory.add_domain(&domain("Example.TEST")).await.unwrap();
    assert!(directory.domain_is_local(&domain("example.test")).await.unwrap());
    let again = directory.add_domain(&domain("example.test")).await.unwrap_err();
    assert_eq!(again.to_string(), "example.test is a domain of this server already");
}

#[tokio::test]
async fn an_internationalised_domain_is_one_domain() {
    let directory = empty().await;
    directory.add_domain(&domain("bücher.test")).await.unwrap();
    assert!(directory.domain_is_local(&domain("xn--bcher-kva.test")).await.unwrap());
    let listed = directory.domains().await.unwrap();
    assert_eq!((listed[0].domain.as_str(), listed[0].unicode.as_str()), ("xn--bcher-kva.test", "bücher.test"));
}

#[tokio::test]
async fn a_domain_in_use_is_not_removed() {
    let directory = with_domains().await;
    add(&directory, "alice@example.test").await;
    alias(&directory, "sales@other.test", &["alice@example.test"]).await;
    for (name, accounts, aliases) in [("example.test", 1, 0), ("other.test", 0, 1)] {
        let error = directory.remove_domain(&domain(name)).await.unwrap_err();
        assert!(
            matches!(error, Error::DomainInUse { accounts: a, aliases: l, .. } if (a, l) == (accounts, aliases)),
            "{error}"
        );
    }
    directory.remove_account(&address("alice@example.test")).await.unwrap();
    directory.remove_domain(&domain("example.test")).await.unwrap();
    directory.remove_domain(&domain("other.test")).await.unwrap();
    assert_eq!(directory.domains().await.unwrap(), []);
}

#[tokio::test]
async fn one_domain_is_not_the_prefix_of_another() {
    let directory = empty().await;
    for name in ["example.test", "example.tests", "a.example.test"] {
        directory.add_domain(&domain(name)).await.unwrap();
    }
    add(&directory, "alice@example.tests").await;
    directory.remove_domain(&domain("example.test")).await.unwrap();
    let left: Vec<_> =
        directory.domains().await.unwrap().into_iter().map(|entry| (entry.unicode, entry.accounts)).collect();
    assert_eq!(left, [("a.example.test".to_owned(), 0), ("example.tests".to_owned(), 1)]);
}

#[tokio::test]
async fn what_is_no_domain_of_ours_says_how_to_add_it() {
    let directory = empty().await;
    let add = directory.add_account(&address("alice@example.test"), credentials("x"), false).await.unwrap_err();
    let text = "example.test is not a domain of this server; add it with `posthouse domain add example.test`";
    assert_eq!(add.to_string(), text);
    assert_eq!(directory.remove_domain(&domain("example.test")).await.unwrap_err().to_string(), text);
    let literal = directory.add_domain(&domain("[192.0.2.1]")).await.unwrap_err();
    assert!(matches!(literal, Error::LiteralDomain(_)));
}
