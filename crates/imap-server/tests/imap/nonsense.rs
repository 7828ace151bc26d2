//! Whatever a client sends, it is answered or the connection ends; nothing panics.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::World;

/// What commands are made of.
const WORDS: &[&str] = &[
    "a",
    "b",
    "*",
    "+",
    "%",
    "$",
    "0",
    "1",
    "2:*",
    "*:1",
    "4294967295",
    "4294967296",
    "UID",
    "FETCH",
    "STORE",
    "COPY",
    "MOVE",
    "SEARCH",
    "EXPUNGE",
    "CLOSE",
    "UNSELECT",
    "SELECT",
    "EXAMINE",
    "CREATE",
    "DELETE",
    "RENAME",
    "LIST",
    "LSUB",
    "STATUS",
    "APPEND",
    "IDLE",
    "DONE",
    "NOOP",
    "ID",
    "ENABLE",
    "CONDSTORE",
    "NAMESPACE",
    "GETMETADATA",
    "SETMETADATA",
    "/private/comment",
    "(/private/comment \"x\" /shared/comment NIL)",
    "(/private/filters/values/f \"NOT FILTER f\")",
    "FILTER f",
    "(DEPTH infinity)",
    "(METADATA (/shared/comment))",
    "GETQUOTA",
    "GETQUOTAROOT",
    "SETQUOTA",
    "alice@example.test",
    "(STORAGE 1)",
    "LOGIN",
    "AUTHENTICATE",
    "PLAIN",
    "STARTTLS",
    "INBOX",
    "Trash",
    "a/b",
    "&AAA-",
    "\"\"",
    "\"x",
    "(",
    ")",
    "()",
    "FLAGS",
    "+FLAGS",
    "-FLAGS.SILENT",
    "\\Seen",
    "\\Deleted",
    "$Work",
    "BODY[]",
    "BODY.PEEK[1.2.MIME]",
    "BODY[HEADER.FIELDS (To)]",
    "<0.5>",
    "ENVELOPE",
    "BODYSTRUCTURE",
    "RFC822",
    "ALL",
    "MODSEQ",
    "(MODSEQ)",
    "(CHANGEDSINCE 1)",
    "(UNCHANGEDSINCE 1)",
    "RETURN",
    "MIN",
    "(COUNT)",
    "OR",
    "NOT",
    "TEXT",
    "SUBJECT",
    "CHARSET",
    "UTF-8",
    "BEFORE",
    "1-Jan-2020",
    "(SUBSCRIBED)",
    "(STATUS (MESSAGES))",
    "(USE (\\Sent))",
    "{3}",
    "{3+}",
    "{0+}",
    "{99999999999}",
    "~{3}",
    "\r\n",
    "\r\n",
    "\r\n",
    "\n",
    "\0",
    "\u{ff}",
];

fn session() -> impl Strategy<Value = Vec<u8>> {
    let line = prop::collection::vec(prop::sample::select(WORDS), 1..12);
    let lines = prop::collection::vec(line, 1..12);
    lines
        .prop_map(|lines| lines.iter().map(|words| format!("{}\r\n", words.join(" "))).collect::<String>().into_bytes())
}

/// Sends everything, closes its side, and reads what comes to the end.
async fn speak(world: &World, octets: &[u8]) {
    let (mut reader, mut writer) = tokio::io::split(world.dial("imap"));
    let speaking = async {
        // The server may have given up before it has read everything.
        let _ = writer.write_all(b"x LOGIN alice@example.test \"open sesame\"\r\nx SELECT INBOX\r\n").await;
        let _ = writer.write_all(octets).await;
        let _ = writer.shutdown().await;
    };
    let mut answers = Vec::new();
    let (_, read) = tokio::join!(speaking, reader.read_to_end(&mut answers));
    read.unwrap();
    let text = String::from_utf8_lossy(&answers);
    assert!(text.lines().any(|line| line.starts_with("x OK ")), "{text}");
    assert!(answers.ends_with(b"\r\n"), "{text}");
}

fn run<S: Strategy<Value = Vec<u8>>>(cases: u32, octets: S) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let world = runtime.block_on(World::new(None));
    runtime.block_on(world.deliver(0, "Subject: x\r\n\r\ny\r\n"));
    let outcome = TestRunner::new(Config::with_cases(cases)).run(&octets, |octets| {
        runtime.block_on(speak(&world, &octets));
        Ok(())
    });
    outcome.unwrap();
    runtime.block_on(world.end());
}

#[test]
fn words_of_the_protocol_in_any_order() {
    run(512, session());
}

#[test]
fn any_octets() {
    run(128, prop::collection::vec(any::<u8>(), 0..300));
}
