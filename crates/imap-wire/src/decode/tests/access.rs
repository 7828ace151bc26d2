//! ACL, QUOTA, URLAUTH and the small extensions of a session.

use super::*;
use crate::Rights;
use crate::command::{AclEntry, Compress, QuotaLimit, ResetKey, RightsAction, SetAcl, SetQuota, UrlRump};

#[test]
fn access_control() {
    // RFC 4314 §3 and §4
    let set = |action, rights| {
        let (mailbox, identifier) = (mailbox("INBOX/Drafts"), "Chris".into());
        CommandBody::SetAcl(SetAcl { mailbox, identifier, action, rights: Rights::new(rights).unwrap() })
    };
    let entry = |identifier: &str| AclEntry { mailbox: mailbox("INBOX"), identifier: identifier.into() };
    parses([
        ("SETACL INBOX/Drafts Chris +cda", set(RightsAction::Add, "cda")),
        ("setacl INBOX/Drafts \"Chris\" -w", set(RightsAction::Remove, "w")),
        ("SETACL INBOX/Drafts Chris lrswicda", set(RightsAction::Replace, "lrswicda")),
        ("SETACL INBOX/Drafts Chris \"\"", set(RightsAction::Replace, "")),
        ("DELETEACL INBOX -Fred", CommandBody::DeleteAcl(entry("-Fred"))),
        ("GETACL INBOX", CommandBody::GetAcl(mailbox("INBOX"))),
        ("LISTRIGHTS INBOX $team", CommandBody::ListRights(entry("$team"))),
        ("LISTRIGHTS INBOX \"J\u{fc}rgen\"", CommandBody::ListRights(entry("J\u{fc}rgen"))),
        ("MYRIGHTS INBOX", CommandBody::MyRights(mailbox("INBOX"))),
    ]);
    refuses("SETACL", &["SETACL x", "SETACL x y", "SETACL x y lrQ", "SETACL x y ++l", "SETACL x y l r"]);
    refuses("DELETEACL", &["DELETEACL", "DELETEACL x", "DELETEACL x y z"]);
    refuses("GETACL", &["GETACL", "GETACL x y"]);
    assert!(matches!(
        parse_in(TextMode::Ascii, b"LISTRIGHTS x \"\xff\""),
        Err(Reason::Syntax { command: "LISTRIGHTS", .. })
    ));
}

#[test]
fn quotas() {
    // RFC 9208 §4.1
    let limit = |resource: &str, limit| QuotaLimit { resource: resource.into(), limit };
    let set = |root: &str, limits| CommandBody::SetQuota(SetQuota { root: root.into(), limits });
    parses([
        ("GETQUOTA \"!partition/sda4\"", CommandBody::GetQuota(b"!partition/sda4".to_vec())),
        ("GETQUOTA \"\"", CommandBody::GetQuota(vec![])),
        ("GETQUOTAROOT INBOX", CommandBody::GetQuotaRoot(mailbox("INBOX"))),
        ("SETQUOTA \"#user/alice\" (STORAGE 510)", set("#user/alice", vec![limit("STORAGE", 510)])),
        ("SETQUOTA x (message 1 MAILBOX 0)", set("x", vec![limit("MESSAGE", 1), limit("MAILBOX", 0)])),
        ("SETQUOTA x ()", set("x", vec![])),
    ]);
    refuses("SETQUOTA", &["SETQUOTA x", "SETQUOTA x STORAGE 1", "SETQUOTA x (STORAGE)", "SETQUOTA x (STORAGE -1)"]);
    refuses("SETQUOTA", &["SETQUOTA x (STORAGE 9223372036854775808)"]);
    refuses("GETQUOTA", &["GETQUOTA", "GETQUOTA x y"]);
    exceeds("SETQUOTA", &[&format!("SETQUOTA x (A 1{})", " A 1".repeat(SetQuota::MAX_RESOURCES))]);
}

#[test]
fn authorized_urls() {
    // RFC 4467 §7
    let rump = |url: &str| UrlRump { url: url.into(), mechanism: "INTERNAL".into() };
    let two = vec![rump("imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous"), rump("b")];
    let reset = |mailbox, mechanisms: &[&str]| {
        let mechanisms = mechanisms.iter().map(|&name| name.to_owned()).collect();
        CommandBody::ResetKey(ResetKey { mailbox, mechanisms })
    };
    parses([
        (
            "GENURLAUTH \"imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous\" INTERNAL b internal",
            CommandBody::GenUrlAuth(two),
        ),
        ("URLFETCH a \"b\" {1+}\r\nc", CommandBody::UrlFetch(vec![b"a".to_vec(), b"b".to_vec(), b"c".to_vec()])),
        ("RESETKEY", reset(None, &[])),
        ("RESETKEY INBOX", reset(Some(mailbox("INBOX")), &[])),
        ("resetkey INBOX internal X.1-A", reset(Some(mailbox("INBOX")), &["INTERNAL", "X.1-A"])),
    ]);
    refuses("GENURLAUTH", &["GENURLAUTH", "GENURLAUTH x", "GENURLAUTH x a=b", "GENURLAUTH x INTERNAL y"]);
    refuses("RESETKEY", &["RESETKEY x (y)", "RESETKEY x \"INTERNAL\""]);
    exceeds("URLFETCH", &[&format!("URLFETCH{}", " x".repeat(101)), &format!("URLFETCH {}", "x".repeat(8193))]);
}

#[test]
fn languages_collations_and_compression() {
    // RFC 5255 §3.2 and §4.7, RFC 4978 §3
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    parses([
        ("LANGUAGE", CommandBody::Language(vec![])),
        ("LANGUAGE FR-CA EN-CA", CommandBody::Language(names(&["FR-CA", "EN-CA"]))),
        ("language \"default\"", CommandBody::Language(names(&["default"]))),
        ("COMPARATOR", CommandBody::Comparator(vec![])),
        ("COMPARATOR \"cz;*\" i;basic", CommandBody::Comparator(names(&["cz;*", "i;basic"]))),
        ("COMPRESS DEFLATE", CommandBody::Compress(Compress { algorithm: "DEFLATE".into() })),
        ("compress lzw", CommandBody::Compress(Compress { algorithm: "LZW".into() })),
    ]);
    refuses("LANGUAGE", &["LANGUAGE (EN)", "LANGUAGE \"\u{e9}\""]);
    refuses("COMPRESS", &["COMPRESS", "COMPRESS DEFLATE x", "COMPRESS \"DEFLATE\""]);
    exceeds("LANGUAGE", &[&format!("LANGUAGE{}", " EN".repeat(101))]);
}
