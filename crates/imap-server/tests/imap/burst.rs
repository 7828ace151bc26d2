//! A burst of changes is one event for the other devices, and a device that does not read holds up nobody.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};

use crate::world::World;

type Connection = BufReader<DuplexStream>;

async fn idling(world: &World, enable: &str) -> Connection {
    let mut connection = logged_in(world, enable).await;
    send(&mut connection, "i IDLE\r\n").await;
    until(&mut connection, "+ ").await;
    connection
}

async fn logged_in(world: &World, enable: &str) -> Connection {
    let mut connection = BufReader::new(world.dial("imap"));
    let commands = "l LOGIN alice@example.test \"open sesame\"\r\n";
    send(&mut connection, &format!("{commands}e ENABLE {enable}\r\ns SELECT INBOX\r\n")).await;
    until(&mut connection, "s OK ").await;
    connection
}

async fn send(connection: &mut Connection, text: &str) {
    connection.write_all(text.as_bytes()).await.unwrap();
}

/// The lines before the one that begins so.
async fn until(connection: &mut Connection, prefix: &str) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).await.unwrap();
        assert!(line.ends_with("\r\n"), "the connection was closed: {line:?}");
        if line.starts_with(prefix) {
            return lines;
        }
        lines.push(line.trim_end().to_owned());
    }
}

async fn ok(connection: &mut Connection, command: &str) -> Vec<String> {
    send(connection, &format!("x {command}\r\n")).await;
    until(connection, "x OK ").await
}

/// What an idling device is told, up to DONE.
async fn told(connection: &mut Connection) -> Vec<String> {
    send(connection, "DONE\r\n").await;
    let told = until(connection, "i OK ").await;
    send(connection, "i IDLE\r\n").await;
    until(connection, "+ ").await;
    told
}

#[tokio::test]
async fn ten_thousand_messages_come_as_ranges() {
    let world = World::new(None).await;
    world.deliver_many(0, 20_000).await;
    let mut quick = idling(&world, "QRESYNC").await;
    let mut uid_only = idling(&world, "UIDONLY").await;
    let mut plain = idling(&world, "CONDSTORE").await;
    let mut one = logged_in(&world, "CONDSTORE").await;

    ok(&mut one, "MOVE 1:10000 Archive").await;
    assert_eq!(told(&mut quick).await, ["* VANISHED 1:10000"]);
    assert_eq!(told(&mut uid_only).await, ["* VANISHED 1:10000"]);
    let expunged = told(&mut plain).await;
    assert!(expunged.len() == 10_000 && expunged.iter().all(|line| line.ends_with(" EXPUNGE")));

    ok(&mut one, "STORE 1:* +FLAGS.SILENT (\\Deleted)").await;
    let flagged = told(&mut quick).await;
    assert_eq!(flagged.len(), 10_000);
    assert!(flagged.iter().all(|line| line.contains(" FETCH (UID ")));
    assert_eq!(told(&mut uid_only).await.len(), 10_000);

    ok(&mut one, "EXPUNGE").await;
    assert_eq!(told(&mut quick).await, ["* VANISHED 10001:20000"]);
    assert_eq!(told(&mut uid_only).await, ["* VANISHED 10001:20000"]);
    world.stop();
}

#[tokio::test]
async fn a_device_that_does_not_read_holds_up_nobody_and_is_told_the_newest() {
    let world = World::new(None).await;
    world.deliver_many(0, 2000).await;
    let mut stuck = idling(&world, "CONDSTORE").await;
    let mut one = logged_in(&world, "CONDSTORE").await;
    for _ in 0..20 {
        ok(&mut one, "STORE 1:* +FLAGS.SILENT (\\Flagged)").await;
        ok(&mut one, "STORE 1:* -FLAGS.SILENT (\\Flagged)").await;
    }
    ok(&mut one, "STORE 2000 +FLAGS (\\Seen)").await;
    let told = told(&mut stuck).await;
    // One pass was on its way when it stopped reading; what came later is one pass more.
    assert!(told.len() <= 4000, "{} lines", told.len());
    let last = told.iter().rev().find(|line| line.starts_with("* 2000 FETCH")).unwrap();
    assert!(last.contains("FLAGS (\\Seen"), "{last}");
    world.stop();
}
