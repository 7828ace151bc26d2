use proptest::prelude::*;

use super::*;
use crate::address::tests::mailbox;
use crate::address::{ForwardPath, ReversePath};
use crate::param::{Body, EnvelopeId, Notify, OriginalRecipient, Ret, Size, SubmittedBy};

fn parse(line: &str) -> Result<Command, SyntaxError> {
    Command::parse(line.as_bytes())
}

fn encoded(command: &Command) -> String {
    let mut out = Vec::new();
    command.encode(&mut out);
    String::from_utf8(out).unwrap()
}

/// The command that `line` means, in its canonical form.
fn reads_as(line: &str, expected: &str) {
    assert_eq!(encoded(&parse(line).unwrap()), format!("{expected}\r\n"), "{line}");
}

fn refused(line: &str, error: SyntaxError) {
    assert_eq!(parse(line), Err(error), "{line}");
}

#[test]
fn verbs_are_read_in_any_case() {
    reads_as("eHlO mx.example.test", "EHLO mx.example.test");
    reads_as("helo [192.0.2.1]", "HELO [192.0.2.1]");
    reads_as("LHLO [IPv6:::1]", "LHLO [IPv6:::1]");
    reads_as("data", "DATA");
    reads_as("Rset ", "RSET");
    reads_as("quit", "QUIT");
    reads_as("starttls", "STARTTLS");
    reads_as("noop", "NOOP");
    reads_as("noop what ever", "NOOP what ever");
    reads_as("help", "HELP");
    reads_as("help mail", "HELP mail");
    reads_as("vrfy alice", "VRFY alice");
    reads_as("expn staff", "EXPN staff");
}

#[test]
fn mail_with_every_parameter() {
    let line = "MAIL FROM:<a@b.test> SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ+2B314 AUTH=e+3Dmc2@b.test";
    reads_as(line, line);
    reads_as("mail from: <> body=binarymime size=0 auth=<>", "MAIL FROM:<> SIZE=0 BODY=BINARYMIME AUTH=<>");
    let Ok(Command::Mail(mail)) = parse(line) else { panic!("not MAIL") };
    assert_eq!(mail.size, Some(Size(1000)));
    assert_eq!(mail.body, Some(Body::EightBitMime));
    assert!(mail.smtputf8);
    assert_eq!(mail.ret, Some(Ret::Headers));
    assert_eq!(mail.envid.unwrap().as_str(), "QQ+314");
    assert_eq!(mail.auth, Some(SubmittedBy::Mailbox("e=mc2@b.test".to_owned())));
}

#[test]
fn rcpt_with_every_parameter() {
    let line = "RCPT TO:<a@b.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bx@b.test";
    reads_as(line, line);
    reads_as("rcpt to:<@relay.test:a@b.test> notify=never", "RCPT TO:<a@b.test> NOTIFY=NEVER");
    reads_as("rcpt to:<a@b.test> orcpt=utf-8;用户@例子.测试", "RCPT TO:<a@b.test> ORCPT=utf-8;用户@例子.测试");
    let Ok(Command::Rcpt(rcpt)) = parse(line) else { panic!("not RCPT") };
    assert_eq!(rcpt.notify, Some(Notify::On { success: true, failure: false, delay: true }));
    assert_eq!(rcpt.orcpt.unwrap().address(), "a+2Bx@b.test");
}

#[test]
fn bad_parameters() {
    for value in ["SIZE", "SIZE=", "SIZE=-1", "SIZE=1x", "BODY=9BIT", "SMTPUTF8=1", "RET=ALL", "ENVID=a+3d", "AUTH="] {
        refused(&format!("MAIL FROM:<a@b.test> {value}"), SyntaxError::ParameterValue);
    }
    for value in ["NOTIFY=", "NOTIFY=NEVER,DELAY", "ORCPT=rfc822", "ORCPT=;a", "ORCPT=rfc822;a=b", "NOTIFY"] {
        refused(&format!("RCPT TO:<a@b.test> {value}"), SyntaxError::ParameterValue);
    }
    refused("MAIL FROM:<a@b.test> SIZE=1 SIZE=2", SyntaxError::ParameterValue);
    refused("MAIL FROM:<a@b.test> XYZZY=1", SyntaxError::UnknownParameter);
    refused("RCPT TO:<a@b.test> SIZE=1", SyntaxError::UnknownParameter);
    refused("MAIL FROM:<a@b.test>SIZE=1", SyntaxError::Arguments);
}

#[test]
fn size_beyond_64_bits_is_very_large() {
    let Ok(Command::Mail(mail)) = parse("MAIL FROM:<> SIZE=99999999999999999999") else { panic!("not MAIL") };
    assert_eq!(mail.size, Some(Size(u64::MAX)));
}

#[test]
fn a_sender_beyond_ascii_needs_smtputf8() {
    refused("MAIL FROM:<用户@b.test>", SyntaxError::NeedsSmtpUtf8);
    reads_as("MAIL FROM:<用户@b.test> SMTPUTF8", "MAIL FROM:<用户@b.test> SMTPUTF8");
}

#[test]
fn bad_commands() {
    refused("", SyntaxError::Unknown);
    refused("GET / HTTP/1.1", SyntaxError::Unknown);
    refused(" DATA", SyntaxError::Unknown);
    refused("DATA x", SyntaxError::Arguments);
    refused("STARTTLS now", SyntaxError::Arguments);
    refused("EHLO", SyntaxError::Arguments);
    refused("EHLO a b", SyntaxError::Arguments);
    refused("EHLO a(b)", SyntaxError::Arguments);
    refused("VRFY", SyntaxError::Arguments);
    refused("EXPN ", SyntaxError::Arguments);
    refused("MAIL <a@b.test>", SyntaxError::Arguments);
    refused("MAIL FROM:a@b.test", SyntaxError::ReversePath);
    refused("MAIL FROM:<Postmaster>", SyntaxError::ReversePath);
    refused("RCPT TO:<>", SyntaxError::ForwardPath);
    refused("NOOP \u{0}", SyntaxError::NotText);
    assert_eq!(Command::parse(b"NOOP \xff"), Err(SyntaxError::NotText));
}

#[test]
fn chunks() {
    reads_as("bdat 0 last", "BDAT 0 LAST");
    reads_as("BDAT 18446744073709551615", "BDAT 18446744073709551615");
    for bad in ["BDAT", "BDAT x", "BDAT -1", "BDAT 1 FIRST", "BDAT 1LAST", "BDAT 18446744073709551616", "BDAT 1 LAST x"]
    {
        refused(bad, SyntaxError::ChunkSize);
    }
    assert!(SyntaxError::ChunkSize.is_fatal());
}

#[test]
fn authentication() {
    reads_as("auth plain", "AUTH PLAIN");
    reads_as("AUTH PLAIN =", "AUTH PLAIN =");
    reads_as("AUTH scram-sha-256 bixh", "AUTH SCRAM-SHA-256 bixh");
    refused("AUTH", SyntaxError::Arguments);
    refused("AUTH PL@IN", SyntaxError::Arguments);
    refused("AUTH ABCDEFGHIJKLMNOPQRSTU", SyntaxError::Arguments);
    refused("AUTH PLAIN not!base64", SyntaxError::Base64);
    refused("AUTH PLAIN AGE", SyntaxError::Base64);
    assert_eq!(Exchange::parse(b"*"), Ok(Exchange::Cancel));
    assert_eq!(Exchange::parse(b"YQ=="), Ok(Exchange::Response(Secret::new(b"a".to_vec()))));
    assert_eq!(Exchange::parse(b""), Ok(Exchange::Response(Secret::new(Vec::new()))));
    assert_eq!(Exchange::parse(b"y"), Err(SyntaxError::Base64));
}

#[test]
fn secrets_do_not_show() {
    let shown = format!("{:?}", parse("AUTH PLAIN AGFsaWNlAHNlY3JldA==").unwrap());
    assert!(!shown.contains("AGFs") && !shown.contains("97"), "{shown}");
}

#[test]
fn every_syntax_error_is_a_permanent_failure() {
    assert_eq!(SyntaxError::Unknown.reply().code(), 500);
    assert_eq!(SyntaxError::UnknownParameter.reply().code(), 555);
    assert_eq!(SyntaxError::NeedsSmtpUtf8.reply().code(), 553);
}

fn mail() -> impl Strategy<Value = Command> {
    let from = prop_oneof![Just(ReversePath::Null), mailbox().prop_map(ReversePath::Mailbox)];
    let body = prop::option::of(prop_oneof![Just(Body::SevenBit), Just(Body::EightBitMime), Just(Body::BinaryMime)]);
    let ret = prop::option::of(prop_oneof![Just(Ret::Full), Just(Ret::Headers)]);
    let envid = prop::option::of("[!-*,-<>-~]{1,30}").prop_map(|text| text.and_then(|text| EnvelopeId::parse(&text)));
    let auth = prop::option::of(prop_oneof![
        Just(SubmittedBy::Unknown),
        "[ -~é]{1,30}".prop_filter("not unknown", |text| text != "<>").prop_map(SubmittedBy::Mailbox),
    ]);
    let size = prop::option::of(any::<u64>().prop_map(Size));
    (from, size, body, ret, envid, auth, any::<bool>()).prop_map(|(from, size, body, ret, envid, auth, utf8)| {
        let smtputf8 = utf8 || !from.is_ascii();
        Command::Mail(Mail { from, size, body, smtputf8, ret, envid, auth })
    })
}

fn rcpt() -> impl Strategy<Value = Command> {
    let to = prop_oneof![Just(ForwardPath::Postmaster), mailbox().prop_map(ForwardPath::Mailbox)];
    let on = (any::<bool>(), any::<bool>(), any::<bool>())
        .prop_filter_map("none wanted", |(success, failure, delay)| {
            (success || failure || delay).then_some(Notify::On { success, failure, delay })
        });
    let notify = prop::option::of(prop_oneof![Just(Notify::Never), on]);
    let orcpt =
        prop::option::of("rfc822;[a-z@.]{1,20}").prop_map(|text| text.and_then(|text| OriginalRecipient::parse(&text)));
    (to, notify, orcpt).prop_map(|(to, notify, orcpt)| Command::Rcpt(Rcpt { to, notify, orcpt }))
}

fn auth() -> impl Strategy<Value = Command> {
    let initial = prop::option::of(prop::collection::vec(any::<u8>(), 0..40).prop_map(Secret::new));
    ("[A-Z0-9_-]{1,20}", initial).prop_map(|(mechanism, initial)| Command::Auth(Auth { mechanism, initial }))
}

fn other() -> impl Strategy<Value = Command> {
    let text = "([!-~é][ -~é]{0,20}[!-~é])?";
    prop_oneof![
        Just(Command::Data),
        Just(Command::Rset),
        Just(Command::Quit),
        Just(Command::StartTls),
        (any::<u64>(), any::<bool>()).prop_map(|(size, last)| Command::Bdat(Bdat { size, last })),
        text.prop_map(|text| Command::Noop(Noop { text })),
        text.prop_map(|topic| Command::Help(Help { topic })),
        "[!-~]{1,20}".prop_map(|name| Command::Vrfy(Vrfy { name })),
        "[!-~]{1,20}".prop_map(|list| Command::Expn(Expn { list })),
        "[a-z0-9._:\\[\\]-]{1,20}".prop_map(|name| parse(&format!("EHLO {name}")).unwrap()),
    ]
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(command in prop_oneof![mail(), rcpt(), auth(), other()]) {
        let text = encoded(&command);
        prop_assert_eq!(parse(text.strip_suffix("\r\n").unwrap()), Ok(command));
    }

    #[test]
    fn any_octets_are_a_command_or_an_error(line in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = Command::parse(&line);
    }

    #[test]
    fn anything_behind_a_verb_is_a_command_or_an_error(
        verb in prop_oneof![Just("MAIL FROM:"), Just("RCPT TO:"), Just("BDAT "), Just("AUTH "), Just("EHLO ")],
        rest in "[ -~é<>@\"\\\\=+;:,\\[\\]]{0,40}",
    ) {
        if let Ok(command) = parse(&format!("{verb}{rest}")) {
            prop_assert_eq!(parse(encoded(&command).trim_end_matches("\r\n")), Ok(command));
        }
    }
}
