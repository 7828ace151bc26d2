use crate::{Content, Indexer, Part, index, limits};

fn count(part: &Part) -> usize {
    1 + match &part.content {
        Content::Leaf => 0,
        Content::Multipart(parts) => parts.iter().map(count).sum(),
        Content::Message { part, .. } => count(part),
    }
}

fn depth(part: &Part) -> usize {
    1 + match &part.content {
        Content::Leaf => 0,
        Content::Multipart(parts) => parts.iter().map(depth).max().unwrap_or(0),
        Content::Message { part, .. } => depth(part),
    }
}

#[test]
fn what_lies_too_deep_is_opaque() {
    let message: String = (0..300)
        .map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"))
        .chain(["\r\ncore\r\n".to_owned()])
        .collect();
    let index = index(message.as_bytes());
    assert_eq!(depth(&index.root), limits::DEPTH);
    let mut record = Vec::new();
    index.encode(&mut record);
    assert_eq!(crate::Index::decode(&record), Ok(index));
}

#[test]
fn messages_in_messages_end_too() {
    let message = "Content-Type: message/rfc822\r\n\r\n".repeat(300);
    let index = index(message.as_bytes());
    assert_eq!(depth(&index.root), limits::DEPTH);
    let mut innermost = &index.root;
    while let Content::Message { part, .. } = &innermost.content {
        innermost = part;
    }
    assert_eq!(innermost.bodystructure_type(), ("application", "octet-stream"));
}

#[test]
fn the_last_part_takes_the_rest() {
    let message =
        ["Content-Type: multipart/mixed; boundary=b\r\n\r\n", &"--b\r\n\r\n".repeat(limits::PARTS + 500), "--b--\r\n"]
            .concat();
    let index = index(message.as_bytes());
    assert_eq!(count(&index.root), limits::PARTS);
    let Content::Multipart(parts) = &index.root.content else { panic!("no multipart") };
    assert_eq!(parts.last().map(|part| part.body.end), Some(index.size));
    let mut record = Vec::new();
    index.encode(&mut record);
    assert_eq!(crate::Index::decode(&record), Ok(index));
}

#[test]
fn offsets_are_exact_behind_a_header_too_long_to_gather() {
    let filler = "X-Filler: x\r\n".repeat(limits::HEADER_BYTES / 13 + 1000);
    let message = format!("Subject: seen\r\n{filler}From: not@seen\r\n\r\nbody");
    let index = index(message.as_bytes());
    assert_eq!(&message[index.root.body.start as usize..], "body");
    assert_eq!(index.envelope.subject.as_deref(), Some(&b"seen"[..]));
    assert!(index.envelope.from.is_empty());
    assert_eq!(index.preview, "body");
}

#[test]
fn a_field_has_only_so_many_addresses_and_parameters() {
    let message = format!(
        "To: {}\r\nContent-Type: a/b{}\r\n\r\n",
        "a,".repeat(limits::ADDRESSES + 10),
        ";a1=x;b=y".repeat(50_000)
    );
    let index = index(message.as_bytes());
    assert_eq!(index.envelope.to.len(), limits::ADDRESSES);
    let many: String = (0..1000).map(|number| format!(";a{number}=x")).collect();
    let root = crate::index(
        format!("Content-Type: a/b{many};long={}\r\n\r\n", "x".repeat(limits::PARAMETER_BYTES + 1)).as_bytes(),
    )
    .root;
    assert_eq!(root.parameters.len(), limits::PARAMETERS);
    assert_eq!(root.parameters.capacity(), limits::PARAMETERS);
}

#[test]
fn an_index_keeps_only_so_much_text() {
    let part = format!("--b\r\nContent-Description: {}\r\n\r\n\r\n", "x".repeat(100_000));
    let message = ["Content-Type: multipart/mixed; boundary=b\r\n\r\n", &part.repeat(200)].concat();
    let mut record = Vec::new();
    index(message.as_bytes()).encode(&mut record);
    assert!(record.len() < limits::INDEX_BYTES + 100_000);
}

#[test]
fn a_boundary_may_be_long_but_not_any_length() {
    let parts = |length: usize| {
        let boundary = "b".repeat(length);
        let message = format!(
            "Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n--{boundary}\r\n\r\n1\r\n--{boundary}--\r\n"
        );
        index(message.as_bytes()).part(&[1]).map(|part| part.body.end - part.body.start)
    };
    assert_eq!(parts(limits::BOUNDARY_BYTES), Some(1));
    assert!(parts(limits::BOUNDARY_BYTES + 1).is_some_and(|length| length > 1_000));
}

#[test]
fn lines_of_any_length_in_any_chunks() {
    for length in [1098, 1099, 1100, 1101, 5000] {
        let padding = " ".repeat(length - 3);
        let message = format!(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b{padding}\r\n--b{padding}x\r\n--b--\r\n"
        );
        let whole = index(message.as_bytes());
        for size in [1, 7, 1000, 1100, 1101] {
            let mut indexer = Indexer::new();
            message.as_bytes().chunks(size).for_each(|chunk| indexer.push(chunk));
            assert_eq!(indexer.finish(), whole, "{length} {size}");
        }
    }
}
