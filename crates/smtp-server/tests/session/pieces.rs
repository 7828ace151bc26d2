//! Whatever a client sends, in pieces of whatever size: the replies are the same, and the session comes to an end.

use std::sync::Arc;

use posthouse_auth::{Peer, Security};
use posthouse_smtp_server::{Role, serve};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex, split};

use crate::world::{Base, World};

/// What clients say. Not STARTTLS: its reply does depend on what has come behind it.
const WORDS: [&str; 27] = [
    "EHLO c\r\n",
    "LHLO c\r\n",
    "HELO c\r\n",
    "MAIL FROM:<a@example.org>\r\n",
    "MAIL FROM:<> BODY=BINARYMIME SMTPUTF8\r\n",
    "RCPT TO:<alice@example.test>\r\n",
    "RCPT TO:<bob@example.test>\r\n",
    "RCPT TO:<nobody@example.test>\r\n",
    "RCPT TO:<x@example.org>\r\n",
    "DATA\r\n",
    "Subject: x\r\n",
    "text\r\n",
    "\r\n",
    ".\r\n",
    "\r\n.\r\n",
    "..\r\n",
    "\n.\r\n",
    "\r",
    "\n",
    "BDAT 5\r\n",
    "BDAT 2 LAST\r\n",
    "BDAT 0 LAST\r\n",
    "RSET\r\n",
    "NOOP\r\n",
    "AUTH PLAIN\r\n",
    "*\r\n",
    "QUIT\r\n",
];

/// The replies to `said`, through a pipe that holds `width` octets.
async fn replies(world: &World, role: Role, said: &str, width: usize) -> String {
    let (client, server) = duplex(width);
    let address = ([192, 0, 2, 1], 50_000).into();
    let visit = Arc::new(world.visitors.enter([192, 0, 2, 1].into()).expect("there is room"));
    let peer = Peer { address, security: Security::Plain { starttls: true }, visit };
    let (mut reader, mut writer) = split(client);
    let saying = async {
        // The server may close before it has heard everything.
        let _ = writer.write_all(said.as_bytes()).await;
        let _ = writer.shutdown().await;
    };
    let mut heard = Vec::new();
    let context = world.context("");
    let serving = async { drop(serve(server, &context, role, peer, world.stop.subscribe()).await) };
    let (_, _, read) = tokio::join!(serving, saying, reader.read_to_end(&mut heard));
    read.expect("a pipe does not break");
    without_ids(&String::from_utf8(heard).expect("replies are text"))
}

/// What takes a session to where messages begin.
fn opening(role: Role) -> String {
    let hello = if role == Role::Lmtp { "LHLO" } else { "EHLO" };
    format!("{hello} c\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<alice@example.test>\r\n")
}

/// Queue ids differ from message to message.
fn without_ids(replies: &str) -> String {
    let line = |line: &str| line.split_once("Delivered as").map_or(line.to_owned(), |(before, _)| before.to_owned());
    replies.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn replies_do_not_depend_on_the_pieces() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let world = runtime.block_on(async { Base::new().await.world().await });
    let roles = prop_oneof![2 => Just(Role::Receive), 1 => Just(Role::Submission), 2 => Just(Role::Lmtp)];
    let words = prop::collection::vec(prop::sample::select(&WORDS[..]), 0..30);
    let far = prop::bool::weighted(0.8);
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(roles, far, words, 1usize..40), |(role, far, words, width)| {
        let said = if far { format!("{}{}", opening(role), words.concat()) } else { words.concat() };
        runtime.block_on(async {
            let whole = replies(&world, role, &said, 1 << 16).await;
            prop_assert_eq!(replies(&world, role, &said, width).await, whole);
            Ok(())
        })
    });
    outcome.expect("the same replies");
}
