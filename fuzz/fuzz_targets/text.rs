//! Text of any charset, and what is read from header fields.

#![no_main]

use libfuzzer_sys::fuzz_target;
use posthouse_message::{
    Charset, HtmlToText, base_subject, casemap, decode_header_text, fields, html_to_text, loosened, message_ids,
    parse_date, unfold,
};

/// One label of each kind of decoder, and one that nobody knows.
const LABELS: [&str; 21] = [
    "utf-8",
    "us-ascii",
    "gb18030",
    "gb2312",
    "big5",
    "iso-2022-jp",
    "iso-2022-kr",
    "hz-gb-2312",
    "utf-7",
    "euc-kr",
    "euc-jp",
    "shift_jis",
    "koi8-r",
    "windows-1251",
    "windows-1258",
    "iso-8859-1",
    "iso-8859-8-i",
    "utf-16",
    "cp949",
    "x-unknown",
    "",
];

fuzz_target!(|data: &[u8]| {
    let [label, size, bytes @ ..] = data else { return };
    let charset = Charset::for_label(LABELS[usize::from(*label) % LABELS.len()].as_bytes());
    let charset = charset.unwrap_or(Charset::UNDECLARED);
    let text = charset.decode(bytes);
    let mut decoder = charset.decoder();
    let mut pieces = String::new();
    bytes.chunks(usize::from(size % 32) + 1).for_each(|chunk| decoder.push(chunk, &mut pieces));
    decoder.finish(&mut pieces);
    assert_eq!(text, pieces, "{}", charset.name());
    mapped(&text);
    html(&text, *size);
    header(bytes);
});

/// Every piece can be mapped by itself.
fn mapped(text: &str) {
    let pieces: String = text.split_inclusive(|it: char| u32::from(it) % 3 == 0).map(casemap).collect();
    assert_eq!(pieces, casemap(text));
    let pieces: String =
        pieces.split_inclusive(char::is_whitespace).map(|piece| loosened(piece).into_owned()).collect();
    assert_eq!(pieces, loosened(&casemap(text)));
}

fn html(text: &str, size: u8) {
    let mut converter = HtmlToText::new();
    let mut plain = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = (usize::from(size % 32) + 1..=rest.len()).find(|&at| rest.is_char_boundary(at)).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(at);
        converter.push(piece, &mut plain);
        rest = behind;
    }
    converter.finish(&mut plain);
    assert_eq!(plain, html_to_text(text));
}

fn header(bytes: &[u8]) {
    let line = decode_header_text(bytes);
    assert!(!line.chars().any(char::is_control));
    assert!(!unfold(bytes).iter().any(|octet| matches!(octet, b'\r' | b'\n' | 0)));
    let _ = (parse_date(bytes), base_subject(&line), message_ids(bytes).count());
    let mut from = 0;
    for field in fields(bytes) {
        assert!(from <= field.range.start && field.range.end <= bytes.len());
        from = field.range.end;
    }
}
