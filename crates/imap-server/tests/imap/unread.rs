//! A client that does not read what it has asked for.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::World;

#[tokio::test]
async fn it_is_left_after_a_while() {
    let world = World::new(None).await;
    world.deliver_many(0, 5000).await;
    let mut stream = world.dial("impatient");
    let commands = b"a LOGIN alice@example.test \"open sesame\"\r\nb SELECT INBOX\r\nc FETCH 1:* FLAGS\r\n";
    stream.write_all(commands).await.unwrap();
    world.ended().await;
    let mut sent = Vec::new();
    stream.read_to_end(&mut sent).await.unwrap();
    let text = String::from_utf8(sent).unwrap();
    assert!(text.contains("b OK ") && !text.contains("c OK "), "{} octets", text.len());
}
