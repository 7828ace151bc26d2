//! A command that takes long says that it goes on (RFC 9585).

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};

use crate::world::World;

/// What is answered to a command, with the tagged response.
async fn answer(stream: &mut BufReader<DuplexStream>, tag: &str, command: &str) -> Vec<String> {
    stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await.unwrap();
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.ends_with("\r\n"), "the connection was closed: {line:?}");
        lines.push(line.trim_end().to_owned());
        if line.starts_with(&format!("{tag} ")) {
            return lines;
        }
    }
}

#[tokio::test]
async fn it_is_told_every_ten_seconds() {
    let world = World::new(None).await;
    for _ in 0..2 {
        world.deliver(0, "Subject: news\r\n\r\nhello\r\n").await;
    }
    let mut stream = BufReader::new(world.dial("imap"));
    answer(&mut stream, "a", "LOGIN alice@example.test \"open sesame\"").await;
    answer(&mut stream, "b", "SELECT INBOX").await;
    tokio::time::pause();
    world.storage.slow(Duration::from_secs(25));
    let in_progress = |tag: &str| format!("* OK [INPROGRESS ({tag} NIL NIL)] Still working");
    for command in ["COPY 1 Trash", "STORE 1 +FLAGS.SILENT (\\Deleted)", "EXPUNGE"] {
        let lines = answer(&mut stream, "c", command).await;
        assert_eq!(lines[..2], [in_progress("\"c\""), in_progress("\"c\"")], "{command}");
        assert!(lines.last().unwrap().starts_with("c OK ") && !lines[2].contains("INPROGRESS"), "{lines:?}");
    }
    world.storage.slow(Duration::from_secs(9));
    let lines = answer(&mut stream, "d", "COPY 1 Trash").await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    // A tag with a bracket cannot stand in a response code.
    world.storage.slow(Duration::from_secs(15));
    let lines = answer(&mut stream, "e]", "MOVE 1 Trash").await;
    assert_eq!(lines[0], "* OK [INPROGRESS] Still working");
    assert_eq!(lines.len(), 4, "{lines:?}");
}
