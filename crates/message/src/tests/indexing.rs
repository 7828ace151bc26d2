use crate::{Content, Index, Part, index};

fn parts(index: &Index) -> &[Part] {
    match &index.root.content {
        Content::Multipart(parts) => parts,
        _ => &[],
    }
}

fn slice(message: &[u8], range: &std::ops::Range<u64>) -> Vec<u8> {
    message[range.start as usize..range.end as usize].to_vec()
}

/// Header and body of each part of a multipart with the boundary `b`, whose body is `body`.
fn split(body: &[u8]) -> Vec<(String, String)> {
    let message = [&b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"[..], body].concat();
    let text = |range| String::from_utf8(slice(&message, range)).unwrap();
    parts(&index(&message)).iter().map(|part| (text(&part.header), text(&part.body))).collect()
}

fn pair(header: &str, body: &str) -> (String, String) {
    (header.to_owned(), body.to_owned())
}

#[test]
fn the_line_end_before_a_boundary_belongs_to_it() {
    assert_eq!(
        split(b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n\r\n--b--\r\n"),
        [pair("\r\n", "one"), pair("\r\n", "two\r\n")]
    );
    assert_eq!(split(b"--b\n\none\n--b\n\ntwo\n\n--b--\n"), [pair("\n", "one"), pair("\n", "two\n")]);
    assert_eq!(split(b"--b\r\n\r\none\n--b--"), [pair("\r\n", "one")]);
    assert_eq!(split(b"--b\r\n\r\none\r\r\n--b--"), [pair("\r\n", "one\r")]);
}

#[test]
fn preamble_and_epilogue_are_no_parts() {
    assert_eq!(
        split(b"preamble\r\n--b\r\n\r\none\r\n--b--\r\nepilogue\r\n--b\r\n\r\nnot a part\r\n"),
        [pair("\r\n", "one")]
    );
    assert_eq!(split(b" --b\r\n--b\r\n\r\none --b\r\n-- b\r\n--b--"), [pair("\r\n", "one --b\r\n-- b")]);
}

#[test]
fn without_an_end_the_last_part_goes_to_the_end() {
    assert_eq!(split(b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n"), [pair("\r\n", "one"), pair("\r\n", "two\r\n")]);
    assert_eq!(split(b"--b\r\nX: y"), [pair("X: y", "")]);
    assert_eq!(split(b"--b"), [pair("", "")]);
}

#[test]
fn only_the_whole_line_is_a_boundary() {
    assert_eq!(
        split(b"--b\r\n\r\none\r\n--bb\r\n--b-\r\n--b---\r\n--b--x\r\n--b \t\r\n\r\ntwo"),
        [pair("\r\n", "one\r\n--bb\r\n--b-\r\n--b---\r\n--b--x"), pair("\r\n", "two")]
    );
}

#[test]
fn without_a_part_the_whole_body_is_one() {
    assert_eq!(split(b"just text\r\n"), [pair("", "just text\r\n")]);
    assert_eq!(split(b""), [pair("", "")]);
    assert_eq!(split(b"--b--\r\n"), [pair("", "--b--\r\n")]);
    let index = index(b"Content-Type: multipart/mixed\r\n\r\nread me\r\n");
    assert!(parts(&index)[0].is("text", "plain"));
    assert_eq!(index.preview, "read me");
}

#[test]
fn a_header_ends_at_a_blank_line_and_not_at_a_line_of_spaces() {
    let message = b"Subject: a\r\n \r\n b\r\n\r\nbody";
    let index = index(message);
    assert_eq!(slice(message, &index.root.body), b"body");
    assert_eq!(index.envelope.subject.as_deref(), Some(&b"a  b"[..]));
}

#[test]
fn text_where_a_header_should_be() {
    let body = |message: &[u8]| slice(message, &index(message).root.body);
    assert_eq!(body(b"hello\r\n\r\nworld\r\n"), b"hello\r\n\r\nworld\r\n");
    assert_eq!(body(b"A: b\r\nhello\r\n\r\nworld\r\n"), b"world\r\n");
    assert_eq!(body(b"A: b\r\nhello\r\nworld\r\n"), b"hello\r\nworld\r\n");
    assert_eq!(body(b"A: b\r\nhello\r\nC: d\r\nworld"), b"world");
    assert_eq!(body(b"A: b\r\n c\r\n"), b"");
    assert_eq!(body(b"\r\nA: b\r\n"), b"A: b\r\n");
    assert_eq!(split(b"--b\r\nhello\r\n\r\nworld\r\n--b--"), [pair("", "hello\r\n\r\nworld")]);
    assert_eq!(split(b"--b\r\nA: b\r\nhello\r\n--b--"), [pair("A: b\r\n", "hello")]);
    assert_eq!(split(b"--b\r\nA: b\r\n--b--"), [pair("A: b\r\n", "")]);
}

#[test]
fn lines_are_those_of_the_body() {
    let lines = |message: &[u8]| index(message).root.lines;
    assert_eq!(lines(b"A: b\r\n\r\n"), 0);
    assert_eq!(lines(b"A: b\r\n\r\none"), 1);
    assert_eq!(lines(b"A: b\r\n\r\none\r\n"), 1);
    assert_eq!(lines(b"A: b\r\n\r\n\r\n\r\nx"), 3);
    assert_eq!(lines(b"A: b\r\nstray\r\nmore"), 2);
    let index = index(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n1\r\n2\r\n--b\r\n\r\n1\r\n\r\n--b\r\n\r\n\r\n--b\r\n--b--");
    assert_eq!(parts(&index).iter().map(|part| part.lines).collect::<Vec<_>>(), [2, 1, 0, 0]);
}

#[test]
fn an_envelope_tells_missing_from_empty() {
    let envelope = index(b"Subject:\r\nFrom: a@b\r\nSender:\r\nTo:\r\nReply-To: c@d\r\n\r\n").envelope;
    assert_eq!((envelope.subject, envelope.date), (Some(Vec::new()), None));
    assert_eq!(envelope.sender, envelope.from);
    assert_eq!(envelope.reply_to[0].mailbox.as_deref(), Some(&b"c"[..]));
    assert!(envelope.to.is_empty());
}

#[test]
fn the_parts_of_a_digest_are_messages_unless_they_say_otherwise() {
    let digest = index(b"Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n\r\n1\r\n--b\r\nContent-Type: text/plain\r\n\r\n2\r\n--b\r\nno header\r\n--b--");
    let types: Vec<_> = parts(&digest).iter().map(|part| part.subtype.as_ref()).collect();
    assert_eq!(types, ["rfc822", "plain", "plain"]);
}

#[test]
fn a_line_end_before_a_boundary_stays_with_the_header_it_ends() {
    assert_eq!(split(b"--b\r\nA: b\r\n\r\n--b--"), [pair("A: b\r\n\r\n", "")]);
    assert_eq!(
        split(b"--b\r\nContent-Type: message/rfc822\r\n\r\n\r\n--b--"),
        [pair("Content-Type: message/rfc822\r\n\r\n", "\r\n")]
    );
}

#[test]
fn an_encoded_message_is_a_leaf() {
    for encoding in ["base64", "quoted-printable"] {
        let message =
            format!("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: {encoding}\r\n\r\nA: b\r\n\r\n");
        assert_eq!(index(message.as_bytes()).root.content, Content::Leaf);
    }
}

#[test]
fn the_preview_is_of_the_first_text_that_says_something() {
    let preview =
        |body: &str| index(format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{body}").as_bytes()).preview;
    assert_eq!(preview("preamble\r\n--b\r\n\r\n  one \r\n\t two\r\n--b\r\n\r\nthree"), "one two");
    assert_eq!(preview("--b\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html</p>"), "html");
    assert_eq!(
        preview(
            "--b\r\nContent-Disposition: attachment\r\n\r\nno\r\n--b\r\nContent-Type: text/x-y\r\n\r\nno\r\n--b\r\n\r\nyes"
        ),
        "yes"
    );
    let long_preamble = "preamble ".repeat(100);
    assert_eq!(preview(&format!("{long_preamble}\r\n--b\r\n\r\nthe part")), "the part");
    let long = index(format!("\r\n{}", "中 文 ".repeat(200)).as_bytes()).preview;
    assert_eq!(long.chars().count(), 200);
    assert_eq!(index("\r\n\u{feff}\u{200b}x\u{ad}y".as_bytes()).preview, "xy");
}
