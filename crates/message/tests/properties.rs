//! What holds for any bytes at all.

// A test may panic; clippy.toml knows only functions marked as tests.
#![allow(clippy::unwrap_used)]

use posthouse_message::{
    Charset, Content, Encoding, EnvelopeRef, HtmlToText, Index, IndexRef, Indexer, Part, TextDecoder, TransferDecoder,
    base_subject, casemap, decode_header_text, fields, html_to_text, index, limits, message_ids, parse_date, unfold,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use unicode_normalization::UnicodeNormalization;

/// Lines that mean something, put together at random.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let lines: Vec<&[u8]> = vec![
        b"",
        b"",
        b"",
        b"--a",
        b"--a",
        b"--a--",
        b"--a-",
        b"--ab ",
        b"--ab--",
        b"--",
        b"text",
        b"\x00\xC4\xE3\xBA\xC3",
        b" continued",
        b"From someone Mon Nov 23",
        b"From: \"A\" <a@b>, g: c@d, e;",
        b"References: <a@b> <c@d>",
        b"Subject: =?utf-8?B?5Lit?=",
        b"Content-Type: multipart/mixed; boundary=a",
        b"Content-Type: multipart/digest; boundary=\"ab\"",
        b"Content-Type: multipart/mixed",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html; charset=gbk; name*0*=utf-8''%E4; name*1*=%B8%AD",
        b"Content-Type: x",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Disposition: attachment; filename=x",
        b"Content-ID: <1>",
        b"Content-Language: zh, en",
        b"=E4=B8=AD<p>=",
        b"5Lit5paH",
    ];
    let line = (select(lines), select(vec![&b"\r\n"[..], b"\r\n", b"\n", b"\r", b""]));
    vec(line, 0..40).prop_map(|lines| lines.iter().flat_map(|(line, end)| [*line, *end].concat()).collect())
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![4 => message(), 1 => vec(any::<u8>(), 0..300), 1 => vec(select(b"\r\n-a=?<>\"(:;, ".to_vec()), 0..300)]
}

/// Where to cut something into chunks.
fn cuts() -> impl Strategy<Value = Vec<usize>> {
    vec(1..40_usize, 1..60)
}

fn chunks<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut rest = bytes;
    let mut chunks = Vec::new();
    for &cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, behind) = rest.split_at(cut.min(rest.len()));
        chunks.push(chunk);
        rest = behind;
    }
    chunks
}

fn record(index: &Index) -> Vec<u8> {
    let mut record = Vec::new();
    index.encode(&mut record);
    record
}

/// Every part lies in its parent's body, behind its siblings, its body directly behind its header.
fn check_ranges(part: &Part) {
    assert!(part.header.start <= part.header.end && part.header.end == part.body.start);
    assert!(part.body.start <= part.body.end && part.lines <= part.body.end - part.body.start);
    match &part.content {
        Content::Leaf => {}
        Content::Message { part: inner, .. } => {
            assert_eq!((inner.header.start, inner.body.end), (part.body.start, part.body.end));
            check_ranges(inner);
        }
        Content::Multipart(parts) => {
            let mut from = part.body.start;
            assert!(!parts.is_empty());
            for inner in parts {
                assert!(inner.header.start >= from);
                check_ranges(inner);
                from = inner.body.end;
            }
            assert!(from <= part.body.end);
        }
    }
}

fn transfer(encoding: &Encoding, chunks: &[&[u8]]) -> Vec<u8> {
    let mut content = Vec::new();
    let mut decoder = TransferDecoder::new(encoding);
    chunks.iter().for_each(|chunk| decoder.push(chunk, &mut content));
    decoder.finish(&mut content);
    content
}

fn text(part: &Part, chunks: &[&[u8]]) -> String {
    let mut text = String::new();
    let mut decoder = TextDecoder::new(part);
    chunks.iter().for_each(|chunk| decoder.push(chunk, &mut text));
    decoder.finish(&mut text);
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn however_a_message_is_cut_its_index_is_the_same(bytes in bytes(), cuts in cuts()) {
        let mut indexer = Indexer::new();
        chunks(&bytes, &cuts).into_iter().for_each(|chunk| indexer.push(chunk));
        prop_assert_eq!(indexer.finish(), index(&bytes));
    }

    #[test]
    fn parts_lie_in_their_parents(bytes in bytes()) {
        let index = index(&bytes);
        prop_assert_eq!((index.root.header.start, index.root.body.end, index.size), (0, bytes.len() as u64, bytes.len() as u64));
        check_ranges(&index.root);
        prop_assert!(index.preview.chars().count() <= limits::PREVIEW_CHARS);
    }

    #[test]
    fn a_record_gives_back_its_index(bytes in bytes()) {
        let index = index(&bytes);
        let record = record(&index);
        let short = IndexRef::decode(&record).unwrap();
        prop_assert_eq!((short.size, short.has_attachment, short.preview), (index.size, index.has_attachment(), index.preview.as_str()));
        prop_assert_eq!(short.envelope.to_owned(), index.envelope.clone());
        prop_assert_eq!(index.envelope.as_ref().to_owned(), index.envelope.clone());
        prop_assert_eq!(Index::decode_envelope(&record).unwrap(), index.envelope.clone());
        prop_assert_eq!(Index::decode(&record), Ok(index));
    }

    #[test]
    fn a_damaged_record_is_an_error_or_another_index(bytes in bytes(), place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut record = record(&index(&bytes));
        let place = place.index(record.len());
        record[place] = byte;
        if cut {
            record.truncate(place);
        }
        let _ = Index::decode(&record);
        if let Ok(envelope) = EnvelopeRef::decode(&record) {
            let _ = envelope.to_owned();
        }
    }

    #[test]
    fn garbage_is_no_record(bytes in vec(any::<u8>(), 0..200)) {
        let _ = Index::decode(&[&[1][..], &bytes].concat());
        let _ = Index::decode_envelope(&[&[1, 0, 0][..], &bytes].concat());
        prop_assert!(bytes.first() == Some(&1) || Index::decode(&bytes).is_err());
    }

    #[test]
    fn fields_follow_each_other_in_the_block(bytes in bytes()) {
        let mut end = 0;
        for field in fields(&bytes) {
            prop_assert!(field.range.start >= end && field.range.end <= bytes.len());
            prop_assert!(bytes[field.range.clone()].starts_with(field.name));
            let line = unfold(field.value);
            prop_assert!(!line.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)));
            end = field.range.end;
        }
    }

    #[test]
    fn however_an_encoding_is_cut_its_content_is_the_same(bytes in vec(select(b"=4Aa \t\r\n+/-M&begind 64".to_vec()), 0..400), cuts in cuts()) {
        for encoding in [Encoding::Base64, Encoding::QuotedPrintable, Encoding::Binary, Encoding::Other("x-uuencode".to_owned())] {
            prop_assert_eq!(transfer(&encoding, &chunks(&bytes, &cuts)), transfer(&encoding, &[&bytes]));
        }
    }

    #[test]
    fn however_a_text_is_cut_it_is_decoded_the_same(bytes in vec(select(b"\x1B$B)C~{}~~+AGI-/ \n\x0E\x0Fa\x81\xB0\xC4\xE3\xBA\xC3\xFF=".to_vec()), 0..200), cuts in cuts()) {
        for label in ["utf-8", "gb18030", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "utf-7", "us-ascii", "utf-16"] {
            let head = format!("Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
            let root = index(head.as_bytes()).root;
            prop_assert_eq!(text(&root, &chunks(&bytes, &cuts)), text(&root, &[&bytes]));
            let mut whole = String::new();
            let mut decoder = Charset::for_label(label.as_bytes()).unwrap().decoder();
            decoder.push(&bytes, &mut whole);
            decoder.finish(&mut whole);
            prop_assert_eq!(Charset::for_label(label.as_bytes()).unwrap().decode(&bytes), whole);
        }
    }

    #[test]
    fn however_vietnamese_is_cut_its_letters_are_the_same(bytes in vec(select(b"aEo \xea\xf4\xec\xf2\xd2\xcc\xde".to_vec()), 0..200), cuts in cuts()) {
        let charset = Charset::for_label(b"windows-1258").unwrap();
        let (mut decoder, mut text) = (charset.decoder(), String::new());
        chunks(&bytes, &cuts).into_iter().for_each(|chunk| decoder.push(chunk, &mut text));
        decoder.finish(&mut text);
        prop_assert_eq!(text, charset.decode(&bytes));
    }

    #[test]
    fn however_html_is_cut_its_text_is_the_same(pieces in vec(select(vec!["<", ">", "<p>", "<!--", "--", "-->", "<style>", "</style", "<script>", "</script>", "&", "&amp;", "&#20013;", "&#x", ";", " ", "\n", "a", "中", "\"", "'", "=", "<br/>", "<td>", "<a title='"]), 0..60), cuts in cuts()) {
        let html = pieces.concat();
        let mut text = String::new();
        let mut converter = HtmlToText::new();
        let characters: Vec<char> = html.chars().collect();
        let mut rest = characters.as_slice();
        for &cut in cuts.iter().cycle().take_while(|_| !html.is_empty()) {
            let (chunk, behind) = rest.split_at(cut.min(rest.len()));
            converter.push(&chunk.iter().collect::<String>(), &mut text);
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        converter.finish(&mut text);
        prop_assert_eq!(text, html_to_text(&html));
    }

    #[test]
    fn header_text_is_one_line_whatever_it_is(bytes in bytes()) {
        prop_assert!(!decode_header_text(&bytes).chars().any(char::is_control));
        let _ = parse_date(&bytes);
        message_ids(&bytes).for_each(|id| assert!(!id.is_empty()));
    }

    #[test]
    fn plain_text_decodes_to_itself(text in "[ -~é中한😀]{0,60}") {
        let text = text.replace("=?", "");
        prop_assert_eq!(decode_header_text(text.as_bytes()), text.trim());
    }

    #[test]
    fn an_encoded_word_gives_back_its_text(text in "[A-Za-z é中한😀]{1,30}") {
        let word = format!("=?utf-8?Q?{}?=", text.bytes().map(|byte| format!("={byte:02X}")).collect::<String>());
        prop_assert_eq!(decode_header_text(word.as_bytes()), text);
    }

    #[test]
    fn case_width_and_composition_make_no_difference(text in "[ A-Za-z0-9À-ÖØ-Þà-öø-þА-яΑ-ΡΣ-Ωα-ρσ-ωÅ가-힣が-んガ-ン一-龥ａ-ｚ！-／]{0,40}") {
        prop_assert_eq!(casemap(&text.nfd().collect::<String>()), casemap(&text));
        prop_assert_eq!(casemap(&text.to_uppercase()), casemap(&text.to_lowercase()));
    }

    #[test]
    fn the_form_of_a_piece_is_a_piece_of_the_form(one in "(\\PC|[ a-zé]|[一-龥가-힣]){0,80}", other in "(\\PC|[ a-zé]|[一-龥가-힣]){0,80}") {
        prop_assert_eq!(casemap(&format!("{one}{other}")), casemap(&one) + &casemap(&other));
    }

    #[test]
    fn chinese_characters_stay_what_and_where_they_are(text in "([ -~]|[一-龥]|[䀀-䶿]){0,80}") {
        prop_assert_eq!(casemap(&text), text.to_ascii_uppercase());
    }

    #[test]
    fn a_base_subject_has_no_base_but_itself(subject in "( |Re|re:|Fwd:|\\[a\\]|\\[|\\]|\\(fwd\\)|\\[fwd: |x|中){0,8}") {
        let base = base_subject(&subject).text;
        prop_assert_eq!(base_subject(&base).text, base);
    }
}
