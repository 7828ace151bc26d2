//! Words to requests.

use clap::Parser;

use super::super::AdminCommand;
use super::super::cli::Order;
use super::*;

#[derive(Parser)]
struct Words {
    #[command(subcommand)]
    command: AdminCommand,
}

fn parse(words: &str) -> Result<AdminCommand, clap::Error> {
    let words = std::iter::once("posthouse").chain(words.split(' '));
    Words::try_parse_from(words).map(|words| words.command)
}

pub(super) fn order(words: &str, input: &str) -> Order {
    parse(words).unwrap().order(input.as_bytes()).unwrap()
}

/// The address and password of a request about an account.
fn password(request: Request) -> (String, String) {
    match request {
        Request::Account(
            AccountRequest::Add { address, password, .. } | AccountRequest::Password { address, password },
        ) => (address.to_string(), password.0.expose().to_owned()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_data_folder_may_stand_anywhere() {
    for words in
        ["domain --data /d list", "domain list --data /d", "account list --json --data=/d", "alias list --data /d"]
    {
        assert_eq!(order(words, "").data.to_str(), Some("/d"), "{words}");
    }
    assert_eq!(order("domain list", "").data.to_str(), Some("posthouse-data"));
}

#[test]
fn listings_may_be_json() {
    for group in ["domain", "account", "alias", "group"] {
        assert!(order(&format!("{group} list --json"), "").json);
        assert!(!order(&format!("{group} list"), "").json);
    }
}

#[test]
fn a_password_is_an_argument_or_the_first_line_of_the_input() {
    let words = "account add alice@x.test --password pencil";
    assert_eq!(password(order(words, "not read").request), ("alice@x.test".into(), "pencil".into()));
    for (input, expected) in [("a b\nrest", "a b"), ("a b\r\n", "a b"), ("a b", "a b"), ("", ""), (" x \n", " x ")] {
        let (_, found) = password(order("account password alice@x.test --password-stdin", input).request);
        assert_eq!(found, expected);
    }
    let endless = "x".repeat(1_000_000);
    let (_, found) = password(order("account add a@x.test --password-stdin", &endless).request);
    assert!(found.len() < 2_000, "no more is read than is looked at");
}

#[test]
fn wrong_words_are_told_before_anything_is_done() {
    let wrong = [
        ("account add alice@x.test", "--password"),
        ("account add alice --password x", "not a full address"),
        ("account add a@x.test --password x --password-stdin", "cannot be used with"),
        ("account add a@x.test --shared --password x", "cannot be used with"),
        ("account add a@x.test --shared --admin", "cannot be used with"),
        ("account password a@x.test --shared", "unexpected argument"),
        ("mailbox add a@x.test", "MAILBOX"),
        ("domain add x_y", "not a valid domain name"),
        ("alias add a@x.test", "TARGET"),
        ("group add a@b", "a group is named"),
        ("group join staff", "NAME@DOMAIN"),
        ("domain rename x.test", "unrecognized subcommand"),
        ("account quota a@x.test --storage much", "neither a number"),
        ("account quota a@x.test --messages 1K", "neither a number"),
    ];
    for (words, expected) in wrong {
        let error = parse(words).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{words}");
        assert!(error.to_string().contains(expected), "{words}: {error}");
    }
}

#[test]
fn a_password_is_not_shown() {
    let command = parse("account add alice@x.test --password pencil").unwrap();
    assert!(!format!("{command:?}").contains("pencil"));
    assert!(!format!("{:?}", command.order(&b""[..]).unwrap().request).contains("pencil"));
}

#[test]
fn a_request_survives_the_socket() {
    let words = [
        "domain add bücher.test",
        "domain list",
        "account add \"a\"@x.test --password p\u{e4}\"ss --admin",
        "account remove a@x.test",
        "account add team@x.test --shared",
        "mailbox add team@x.test 公告",
        "mailbox rename team@x.test 公告 Neues",
        "account admin a@x.test --remove",
        "account quota a@x.test --storage 1G --messages none --mailboxes default",
        "alias add a@x.test b@x.test c+d@x.test",
        "group join staff a@x.test b@x.test",
    ];
    for words in words {
        let line = serde_json::to_string(&order(words, "").request).unwrap();
        let again = serde_json::to_string(&serde_json::from_str::<Request>(&line).unwrap()).unwrap();
        assert_eq!(line, again);
    }
}
