//! What large messages take of memory on their ways in and out. In a process of its own, as it looks at the memory of the
//! whole process.

#![cfg(test)]
#![cfg(target_os = "linux")]

// The worlds of the other tests can do more.
#[allow(dead_code)]
#[path = "../imap/switch.rs"]
mod switch;
#[allow(dead_code)]
#[path = "../imap/world.rs"]
mod world;

use std::fs;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use crate::world::World;

/// How large the message is, in octets.
const SIZE: usize = 24 << 20;

/// How much of it is sent at once.
const PIECE: usize = 64 << 10;

/// How much more than at rest a command may take: it must not depend on `SIZE`.
const MOST: u64 = 10 << 20;

/// What this process takes of memory, and the most it has taken since [`forget_peak`].
fn memory(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|found| found.strip_prefix(line)).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

fn forget_peak() {
    fs::write("/proc/self/clear_refs", "5").unwrap();
}

/// Numbers that do not compress (xorshift).
fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random
}

struct Client(DuplexStream);

impl Client {
    /// Sends a command with a message behind it, if it has one; gives how many octets came back and the most memory that
    /// was taken meanwhile.
    async fn command(&mut self, command: &str, has_message: bool, end: &str) -> (usize, u64) {
        forget_peak();
        let before = memory("VmRSS:");
        self.0.write_all(command.as_bytes()).await.unwrap();
        if has_message {
            let mut random = 1u64;
            for _ in 0..SIZE / PIECE {
                let piece: Vec<u8> = (0..PIECE / 8).flat_map(|_| next(&mut random).to_ne_bytes()).collect();
                self.0.write_all(&piece).await.unwrap();
            }
        }
        self.0.write_all(end.as_bytes()).await.unwrap();
        let octets = self.answer().await;
        (octets, memory("VmHWM:").saturating_sub(before))
    }

    /// Reads up to the completion, which must be OK.
    async fn answer(&mut self) -> usize {
        let (mut piece, mut tail, mut octets) = (vec![0; PIECE], Vec::new(), 0);
        loop {
            let count = self.0.read(&mut piece).await.unwrap();
            assert!(count > 0, "{}", String::from_utf8_lossy(&tail));
            octets += count;
            tail.extend_from_slice(&piece[..count]);
            tail.drain(..tail.len().saturating_sub(4000));
            let last = tail.strip_suffix(b"\r\n").map(|tail| tail.rsplit(|byte| *byte == b'\n').next().unwrap());
            if let Some(last) = last.filter(|last| last.starts_with(b"tag ")) {
                assert!(last.starts_with(b"tag OK "), "{}", String::from_utf8_lossy(last));
                return octets;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_messages_stream() {
    let world = World::new(None).await;
    let mut client = Client(world.dial("roomy"));
    client.command("tag LOGIN alice@example.test \"open sesame\"\r\n", false, "").await;
    let header = "Content-Type: application/x\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    let append = format!("tag APPEND INBOX ~{{{}+}}\r\n{header}", header.len() + SIZE);
    let fetched = SIZE..SIZE + 300;
    let encoded = SIZE * 4 / 3..SIZE * 3 / 2;
    let few = 0..2000;
    let cases: [(&str, bool, &str, std::ops::Range<usize>); 6] = [
        (&append, true, "\r\n", few.clone()),
        ("tag SELECT INBOX\r\n", false, "", few.clone()),
        ("tag FETCH 1 BINARY.PEEK[1]\r\n", false, "", fetched),
        ("tag FETCH 1 BINARY.SIZE[1]\r\n", false, "", few.clone()),
        ("tag FETCH 1 BODY.PEEK[1]\r\n", false, "", encoded),
        ("tag UID REPLACE 1 INBOX CATENATE (URL /INBOX/;UID=1 URL /INBOX/;UID=1/;SECTION=1)\r\n", false, "", few),
    ];
    for (command, has_message, end, expected) in cases {
        let (octets, taken) = client.command(command, has_message, end).await;
        let name: String = command.chars().take(40).collect();
        println!("{octets:>9} octets, {:>6} KiB  {name:?}", taken >> 10);
        assert!(expected.contains(&octets), "{name}: {octets} octets");
        assert!(taken < MOST, "{name}: {taken} octets of memory");
    }
    world.end().await;
}
