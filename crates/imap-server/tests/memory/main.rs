//! What a session that waits costs. In a process of its own, as it looks at the memory of the whole process.

#![cfg(test)]
#![cfg(target_os = "linux")]

// The worlds of the other tests can do more.
#[allow(dead_code)]
#[path = "../imap/switch.rs"]
mod switch;
#[allow(dead_code)]
#[path = "../imap/world.rs"]
mod world;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};

use crate::world::World;

const SESSIONS: u64 = 1000;

/// The resident memory of this process in bytes.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

async fn idling(world: &World) -> DuplexStream {
    let mut stream = BufReader::with_capacity(64, world.dial("imap"));
    let commands = "a LOGIN alice@example.test \"open sesame\"\r\nb SELECT INBOX\r\nc IDLE\r\n";
    stream.write_all(commands.as_bytes()).await.unwrap();
    let mut line = String::new();
    while !line.starts_with("+ ") {
        line.clear();
        stream.read_line(&mut line).await.unwrap();
    }
    stream.into_inner()
}

/// The figure of the real server, with sockets, is measured from outside; this one keeps it from growing unseen.
#[tokio::test]
async fn a_session_in_idle_needs_little() {
    let world = World::new(None).await;
    world.deliver(0, "Subject: x\r\n\r\n").await;
    // The first ones take memory that was used before, as by hashing a password.
    let mut sessions = Vec::new();
    for _ in 0..3 * SESSIONS {
        sessions.push(idling(&world).await);
    }
    let before = resident();
    for _ in 0..SESSIONS {
        sessions.push(idling(&world).await);
    }
    let each = resident().saturating_sub(before) / SESSIONS;
    println!("{each} bytes per session, both ends of its connection included");
    assert!(each < 20_000, "{each} bytes");
}
