//! More annotations than there may be.

use posthouse_mailbox::MAX_ANNOTATIONS;

use crate::client::Client;
use crate::world::World;

#[tokio::test]
async fn one_annotation_too_many_is_refused_with_all_that_came_with_it() {
    let world = World::new(None).await;
    let mut client = Client::new(world.dial("imap"));
    client.line().await;
    client.ok("LOGIN alice@example.test \"open sesame\"").await;
    let entries: Vec<_> = (0..MAX_ANNOTATIONS).map(|number| format!("/shared/vendor/x/{number} \"x\"")).collect();
    let refused = client.command(&format!("SETMETADATA INBOX ({} /shared/comment \"x\")", entries.join(" "))).await;
    assert!(refused.starts_with("NO [METADATA TOOMANY] "), "{refused}");
    client.ok(&format!("SETMETADATA INBOX ({})", entries.join(" "))).await;
    let refused = client.command("SETMETADATA INBOX (/shared/vendor/x/1 \"y\" /shared/comment \"x\")").await;
    assert!(refused.starts_with("NO [METADATA TOOMANY] "), "{refused}");
    client.ok("SETMETADATA INBOX (/shared/vendor/x/1 NIL /shared/comment \"x\" /private/comment \"x\")").await;
}
