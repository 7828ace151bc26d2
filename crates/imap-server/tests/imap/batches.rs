//! UIDBATCHES on more than a batch of messages (RFC 10022).

use std::ops::RangeInclusive;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::world::World;

/// The ranges of the response to a command.
async fn ranges(
    stream: &mut (impl AsyncBufReadExt + AsyncWriteExt + Unpin),
    command: &str,
) -> Vec<RangeInclusive<u32>> {
    stream.write_all(format!("x {command}\r\n").as_bytes()).await.unwrap();
    let mut line = String::new();
    while !line.starts_with("* UIDBATCHES ") {
        line.clear();
        stream.read_line(&mut line).await.unwrap();
    }
    let list = line.trim_end().strip_prefix("* UIDBATCHES (TAG \"x\")").unwrap().trim_start();
    let range = |text: &str| {
        let (high, low) = text.split_once(':').unwrap();
        low.parse().unwrap()..=high.parse().unwrap()
    };
    list.split(',').filter(|text| !text.is_empty()).map(range).collect()
}

#[tokio::test]
async fn batches_hold_as_many_messages_as_asked_for_and_every_uid() {
    let world = World::new(None).await;
    world.deliver_many(0, 2000).await;
    let mut stream = BufReader::new(world.dial("imap"));
    let commands = "a LOGIN alice@example.test \"open sesame\"\r\nb SELECT INBOX\r\n\
                    c UID STORE 100:299,1000,1990:2000 +FLAGS.SILENT (\\Deleted)\r\nd EXPUNGE\r\n";
    stream.write_all(commands.as_bytes()).await.unwrap();
    // 1788 messages are left.
    let all = ranges(&mut stream, "UIDBATCHES 500").await;
    assert_eq!(all, [1490..=1989, 989..=1489, 489..=988, 1..=488]);
    assert_eq!(ranges(&mut stream, "UIDBATCHES 500 2:3").await, all[1..3]);
    assert_eq!(ranges(&mut stream, "UIDBATCHES 894").await, [1096..=1989, 1..=1095]);
    assert_eq!(ranges(&mut stream, "UIDBATCHES 1787 2:2").await, [1..=1]);
    assert_eq!(ranges(&mut stream, "UIDBATCHES 1788 2:2").await, []);
}
