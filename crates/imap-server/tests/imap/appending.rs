//! APPEND of very many messages.

use crate::client::Client;
use crate::world::World;

/// How many messages one APPEND may have.
const MOST: usize = 1000;

/// An APPEND of so many small messages, all different.
fn append(count: usize) -> String {
    let messages = (0..count).map(|n| format!(" {{18+}}\r\nSubject: {n:05}\r\n\r\n"));
    format!("APPEND INBOX{}", messages.collect::<String>())
}

#[tokio::test]
async fn an_append_may_have_1000_messages() {
    let world = World::new(None).await;
    let mut client = Client::new(world.dial("imap"));
    client.line().await;
    client.ok("LOGIN alice@example.test \"open sesame\"").await;
    client.select("INBOX").await;
    let answer = client.command(&append(MOST + 1)).await;
    assert_eq!(answer, "NO [LIMIT] APPEND: no more than 1000 messages");
    assert_eq!(client.messages.len(), 0);
    let answer = client.ok(&append(MOST)).await;
    assert!(answer.ends_with(" 1:1000] APPEND completed"), "{answer}");
    assert_eq!(client.messages.len(), MOST);
    world.end().await;
}
