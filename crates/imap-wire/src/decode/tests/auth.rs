use super::*;
use crate::Secret;
use crate::command::{Authenticate, Enable, IdField, Login};

fn login(user: &[u8], password: &[u8]) -> CommandBody {
    CommandBody::Login(Login { user: user.to_vec(), password: Secret::new(password.to_vec()) })
}

#[test]
fn logins() {
    parses([
        ("LOGIN SMITH SESAME", login(b"SMITH", b"SESAME")),
        ("login  alice@example.test \"p w\\\"\\\\d\" ", login(b"alice@example.test", b"p w\"\\d")),
        ("LOGIN a \"\"", login(b"a", b"")),
        ("LOGIN a b]", login(b"a", b"b]")),
        ("LOGIN DOMAIN\\alice p*ss%", login(b"DOMAIN\\alice", b"p*ss%")),
        ("LOGIN a \"pässwörd\"", login(b"a", "pässwörd".as_bytes())),
    ]);
    refuses("LOGIN", &["LOGIN", "LOGIN a", "LOGIN a ", "LOGIN a b c", "LOGIN a \"b", "LOGIN a b\"c", "LOGIN a ä"]);
    refuses("LOGIN", &["LOGIN a \"\\x\"", "LOGIN a\"b\" c", "LOGIN (a) b", "LOGIN a {x}"]);
}

#[test]
fn authentications() {
    let authenticate = |mechanism: &str, initial: Option<&[u8]>| {
        let initial = initial.map(|bytes| Secret::new(bytes.to_vec()));
        CommandBody::Authenticate(Authenticate { mechanism: mechanism.into(), initial })
    };
    parses([
        ("AUTHENTICATE GSSAPI", authenticate("GSSAPI", None)),
        ("AUTHENTICATE scram-sha-256 ", authenticate("SCRAM-SHA-256", None)),
        ("AUTHENTICATE PLAIN AGEAYg==", authenticate("PLAIN", Some(b"\0a\0b"))),
        ("AUTHENTICATE EXTERNAL =", authenticate("EXTERNAL", Some(b""))),
    ]);
    refuses("AUTHENTICATE", &["AUTHENTICATE", "AUTHENTICATE PLAIN AGEAYg", "AUTHENTICATE PLAIN AGEAYg== x"]);
    refuses("AUTHENTICATE", &["AUTHENTICATE \"PLAIN\"", "AUTHENTICATE PLAIN \"AGEAYg==\""]);
}

#[test]
fn what_is_enabled() {
    let known = [Enable::CondStore, Enable::Imap4Rev2, Enable::QResync, Enable::UidOnly, Enable::Utf8Accept];
    let cases = [&known[..], &[Enable::Other("X-A".into())]].concat();
    assert_eq!(parse("ENABLE CONDSTORE imap4REV2 QRESYNC UIDONLY UTF8=ACCEPT X-A"), Ok(CommandBody::Enable(cases)));
    refuses("ENABLE", &["ENABLE", "ENABLE ", "ENABLE (CONDSTORE)"]);
}

#[test]
fn identities() {
    let field = |name: &str, value: Option<&str>| IdField { name: name.into(), value: value.map(Into::into) };
    let fields = vec![field("name", Some("sodr")), field("version", None), field("os", Some(""))];
    parses([
        ("ID NIL", CommandBody::Id(None)),
        ("ID nil", CommandBody::Id(None)),
        ("ID ()", CommandBody::Id(Some(vec![]))),
        ("ID (\"name\" \"sodr\" \"version\" NIL \"os\" \"\")", CommandBody::Id(Some(fields.clone()))),
        ("ID ( \"name\"  \"sodr\" \"version\" NIL os \"\" ) ", CommandBody::Id(Some(fields))),
    ]);
    refuses("ID", &["ID", "ID (\"name\")", "ID (\"a\" \"b\"", "ID (NIL)", "ID (\"a\"\"b\")", "ID (\"a\" \"ä\")"]);
    let pairs = |count: usize| format!("ID ({})", vec!["\"a\" NIL"; count].join(" "));
    assert!(parse(&pairs(30)).is_ok());
    refuses("ID", &[&pairs(31)]);
}
