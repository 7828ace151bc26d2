use crate::{decode_header_text, fields, header_field, message_ids, unfold};

const BLOCK: &[u8] = b"From x\r\nTo: a@b\r\nSubject : one\r\n two\r\nstray\r\nX-Empty:\r\nto:c\n\r\nBody: x\r\n";

#[test]
fn fields_have_their_exact_bytes() {
    let found: Vec<_> = fields(BLOCK).map(|it| (it.name, it.value, &BLOCK[it.range])).collect();
    assert_eq!(
        found,
        [
            (&b"To"[..], &b" a@b"[..], &b"To: a@b\r\n"[..]),
            (b"Subject", b" one\r\n two\r\nstray", b"Subject : one\r\n two\r\nstray\r\n"),
            (b"X-Empty", b"", b"X-Empty:\r\n"),
            (b"to", b"c", b"to:c\n"),
        ]
    );
}

#[test]
fn a_field_is_found_by_name_in_any_case() {
    assert_eq!(header_field(BLOCK, "TO"), Some(&b" a@b"[..]));
    assert_eq!(header_field(BLOCK, "x-empty"), Some(&b""[..]));
    assert_eq!(header_field(BLOCK, "Body"), None);
    assert_eq!(header_field(b"A: b", "A"), Some(&b" b"[..]));
}

#[test]
fn unfolding_removes_line_ends_only() {
    assert_eq!(unfold(b" a\r\n  b\n\tc \r\n"), b"a  b\tc");
    assert_eq!(unfold(b"one\r\ntwo\nthree"), b"one two three");
    assert_eq!(unfold(b"a\0b\rc"), b"abc");
    assert_eq!(unfold(b" \r\n "), b"");
}

#[test]
fn message_ids_stand_in_angle_brackets_or_alone() {
    let ids = |value: &[u8]| message_ids(value).map(<[u8]>::to_vec).collect::<Vec<_>>();
    assert_eq!(ids(b"<a@b> (c) <d@e><f@g>"), [b"a@b", b"d@e", b"f@g"]);
    assert_eq!(ids(b"a@b, c@d word"), [b"a@b", b"c@d"]);
    assert_eq!(ids(b"<a@b <>"), [b"a@b"]);
    assert_eq!(ids(b"Your message of Monday"), Vec::<Vec<u8>>::new());
}

#[test]
fn encoded_words_are_decoded() {
    for (raw, text) in [
        ("=?ISO-8859-1?Q?a?=", "a"),
        ("=?ISO-8859-1?Q?a?= b", "a b"),
        ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
        ("=?ISO-8859-1?Q?a?=  \r\n  =?ISO-8859-1?Q?b?=", "ab"),
        ("=?ISO-8859-1?Q?a_b?=", "a b"),
        ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
        ("=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>", "Keith Moore <moore@cs.utk.edu>"),
        (
            "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
            "If you can read this you understand the example.",
        ),
        ("=?utf-8*en?q?caf=c3=a9?=", "café"),
        ("x=?utf-8?Q?=C3=A9?=y", "xéy"),
        ("=?utf-8?Q?=E4?= =?utf-8?Q?=B8=AD?=", "中"),
        ("=?utf-8?B?5L?= =?utf-8?Q?=B8=AD?=", "中"),
        ("=?utf-8?Q?=E4?= x =?utf-8?Q?=B8=AD?=", "\u{fffd} x \u{fffd}\u{fffd}"),
        ("=?utf-8?Q?two words?=", "two words"),
        ("=?utf-8?Q?=4?= =?utf-8?Q?=ZZ=?=", "=4=ZZ="),
        ("=?utf-8?X?a?= =?utf-8?Q?a =? =?", "=?utf-8?X?a?= =?utf-8?Q?a =? =?"),
        ("=?utf-8?Q??=x", "x"),
        ("=?utf-8?Q?a=0D=0Ab=00c?=", "a  b c"),
        ("plain", "plain"),
        ("", ""),
    ] {
        assert_eq!(decode_header_text(raw.as_bytes()), text, "{raw}");
    }
}

#[test]
fn raw_8_bit_beside_encoded_words_is_guessed() {
    assert_eq!(decode_header_text(b"\xC4\xE3\xBA\xC3 =?utf-8?Q?=C3=A9?="), "你好 é");
    assert_eq!(decode_header_text("你好".as_bytes()), "你好");
}
