use proptest::prelude::*;

use super::*;

fn bytes(reply: &Reply) -> String {
    let mut out = Vec::new();
    reply.encode(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_single_line_carries_code_and_enhanced_code() {
    let reply = Reply::new(250, EnhancedCode::new(2, 1, 0), "Sender ok");
    assert_eq!(bytes(&reply), "250 2.1.0 Sender ok\r\n");
}

#[test]
fn all_lines_but_the_last_have_a_hyphen() {
    let reply = Reply::plain(250, "mx.example.test").line("PIPELINING").line("HELP");
    assert_eq!(bytes(&reply), "250-mx.example.test\r\n250-PIPELINING\r\n250 HELP\r\n");
}

#[test]
fn the_enhanced_code_is_on_every_line() {
    let reply = Reply::new(550, EnhancedCode::new(5, 1, 1), "No such user").line("here");
    assert_eq!(bytes(&reply), "550-5.1.1 No such user\r\n550 5.1.1 here\r\n");
}

#[test]
fn text_of_a_client_cannot_forge_a_reply() {
    let reply = Reply::plain(500, "x\r\n250 Ok\u{1b}[31m\u{e9}");
    assert_eq!(bytes(&reply), "500 x??250 Ok?[31m?\r\n");
}

proptest! {
    #[test]
    fn any_text_is_one_bounded_line(texts in prop::collection::vec(any::<String>(), 1..4), long in 0usize..2000) {
        let mut reply = Reply::new(450, EnhancedCode::new(4, 2, 0), "y".repeat(long));
        for text in &texts {
            reply = reply.line(text.clone());
        }
        let out = bytes(&reply);
        prop_assert_eq!(out.matches("\r\n").count(), texts.len() + 1);
        for line in out.split_inclusive("\r\n") {
            prop_assert!(line.len() <= REPLY_LINE_MAX);
            prop_assert!(line.starts_with("450"));
        }
    }
}
