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
async fn groups_are_made_filled_and_emptied() {
    let (admin, _) = admin().await;
    let script = [
        (add_domain("x.test"), "added the domain x.test\n"),
        (add_account("alice@x.test"), "added the account alice@x.test\n"),
        (commands::order("group add Staff", "").request, "made the group staff\n"),
        (commands::order("group add board", "").request, "made the group board\n"),
        (commands::order("group join staff alice@x.test", "").request, "staff has alice@x.test\n"),
        (commands::order("group list", "").request, "board\nstaff  alice@x.test\n"),
        (commands::order("group leave staff alice@x.test", "").request, "staff no longer has alice@x.test\n"),
        (commands::order("group remove board", "").request, "removed the group board\n"),
        (
            commands::order("group remove board", "").request,
            "posthouse: there is no group board; `posthouse group list` shows those there are\n",
        ),
        (commands::order("group list", "").request, "staff\n"),
    ];
    for (request, expected) in script {
        assert_eq!(shown(&admin.perform(request).await, false), expected);
    }
    let json = shown(&admin.perform(commands::order("group list", "").request).await, true);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&json).unwrap(),
        serde_json::json!([{"group": "staff", "members": []}])
    );
}

fn quota(words: &str) -> Request {
    commands::order(format!("account quota alice@x.test {words}").trim(), "").request
}

#[tokio::test]
async fn a_quota_is_set_and_shown() {
    let (admin, _) = admin().await;
    admin.perform(add_domain("x.test")).await;
    assert_eq!(
        shown(&admin.perform(quota("")).await, false),
        "posthouse: there is no account alice@x.test; `posthouse account list` shows those there are\n"
    );
    admin.perform(add_account("alice@x.test")).await;
    let begun = "alice@x.test\nstorage    0 B, no limit (default)\nmessages   0, no limit (default)\n\
                 mailboxes  6, no limit (default)\n";
    assert_eq!(shown(&admin.perform(quota("")).await, false), begun);
    let set = "alice@x.test\nstorage    0 B of 1.5 GiB\nmessages   0 of 1000\nmailboxes  6, no limit\n";
    let asked = quota("--storage 1536M --messages 1000 --mailboxes none");
    assert_eq!(shown(&admin.perform(asked).await, false), set);
    let shown = shown(&admin.perform(quota("--messages default")).await, true);
    let standing = |usage: u64, limit: Option<u64>, default: bool| serde_json::json!({"usage": usage, "limit": limit, "default": default});
    let expected = serde_json::json!({
        "address": "alice@x.test",
        "storage": standing(0, Some(1536 << 20), false),
        "messages": standing(0, None, true),
        "mailboxes": standing(6, None, false),
    });
    assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), expected);
}

#[tokio::test]
async fn an_account_becomes_an_administrator_and_is_one_no_longer() {
    let (admin, _) = admin().await;
    admin.perform(add_domain("x.test")).await;
    admin.perform(add_account("alice@x.test")).await;
    let request = |admin| {
        let address = Address::parse("alice@x.test").unwrap();
        Request::Account(AccountRequest::Admin { address, admin })
    };
    let list = || Request::Account(AccountRequest::List);
    assert_eq!(shown(&admin.perform(request(true)).await, false), "alice@x.test is an administrator\n");
    assert_eq!(shown(&admin.perform(list()).await, false), "alice@x.test  administrator\n");
    assert_eq!(shown(&admin.perform(request(false)).await, false), "alice@x.test is no administrator\n");
    assert_eq!(shown(&admin.perform(list()).await, false), "alice@x.test\n");
}

#[tokio::test]
async fn a_shared_account_has_mailboxes_and_no_password() {
    let (admin, _) = admin().await;
    admin.perform(add_domain("x.test")).await;
    admin.perform(add_account("alice@x.test")).await;
    let refused = "posthouse: team@x.test is a shared account: nobody logs in to it, so it has no password and no sessions, \
                   is in no group and administers nothing\n";
    let script = [
        ("account add team@x.test --shared", "added the shared account team@x.test\n"),
        ("account list", "alice@x.test\nteam@x.test  shared\n"),
        ("account password team@x.test --password x", refused),
        ("account admin team@x.test", refused),
        ("account capability team@x.test --off MOVE", refused),
        ("group add staff", "made the group staff\n"),
        ("group join staff team@x.test", refused),
        ("mailbox add team@x.test 公告/2026", "made the mailbox 公告/2026 of team@x.test\n"),
        ("mailbox rename team@x.test 公告 通知", "renamed the mailbox 公告 of team@x.test to 通知\n"),
        ("mailbox add team@x.test 通知", "posthouse: a mailbox of this name exists already\n"),
        ("mailbox remove team@x.test Archive", "removed the mailbox Archive of team@x.test and its messages\n"),
        ("mailbox remove team@x.test Archive", "posthouse: there is no such mailbox\n"),
        ("mailbox remove team@x.test INBOX", "posthouse: INBOX cannot be deleted\n"),
        (
            "mailbox list team@x.test",
            "Drafts  0 messages\nINBOX  0 messages\nJunk  0 messages\nSent  0 messages\nTrash  0 messages\n\
             通知  0 messages\n通知/2026  0 messages\n",
        ),
        ("acl set team@x.test 通知 $staff lrs", "$staff has lrs to 通知 of team@x.test\n"),
        (
            "acl set alice@x.test INBOX team@x.test lr",
            "posthouse: team@x.test is neither an account that somebody logs in to, nor a group ($NAME), nor anyone\n",
        ),
        (
            "mailbox list carol@x.test",
            "posthouse: there is no account carol@x.test; `posthouse account list` shows those there are\n",
        ),
    ];
    for (words, expected) in script {
        assert_eq!(shown(&admin.perform(commands::order(words, "").request).await, false), expected, "{words}");
    }
    let rows = shown(&admin.perform(commands::order("account list", "").request).await, true);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&rows).unwrap()[1],
        serde_json::json!({"id": 2, "address": "team@x.test", "admin": false, "shared": true})
    );
    let rows = shown(&admin.perform(commands::order("mailbox list team@x.test", "").request).await, true);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&rows).unwrap()[5],
        serde_json::json!({"mailbox": "通知", "messages": 0})
    );
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

#[tokio::test]
async fn who_leaves_a_group_has_its_sessions_ended() {
    let (admin, mail) = admin().await;
    admin.perform(add_domain("x.test")).await;
    for name in ["alice@x.test", "bob@x.test", "carol@x.test"] {
        admin.perform(add_account(name)).await;
    }
    let ended = || std::mem::take(&mut *mail.ended.lock().unwrap());
    let perform = async |words: &str| admin.perform(commands::order(words, "").request).await;
    perform("group add staff").await;
    perform("group join staff alice@x.test bob@x.test carol@x.test").await;
    assert_eq!(ended(), []);
    perform("group leave staff bob@x.test").await;
    assert_eq!(ended(), [AccountId(2)]);
    perform("group remove staff").await;
    assert_eq!(ended(), [AccountId(1), AccountId(3)]);
}

#[tokio::test]
async fn an_account_is_shared_and_its_sessions_end() {
    let (admin, mail) = admin().await;
    admin.perform(add_domain("x.test")).await;
    admin.perform(add_account("info@x.test")).await;
    let info = admin.store.account(posthouse_mailbox::AccountId(1)).await.unwrap();
    let inbox = || info.mailbox(&posthouse_mailbox::MailboxName::inbox()).unwrap();
    info.ensure_access_key(inbox().id, posthouse_mailbox::AccessKey([7; 32])).await.unwrap();
    let share = || commands::order("account share info@x.test", "").request;
    assert_eq!(
        shown(&admin.perform(share()).await, false),
        "info@x.test is a shared account; nobody logs in to it any more\n"
    );
    assert_eq!(*mail.ended.lock().unwrap(), [AccountId(1)]);
    assert!(inbox().access_key.is_none(), "what was authorized before is not any more");
    let list = commands::order("account list", "").request;
    assert_eq!(shown(&admin.perform(list).await, false), "info@x.test  shared\n");
    assert!(shown(&admin.perform(share()).await, false).starts_with("posthouse: info@x.test is a shared account: "));
}

#[tokio::test]
async fn rights_are_given_shown_and_taken() {
    let (admin, _) = admin().await;
    admin.perform(add_domain("x.test")).await;
    admin.perform(add_account("alice@x.test")).await;
    admin.perform(add_account("bob@x.test")).await;
    let script = [
        ("group add staff", "made the group staff\n"),
        ("acl set alice@x.test INBOX bob@x.test rl", "bob@x.test has rl to INBOX of alice@x.test\n"),
        ("acl set alice@x.test INBOX -anyone a", "-anyone has a to INBOX of alice@x.test\n"),
        ("acl set alice@x.test Sent $staff lr", "$staff has lr to Sent of alice@x.test\n"),
        ("acl list alice@x.test", "INBOX  -anyone  a\nINBOX  bob@x.test  lr\nSent  $staff  lr\n"),
        ("acl remove alice@x.test INBOX -anyone", "-anyone has no rights to INBOX of alice@x.test\n"),
        ("group remove staff", "removed the group staff\n"),
        ("acl list alice@x.test", "INBOX  bob@x.test  lr\n"),
        ("acl set alice@x.test none anyone l", "posthouse: there is no such mailbox\n"),
        (
            "acl set alice@x.test INBOX carol@x.test l",
            "posthouse: carol@x.test is neither an account that somebody logs in to, nor a group ($NAME), nor anyone\n",
        ),
        (
            "acl set alice@x.test INBOX anyone lq",
            "posthouse: lq are not rights; each is one of the letters lrswipkxtea\n",
        ),
    ];
    for (words, expected) in script {
        assert_eq!(shown(&admin.perform(commands::order(words, "").request).await, false), expected, "{words}");
    }
}
