//! Annotations: more than there may be, and values of all octets there are.

use posthouse_mailbox::MAX_ANNOTATIONS;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

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

#[tokio::test]
async fn values_come_back_octet_by_octet() {
    let world = World::new(None).await;
    let mut stream = world.connect("alice").await.unwrap();
    let every: Vec<u8> = (0..=255).collect();
    let values: [&[u8]; 7] = [b"", b"\r\n", b"\"\\", b"NIL", "工".as_bytes(), &every, &every[1..]];
    for value in values {
        let set = format!("a SETMETADATA INBOX (/private/x ~{{{}+}}\r\n", value.len());
        let get = b")\r\nb GETMETADATA INBOX /private/x\r\n";
        stream.write_all(&[set.as_bytes(), value, get].concat()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"b OK GETMETADATA completed\r\n") {
            answer.push(stream.read_u8().await.unwrap());
        }
        let literal = |mark| [format!("{mark}{{{}}}\r\n", value.len()).as_bytes(), value].concat();
        let quoted = String::from_utf8_lossy(value).replace('\\', "\\\\").replace('"', "\\\"");
        let told = |value: &[u8]| [b"* METADATA INBOX (/private/x ", value, b")\r\nb OK"].concat();
        let forms = [told(&literal("")), told(&literal("~")), told(format!("\"{quoted}\"").as_bytes())];
        assert!(
            forms.iter().any(|form| answer.windows(form.len()).any(|window| window == form)),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
}
