//! Requests to answers.

use super::*;

#[tokio::test]
async fn every_change_says_what_it_did() {
    let (admin, _) = admin().await;
    let script = [
        (add_domain("x.test"), "added the domain x.test\n"),
        (add_account("alice@x.test"), "added the account alice@x.test\n"),
        (add_alias("sales@x.test", "alice@x.test"), "mail for sales@x.test goes to alice@x.test\n"),
        (Request::Domain(DomainRequest::List), "x.test  1 account, 1 alias\n"),
        (Request::Account(AccountRequest::List), "alice@x.test\n"),
        (Request::Alias(AliasRequest::List), "sales@x.test  alice@x.test\n"),
        (remove_account("alice@x.test"), "removed the account alice@x.test and its mail\n"),
        (Request::Domain(DomainRequest::List), "x.test  0 accounts, 0 aliases\n"),
    ];
    for (request, expected) in script {
        assert_eq!(shown(&admin.perform(request).await, false), expected);
    }
}

#[tokio::test]
async fn what_cannot_be_done_is_told_with_a_way_out() {
    let (admin, _) = admin().await;
    let failed = shown(&admin.perform(add_account("alice@x.test")).await, false);
    assert_eq!(failed, "posthouse: x.test is not a domain of this server; add it with `posthouse domain add x.test`\n");
    let password = Password(posthouse_auth::Secret::new(""));
    let address = Address::parse("alice@x.test").unwrap();
    let empty = Request::Account(AccountRequest::Password { address, password });
    assert_eq!(shown(&admin.perform(empty).await, false), "posthouse: the password is empty\n");
}

#[tokio::test]
async fn listings_are_json_arrays() {
    let (admin, _) = admin().await;
    admin.perform(add_domain("x.test")).await;
    admin.perform(add_account("alice@x.test")).await;
    let shown = shown(&admin.perform(Request::Account(AccountRequest::List)).await, true);
    let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(value, serde_json::json!([{"id": 1, "address": "alice@x.test", "admin": false}]));
}

#[tokio::test]
async fn removing_an_account_removes_its_mail_in_the_end() {
    let (admin, mail) = admin().await;
    admin.perform(add_domain("x.test")).await;
    admin.perform(add_account("alice@x.test")).await;
    admin.perform(add_account("bob@x.test")).await;
    *mail.broken.lock().unwrap() = vec![AccountId(1), AccountId(2)];
    let failed = shown(&admin.perform(remove_account("alice@x.test")).await, false);
    assert_eq!(
        failed,
        "posthouse: alice@x.test is removed, but not all its mail: the disk is full; the server tries again\n"
    );
    admin.perform(remove_account("bob@x.test")).await;
    assert_eq!(admin.finish_removals().await, 0);
    *mail.broken.lock().unwrap() = vec![AccountId(1)];
    assert_eq!(admin.finish_removals().await, 1);
    mail.broken.lock().unwrap().clear();
    assert_eq!(admin.finish_removals().await, 1);
    assert_eq!(admin.finish_removals().await, 0);
    assert_eq!(*mail.removed.lock().unwrap(), [AccountId(2), AccountId(1)]);
}
