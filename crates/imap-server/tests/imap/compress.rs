//! COMPRESS=DEFLATE (RFC 4978): the same conversation, compressed.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use crate::world::{World, read_line};

/// A client that compresses, one flush a command, and inflates.
struct Compressed {
    stream: DuplexStream,
    deflate: Compress,
    inflate: Decompress,
    text: String,
}

impl Compressed {
    async fn new(world: &World) -> Self {
        let mut stream = world.dial("imap");
        stream.write_all(b"l LOGIN alice@example.test \"open sesame\"\r\nz compress deflate\r\n").await.unwrap();
        while read_line(&mut stream).await.unwrap() != "z OK DEFLATE active" {}
        let (deflate, inflate) = (Compress::new(Compression::default(), false), Decompress::new(false));
        Self { stream, deflate, inflate, text: String::new() }
    }

    fn packed(&mut self, octets: &[u8], flush: FlushCompress) -> Vec<u8> {
        let mut packed = Vec::with_capacity(octets.len() + 1000);
        self.deflate.compress_vec(octets, &mut packed, flush).unwrap();
        packed
    }

    async fn say(&mut self, text: &str) {
        let packed = self.packed(text.as_bytes(), FlushCompress::Sync);
        self.stream.write_all(&packed).await.unwrap();
    }

    /// Everything up to a line that begins so, which is the last.
    async fn until(&mut self, prefix: &str) -> String {
        loop {
            let ended = self.text.ends_with("\r\n");
            if ended && self.text.lines().next_back().is_some_and(|line| line.starts_with(prefix)) {
                return std::mem::take(&mut self.text);
            }
            self.hear().await;
        }
    }

    async fn hear(&mut self) {
        let mut octets = [0; 4096];
        let count = self.stream.read(&mut octets).await.unwrap();
        assert!(count > 0, "closed after {}", self.text);
        let mut rest = &octets[..count];
        while !rest.is_empty() {
            let (mut inflated, before) = (Vec::with_capacity(1 << 20), self.inflate.total_in());
            self.inflate.decompress_vec(rest, &mut inflated, FlushDecompress::Sync).unwrap();
            rest = &rest[usize::try_from(self.inflate.total_in() - before).unwrap()..];
            self.text.push_str(std::str::from_utf8(&inflated).unwrap());
        }
    }
}

#[tokio::test]
async fn commands_literals_and_idle_are_compressed() {
    let world = World::new(None).await;
    let mut client = Compressed::new(&world).await;
    client.say("a CAPABILITY\r\nb COMPRESS DEFLATE\r\n").await;
    let answer = client.until("b ").await;
    assert!(!answer.contains("COMPRESS="), "{answer}");
    assert!(answer.ends_with("b NO [COMPRESSIONACTIVE] DEFLATE is active already\r\n"), "{answer}");

    let line: String = (0..40u32).map(|number| char::from(b'a' + u8::try_from(number % 23).unwrap())).collect();
    let message = format!("Subject: large\r\n\r\n{}", format!("{line}\r\n").repeat(10_000));
    client.say(&format!("c APPEND INBOX {{{}}}\r\n", message.len())).await;
    client.until("+ ").await;
    client.say(&format!("{message}\r\nd SELECT INBOX\r\ne FETCH 1 BODY[]\r\n")).await;
    let answer = client.until("e ").await;
    let fetched = format!(" BODY[] {{{}}}\r\n{message}", message.len());
    assert!(answer.contains(&fetched), "{answer:.1000}");

    for _ in 0..2 {
        client.say("f IDLE\r\n").await;
        client.until("+ ").await;
        world.deliver(0, "Subject: x\r\n\r\n").await;
        assert!(client.until("* ").await.contains(" EXISTS\r\n"));
        client.say("DONE\r\n").await;
        client.until("f OK").await;
    }
    client.say("g LOGOUT\r\n").await;
    assert!(client.until("g ").await.ends_with("* BYE Logging out\r\ng OK LOGOUT completed\r\n"));
    world.end().await;
}

/// Thunderbird takes no more of what it inflates than there were compressed octets, and then waits.
#[tokio::test]
async fn what_idle_tells_at_first_is_not_shorter_than_what_it_inflates_to() {
    let world = World::new(None).await;
    for _ in 0..20 {
        world.deliver(0, "Subject: x\r\n\r\n").await;
    }
    let mut client = Compressed::new(&world).await;
    client.say("a SELECT INBOX\r\n").await;
    client.until("a OK").await;
    let mut device = world.connect("alice").await.unwrap();
    device.write_all(b"a SELECT INBOX\r\nb STORE 1:* FLAGS (\\Deleted)\r\nc EXPUNGE\r\n").await.unwrap();
    while !read_line(&mut device).await.unwrap().starts_with("c OK") {}
    client.say("d IDLE\r\n").await;
    let (mut octets, mut inflated) = (vec![0; 4096], Vec::with_capacity(4096));
    let count = client.stream.read(&mut octets).await.unwrap();
    client.inflate.decompress_vec(&octets[..count], &mut inflated, FlushDecompress::Sync).unwrap();
    let text = String::from_utf8(inflated).unwrap();
    assert!(text.starts_with("+ idling\r\n* 20 EXPUNGE\r\n* 19 EXPUNGE\r\n"), "{text}");
    assert!(count >= text.len(), "{count} octets for {}", text.len());
    client.say("DONE\r\n").await;
    client.until("d OK").await;
    world.end().await;
}

/// RFC 8437 §4.1: compression ends behind the command and behind its answer, however the client ends it.
#[tokio::test]
async fn unauthenticate_ends_it() {
    let world = World::new(None).await;
    for flush in [FlushCompress::Sync, FlushCompress::Finish] {
        let mut client = Compressed::new(&world).await;
        let mut octets = client.packed(b"a SELECT INBOX\r\nb UNAUTHENTICATE\r\n", flush);
        octets.extend_from_slice(b"c LOGIN bob@example.test \"open sesame\"\r\nd COMPRESS DEFLATE\r\n");
        for piece in octets.chunks(3) {
            client.stream.write_all(piece).await.unwrap();
        }
        let mut answers = Vec::new();
        while !answers.ends_with(b"d OK DEFLATE active\r\n") {
            answers.push(client.stream.read_u8().await.unwrap());
        }
        let mut inflated = Vec::with_capacity(10_000);
        client.inflate.decompress_vec(&answers, &mut inflated, FlushDecompress::Sync).unwrap();
        let end = usize::try_from(client.inflate.total_in()).unwrap();
        assert!(inflated.ends_with(b"b OK UNAUTHENTICATE completed\r\n"));
        assert!(answers[end..].starts_with(b"c OK ["), "{}", String::from_utf8_lossy(&answers[end..]));
    }
    world.end().await;
}

#[tokio::test]
async fn a_bomb_ends_the_session() {
    let world = World::new(None).await;
    let mut client = Compressed::new(&world).await;
    let bomb = client.packed(&vec![b'a'; 10 << 20], FlushCompress::Sync);
    client.stream.write_all(&bomb).await.unwrap();
    client.until("* BYE What you send inflates to too much").await;
    world.ended().await;
}

#[tokio::test]
async fn what_is_not_compressed_ends_the_session() {
    let world = World::new(None).await;
    let mut client = Compressed::new(&world).await;
    client.stream.write_all(b"a NOOP\r\n").await.unwrap();
    client.until("* BYE What you send is no DEFLATE").await;
    world.ended().await;
}
