//! Commands on very many messages.

use std::time::Instant;

use crate::client::Client;
use crate::world::World;

/// How many there are, and how often each command is done.
const MESSAGES: usize = 20_000;

async fn logged_in(world: &World) -> Client {
    let mut client = Client::new(world.dial("imap"));
    client.line().await;
    client.ok("LOGIN alice@example.test \"open sesame\"").await;
    client
}

/// Does a command and prints how long it took, the client's reading included.
async fn timed(client: &mut Client, command: &str) {
    let begun = Instant::now();
    let octets = client.skip(command).await;
    println!("{:>9.1?} {octets:>9} octets  {command}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_mailbox_is_fetched_stored_copied_and_expunged() {
    let world = World::new(None).await;
    world.deliver_many(0, MESSAGES).await;
    let (mut one, mut two) = (logged_in(&world).await, logged_in(&world).await);
    timed(&mut one, "SELECT INBOX").await;
    timed(&mut two, "SELECT INBOX").await;
    for command in [
        "FETCH 1:* FLAGS",
        "FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)",
        "STORE 1:* +FLAGS.SILENT (\\Seen)",
        "STORE 1:* -FLAGS (\\Seen)",
        "UID SEARCH UNSEEN",
        "UID SEARCH SUBJECT x",
        "UID SORT (REVERSE DATE) UTF-8 ALL",
        "UID SORT (SUBJECT FROM) UTF-8 ALL",
        "UID THREAD REFERENCES UTF-8 ALL",
        "UID THREAD ORDEREDSUBJECT UTF-8 ALL",
        "COPY 1:* Archive",
        "STORE 1:* +FLAGS.SILENT (\\Deleted)",
    ] {
        timed(&mut one, command).await;
    }
    timed(&mut two, "NOOP").await;
    timed(&mut one, "EXPUNGE").await;
    timed(&mut two, "NOOP").await;
    for client in [&mut one, &mut two] {
        client.select("INBOX").await;
        assert_eq!(client.messages.len(), 0);
        client.select("Archive").await;
        assert_eq!(client.messages.len(), MESSAGES);
    }
}
