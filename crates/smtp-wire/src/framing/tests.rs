use proptest::prelude::*;

use super::*;

/// Feeds `pieces` and gives the content, the verdict and what was left over.
fn data(pieces: &[&[u8]]) -> (Vec<u8>, Option<Result<(), BareEnding>>, Vec<u8>) {
    let mut decoder = DataDecoder::new();
    let (mut content, mut end, mut rest) = (Vec::new(), None, Vec::new());
    for piece in pieces {
        let mut input = *piece;
        while end.is_none() && !input.is_empty() {
            let step = decoder.decode(input);
            content.extend_from_slice(step.content);
            end = step.end;
            input = &input[step.consumed..];
        }
        rest.extend_from_slice(input);
    }
    (content, end, rest)
}

fn in_octets(input: &[u8]) -> Vec<&[u8]> {
    input.chunks(1).collect()
}

fn content(input: &[u8]) -> Vec<u8> {
    let (content, end, rest) = data(&[input]);
    assert_eq!((end, rest), (Some(Ok(())), Vec::new()));
    content
}

#[test]
fn dots_are_taken_out() {
    assert_eq!(content(b"a\r\n..b\r\n.c\r\nd.\r\n.\r\n"), b"a\r\n.b\r\nc\r\nd.\r\n");
    assert_eq!(content(b"..\r\n.\r\n"), b".\r\n");
}

#[test]
fn a_message_may_be_empty() {
    assert_eq!(content(b".\r\n"), b"");
    assert_eq!(content(b"\r\n.\r\n"), b"\r\n");
}

#[test]
fn what_is_behind_the_end_is_left() {
    let (content, end, rest) = data(&[b"a\r\n.\r\nQUIT\r\n"]);
    assert_eq!((content.as_slice(), end, rest.as_slice()), (&b"a\r\n"[..], Some(Ok(())), &b"QUIT\r\n"[..]));
}

/// Every way to write an end that is none: the decoder goes on to the true end and refuses the message.
#[test]
fn smuggled_ends_are_no_ends() {
    let forms: [&[u8]; 14] = [
        b"\n.\n",
        b"\n.\r\n",
        b"\r\n.\n",
        b"\r.\r",
        b"\r\n.\r",
        b"\r.\n",
        b"\n.\r",
        b"\r.\r\n",
        b"\r\n.\r\r\n",
        b"\r\r\n.\r",
        b"\n\n.\n\n",
        b"\r\n.\r.\r\n",
        b"\n.\n\r\n",
        b"\r\n\n.\r\n",
    ];
    for form in forms {
        let wire = [b"a", form, b"MAIL FROM:<evil@example.test>\r\n.\r\nNOOP\r\n"].concat();
        let (_, end, rest) = data(&[&wire]);
        assert!(matches!(end, Some(Err(_))), "{form:?}");
        assert_eq!(rest, b"NOOP\r\n", "{form:?}");
    }
}

#[test]
fn the_first_bare_ending_is_named() {
    assert_eq!(data(&[b"a\nb\r.\r\n.\r\n"]).1, Some(Err(BareEnding::Lf)));
    assert_eq!(data(&[b"a\rb\n.\r\n.\r\n"]).1, Some(Err(BareEnding::Cr)));
}

#[test]
fn a_decoder_starts_anew_behind_an_end() {
    let mut decoder = DataDecoder::new();
    assert_eq!(decoder.decode(b"\n").end, None);
    assert_eq!(decoder.decode(b"\r\n.\r\n"), DataStep { consumed: 2, content: &[], end: None });
    assert_eq!(decoder.decode(b".\r\n").end, Some(Err(BareEnding::Lf)));
    assert_eq!(decoder.decode(b".\r\n").end, Some(Ok(())));
}

/// The definition in RFC 5321 §4.1.1.4 and §4.5.2, taken literally.
fn naive(wire: &[u8]) -> Option<(Option<Vec<u8>>, Vec<u8>)> {
    let whole = [b"\r\n", wire].concat();
    let end = whole.windows(5).position(|window| window == b"\r\n.\r\n")?;
    let (raw, rest) = (&whole[..end + 2], &whole[end + 5..]);
    let text: String = raw.iter().map(|&octet| char::from(octet)).collect();
    let lines: Vec<&str> = text.split("\r\n").collect();
    let is_clean = !lines.iter().any(|line| line.contains(['\r', '\n']));
    let unstuffed: Vec<&str> = lines.iter().map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
    let content: Vec<u8> = unstuffed.join("\r\n").chars().skip(2).map(|c| c as u8).collect();
    Some((is_clean.then_some(content), rest.to_vec()))
}

proptest! {
    #[test]
    fn data_is_what_the_definition_says(wire in "[\r\n.a]{0,24}(\r\n\\.\r\n[\r\n.a]{0,4})?") {
        let wire = wire.as_bytes();
        let (content, end, rest) = data(&[wire]);
        let by_definition = naive(wire);
        prop_assert_eq!(end.is_some(), by_definition.is_some());
        if let Some((clean, behind)) = by_definition {
            prop_assert_eq!(clean.is_some(), end == Some(Ok(())));
            prop_assert_eq!(rest, behind);
            if let Some(clean) = clean {
                prop_assert_eq!(content, clean);
            }
        }
    }

    #[test]
    fn data_in_octets_is_data_whole(wire in "[\r\n.ab]{0,40}") {
        let (content, end, rest) = data(&[wire.as_bytes()]);
        let (content_in_octets, end_in_octets, rest_in_octets) = data(&in_octets(wire.as_bytes()));
        prop_assert_eq!(end, end_in_octets);
        prop_assert_eq!(rest, rest_in_octets);
        prop_assert!(end != Some(Ok(())) || content == content_in_octets);
    }

    #[test]
    fn stuffed_content_comes_back(lines in prop::collection::vec("[.a-z ]{0,12}", 0..8)) {
        let content: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let wire: String = lines.iter().map(|line| format!("{}{line}\r\n", if line.starts_with('.') { "." } else { "" })).collect();
        let (decoded, end, _) = data(&[format!("{wire}.\r\n").as_bytes()]);
        prop_assert_eq!(end, Some(Ok(())));
        prop_assert_eq!(decoded, content.into_bytes());
    }
}

/// All lines and errors of a stream, up to and including the first bare ending.
fn lines(pieces: &[&[u8]], kind: LineKind) -> Vec<Result<Vec<u8>, LineError>> {
    let (mut decoder, mut found) = (LineDecoder::new(), Vec::new());
    for piece in pieces {
        let mut input = *piece;
        while !input.is_empty() && !matches!(found.last(), Some(Err(LineError::Bare(_)))) {
            let step = decoder.decode(input, kind);
            found.extend(step.line);
            input = &input[step.consumed..];
        }
    }
    found
}

fn commands(wire: &[u8]) -> Vec<Result<Vec<u8>, LineError>> {
    lines(&[wire], LineKind::Command)
}

#[test]
fn pipelined_lines_come_one_by_one() {
    assert_eq!(commands(b"NOOP\r\n\r\nQUIT\r\nhalf"), [Ok(b"NOOP".to_vec()), Ok(Vec::new()), Ok(b"QUIT".to_vec())]);
}

#[test]
fn a_part_of_a_line_is_known() {
    let mut decoder = LineDecoder::new();
    assert!(!decoder.is_partial());
    let _ = decoder.decode(b"NO", LineKind::Command);
    assert!(decoder.is_partial());
    let _ = decoder.decode(b"OP\r\n", LineKind::Command);
    assert!(!decoder.is_partial());
}

#[test]
fn bare_endings_are_fatal() {
    assert_eq!(commands(b"NOOP\nQUIT\r\n"), [Err(LineError::Bare(BareEnding::Lf))]);
    assert_eq!(commands(b"NOOP\rQUIT\r\n"), [Err(LineError::Bare(BareEnding::Cr))]);
    assert_eq!(commands(b"NOOP\r\r\n"), [Err(LineError::Bare(BareEnding::Cr))]);
}

#[test]
fn a_line_that_is_too_long_is_skipped() {
    let fits = vec![b'x'; COMMAND_LINE_MAX - 2];
    assert_eq!(commands(&[&fits[..], b"\r\nNOOP\r\n"].concat()), [Ok(fits.clone()), Ok(b"NOOP".to_vec())]);
    let wire = [&fits[..], b"x\r\nNOOP\r\n"].concat();
    assert_eq!(commands(&wire), [Err(LineError::TooLong), Ok(b"NOOP".to_vec())]);
    assert_eq!(lines(&in_octets(&wire), LineKind::Command), commands(&wire));
}

#[test]
fn authentication_may_be_long() {
    let auth = [b"auth PLAIN ".to_vec(), vec![b'x'; EXCHANGE_LINE_MAX - 13]].concat();
    assert_eq!(commands(&[&auth[..], b"\r\n"].concat()), [Ok(auth.clone())]);
    assert_eq!(commands(&[&auth[..], b"x\r\n"].concat()), [Err(LineError::TooLong)]);
    let response = vec![b'x'; EXCHANGE_LINE_MAX - 2];
    assert_eq!(lines(&[&response, b"\r\n"], LineKind::Exchange), [Ok(response.clone())]);
}

#[test]
fn chunks_end_after_their_length() {
    let mut decoder = ChunkDecoder::new(5);
    assert_eq!(decoder.decode(b"abc"), b"abc");
    assert!(!decoder.is_complete());
    assert_eq!(decoder.decode(b"deNOOP"), b"de");
    assert!(decoder.is_complete());
    assert!(ChunkDecoder::new(0).is_complete());
    assert_eq!(ChunkDecoder::new(u64::MAX).decode(b"x"), b"x");
}

fn endings(pieces: &[&[u8]]) -> Result<(), BareEnding> {
    let mut endings = LineEndings::new();
    pieces.iter().for_each(|piece| endings.scan(piece));
    endings.finish()
}

#[test]
fn bare_endings_in_chunks_are_seen() {
    assert_eq!(endings(&[b"a\r\n\r\n.\r\nb"]), Ok(()));
    assert_eq!(endings(&[b"a\r", b"\nb"]), Ok(()));
    assert_eq!(endings(&[b"a\r", b"b"]), Err(BareEnding::Cr));
    assert_eq!(endings(&[b"a\r\r\n"]), Err(BareEnding::Cr));
    assert_eq!(endings(&[b"a\n", b"\r"]), Err(BareEnding::Lf));
    assert_eq!(endings(&[b"a\r"]), Err(BareEnding::Cr));
}

proptest! {
    #[test]
    fn lines_in_octets_are_lines_whole(wire in "([\r\na]|\r\n){0,30}") {
        prop_assert_eq!(lines(&in_octets(wire.as_bytes()), LineKind::Command), commands(wire.as_bytes()));
    }

    #[test]
    fn endings_in_octets_are_endings_whole(wire in "([\r\na]|\r\n){0,12}") {
        let is_clean = !wire.replace("\r\n", "").contains(['\r', '\n']);
        prop_assert_eq!(endings(&[wire.as_bytes()]).is_ok(), is_clean);
        prop_assert_eq!(endings(&in_octets(wire.as_bytes())), endings(&[wire.as_bytes()]));
    }
}
