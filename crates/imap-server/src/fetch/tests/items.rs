//! Items that name no text.

use posthouse_mailbox::Flags;

use super::*;

const PLAIN: &str = "From: a@b\r\nSubject: hi\r\n\r\nbody\r\n";

fn text(octets: Vec<u8>) -> String {
    String::from_utf8(octets).unwrap()
}

#[tokio::test]
async fn placements_answer_without_records() {
    let stand = Stand::new().await;
    let keywords = vec!["$Junk".to_owned()];
    stand.add(PLAIN.as_bytes(), NamedFlags { system: Flags::SEEN | Flags::DRAFT, keywords }).await;
    stand.add(b"x", NamedFlags::default()).await;
    let items = [FetchItem::Flags, FetchItem::Uid, FetchItem::InternalDate, FetchItem::Rfc822Size, FetchItem::ModSeq];
    let modseqs: Vec<u64> = stand.inbox().messages().map(|message| message.modseq.0).collect();
    let expected = format!(
        "* 1 FETCH (FLAGS (\\Seen \\Draft $Junk) UID 1 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 32 \
         MODSEQ ({}))\r\n\
         * 2 FETCH (FLAGS () UID 2 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 1 MODSEQ ({}))\r\n",
        modseqs[0], modseqs[1]
    );
    assert_eq!(text(stand.fetch(&items).await), expected);
}

#[tokio::test]
async fn recent_is_what_the_session_says() {
    let stand = Stand::with(&["a", "b"]).await;
    let view = View { recent: UidSet::range(Uid::new(2).unwrap(), Uid::new(2).unwrap()), ..stand.view() };
    let (octets, _) = stand.fetch_of(&view, &[FetchItem::Flags]).await;
    assert_eq!(text(octets), "* 1 FETCH (FLAGS ())\r\n* 2 FETCH (FLAGS (\\Recent))\r\n");
}

#[tokio::test]
async fn a_change_of_flags_comes_along() {
    let stand = Stand::with(&["a", "b"]).await;
    let view = stand.view();
    let modseq = view.mailbox.by_number(1).unwrap().modseq;
    let first = UidSet::range(Uid::MIN, Uid::MIN);
    let items = [FetchItem::Rfc822Text];
    let request = Request {
        account: &stand.account,
        view: &view,
        messages: &UidSet::range(Uid::MIN, Uid::MAX),
        items: &items,
        newly_seen: &first,
        enabled: Enabled { condstore: true, ..Enabled::default() },
    };
    let (octets, _) = respond(request).await;
    let expected = format!(
        "* 1 FETCH (UID 1 FLAGS () MODSEQ ({modseq}) RFC822.TEXT {{1}}\r\na)\r\n* 2 FETCH (RFC822.TEXT {{1}}\r\nb)\r\n"
    );
    assert_eq!(text(octets), expected);
    let asked = [FetchItem::Flags, FetchItem::Rfc822Text];
    let (octets, _) = respond(Request { items: &asked, enabled: Enabled::default(), ..request }).await;
    assert!(text(octets).starts_with("* 1 FETCH (FLAGS () RFC822.TEXT {1}\r\na)\r\n"));
    let (octets, _) = respond(Request { items: &asked, ..request }).await;
    let expected = format!("* 1 FETCH (UID 1 MODSEQ ({modseq}) FLAGS () RFC822.TEXT {{1}}\r\na)\r\n");
    assert!(text(octets).starts_with(&expected));
}

#[tokio::test]
async fn envelopes_and_structures_come_from_records() {
    let stand = Stand::with(&[PLAIN]).await;
    let items = [FetchItem::Envelope, FetchItem::Body, FetchItem::BodyStructure, FetchItem::Uid];
    let expected = "* 1 FETCH (ENVELOPE (NIL \"hi\" ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) \
                    ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL) \
                    BODY (\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 6 1) \
                    BODYSTRUCTURE (\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 6 1 NIL NIL NIL NIL) \
                    UID 1)\r\n";
    assert_eq!(text(stand.fetch(&items).await), expected);
}

#[tokio::test]
async fn pages_keep_the_order() {
    let messages: Vec<String> = (1..=600).map(|number| format!("Subject: s{number}\r\n\r\nb{number}\r\n")).collect();
    let stand = Stand::with(&messages).await;
    let octets = text(stand.fetch(&[FetchItem::Envelope]).await);
    let expected =
        (1..=600).map(|n| format!("* {n} FETCH (ENVELOPE (NIL \"s{n}\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n"));
    assert_eq!(octets, expected.collect::<String>());
    let octets = text(stand.fetch(&[FetchItem::Rfc822Text]).await);
    let expected = (1..=600).map(|n| {
        let body = format!("b{n}\r\n");
        format!("* {n} FETCH (RFC822.TEXT {{{}}}\r\n{body})\r\n", body.len())
    });
    assert_eq!(octets, expected.collect::<String>());
}
