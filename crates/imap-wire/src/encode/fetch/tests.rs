use std::num::NonZeroU32;

use super::*;
use crate::command::{BinarySection, BodySection};
use crate::encode::{Address, AddressField, BodyContent, BodyParameter};
use crate::{Date, Part, Partial, Section, SectionText};

fn begin(out: &mut Vec<u8>) -> FetchWriter {
    FetchWriter::begin(out, SeqNum::new(12).unwrap(), TextMode::Ascii)
}

fn written(write: impl FnOnce(&mut FetchWriter, &mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    let mut writer = begin(&mut out);
    write(&mut writer, &mut out);
    writer.end(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn items_are_spaced() {
    let line = written(|writer, out| {
        writer.flags(out, b"(\\Seen)");
        writer.uid(out, Uid::new(447).unwrap());
        writer.mod_seq(out, ModSeq::new(65402).unwrap());
        writer.rfc822_size(out, 44827);
        let date = Date::new(1996, 7, 17).unwrap();
        writer.internal_date(out, DateTime::new(date, (2, 44, 25), -420).unwrap());
    });
    let expected = "* 12 FETCH (FLAGS (\\Seen) UID 447 MODSEQ (65402) RFC822.SIZE 44827 \
                    INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")\r\n";
    assert_eq!(line, expected);
}

fn part(levels: &[u32]) -> Part {
    Part(levels.iter().filter_map(|&level| NonZeroU32::new(level)).collect())
}

fn section(levels: &[u32], text: Option<SectionText>, partial: Option<Partial>) -> FetchItem {
    let section = Section { part: part(levels), text };
    FetchItem::Section(BodySection { peek: true, section, partial })
}

#[test]
fn texts_are_streamed_under_the_name_asked_for() {
    let fields = || vec![b"Date".as_slice().into(), b"From".as_slice().into()];
    let partial = Some(Partial { origin: 100, length: 5 });
    let cases = [
        (section(&[], None, None), "BODY[]"),
        (section(&[4, 2, 1], None, None), "BODY[4.2.1]"),
        (section(&[4, 2], Some(SectionText::Mime), None), "BODY[4.2.MIME]"),
        (section(&[], Some(SectionText::Text), partial), "BODY[TEXT]<100>"),
        (section(&[], Some(SectionText::Header), None), "BODY[HEADER]"),
        (section(&[], Some(SectionText::HeaderFields(fields())), None), "BODY[HEADER.FIELDS (Date From)]"),
        (section(&[3], Some(SectionText::HeaderFieldsNot(fields())), None), "BODY[3.HEADER.FIELDS.NOT (Date From)]"),
        (FetchItem::Rfc822, "RFC822"),
        (FetchItem::Rfc822Header, "RFC822.HEADER"),
        (FetchItem::Rfc822Text, "RFC822.TEXT"),
    ];
    for (item, name) in cases {
        let line = written(|writer, out| {
            writer.text_header(out, &item, 5);
            out.extend_from_slice(b"ab\r\nc");
        });
        assert_eq!(line, format!("* 12 FETCH ({name} {{5}}\r\nab\r\nc)\r\n"));
    }
}

#[test]
fn decoded_content_goes_out_as_literal8() {
    let partial = Some(Partial { origin: 0, length: 9 });
    let item = FetchItem::Binary(BinarySection { peek: false, part: part(&[1]), partial });
    let line = written(|writer, out| {
        writer.binary_header(out, &item, 1);
        out.push(0);
        writer.text_header(out, &item, 1);
        out.push(b'x');
        writer.size(out, &FetchItem::BinarySize(part(&[2])), 7);
        writer.nil(out, &section(&[9], None, None));
    });
    assert_eq!(line, "* 12 FETCH (BINARY[1]<0> ~{1}\r\n\0 BINARY[1]<0> {1}\r\nx BINARY.SIZE[2] 7 BODY[9] NIL)\r\n");
}

#[test]
fn items_of_extensions() {
    // RFC 8474 §5, RFC 8514 §4.2, RFC 8970 §3
    let id = |text| ObjectId::new(text).unwrap();
    let line = written(|writer, out| {
        writer.email_id(out, &id("M6d99ac3275bb4e"));
        writer.thread_id(out, Some(&id("T64b478a75b7ea9")));
        writer.thread_id(out, None);
        let date = Date::new(2018, 2, 1).unwrap();
        writer.save_date(out, DateTime::new(date, (10, 0, 30), 0));
        writer.save_date(out, None);
        writer.preview(out, Some("Hello, \"World\""));
        writer.preview(out, Some("Grüße"));
        writer.preview(out, None);
    });
    let expected = "* 12 FETCH (EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9) THREADID NIL \
                    SAVEDATE \"01-Feb-2018 10:00:30 +0000\" SAVEDATE NIL \
                    PREVIEW \"Hello, \\\"World\\\"\" PREVIEW {7}\r\nGrüße PREVIEW NIL)\r\n";
    assert_eq!(line, expected);
}

#[test]
fn messages_by_uid_alone() {
    // RFC 9586 §3
    let mut out = Vec::new();
    let mut writer = FetchWriter::begin_uid(&mut out, Uid::new(25996).unwrap(), TextMode::Ascii);
    writer.flags(&mut out, b"(\\Seen)");
    writer.end(&mut out);
    assert_eq!(out, b"* 25996 UIDFETCH (FLAGS (\\Seen))\r\n");
}

struct Letter;

impl Envelope for Letter {
    fn date(&self) -> Option<&[u8]> {
        Some(b"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)")
    }

    fn subject(&self) -> Option<&[u8]> {
        Some("Grüße".as_bytes())
    }

    fn addresses(&self, field: AddressField) -> impl Iterator<Item = Address<'_>> {
        let gray =
            Address { name: Some(b"Terry Gray"), adl: None, mailbox: Some(b"gray"), host: Some(b"example.test") };
        let group = [Address { mailbox: Some(b"friends"), ..Default::default() }, Address::default()];
        let addresses = match field {
            AddressField::Cc => vec![],
            AddressField::To => group.to_vec(),
            _ => vec![gray],
        };
        addresses.into_iter()
    }

    fn in_reply_to(&self) -> Option<&[u8]> {
        None
    }

    fn message_id(&self) -> Option<&[u8]> {
        Some(b"")
    }
}

const LETTER: &str = "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" {7}\r\nGrüße \
    ((\"Terry Gray\" NIL \"gray\" \"example.test\")) ((\"Terry Gray\" NIL \"gray\" \"example.test\")) \
    ((\"Terry Gray\" NIL \"gray\" \"example.test\")) ((NIL NIL \"friends\" NIL)(NIL NIL NIL NIL)) NIL \
    ((\"Terry Gray\" NIL \"gray\" \"example.test\")) NIL \"\")";

#[test]
fn an_envelope_has_ten_fields() {
    let line = written(|writer, out| writer.envelope(out, &Letter));
    assert_eq!(line, format!("* 12 FETCH (ENVELOPE {LETTER})\r\n"));
}

#[derive(Clone, Copy)]
enum Piece {
    Mixed,
    Text,
    Image,
    Forwarded,
}

impl BodyPart for Piece {
    fn media_type(&self) -> (&[u8], &[u8]) {
        match self {
            Piece::Mixed => (b"multipart", b"mixed"),
            Piece::Text => (b"text", b"plain"),
            Piece::Image => (b"image", b"png"),
            Piece::Forwarded => (b"message", b"rfc822"),
        }
    }

    fn content(&self) -> BodyContent<impl Iterator<Item = Self>, impl Envelope, Self> {
        match self {
            Piece::Mixed => BodyContent::Multipart([Piece::Text, Piece::Image, Piece::Forwarded].into_iter()),
            Piece::Forwarded => BodyContent::Message { envelope: Letter, body: Piece::Text },
            _ => BodyContent::Leaf,
        }
    }

    fn parameters(&self) -> impl Iterator<Item = BodyParameter<'_>> {
        let parameter = match self {
            Piece::Mixed => Some(BodyParameter { name: b"boundary", value: b"b\"1", extended: false }),
            Piece::Text => Some(BodyParameter { name: b"charset", value: b"utf-8", extended: false }),
            _ => None,
        };
        parameter.into_iter()
    }

    fn id(&self) -> Option<&[u8]> {
        matches!(self, Piece::Image).then_some(b"<a@b>")
    }

    fn description(&self) -> Option<&[u8]> {
        None
    }

    fn encoding(&self) -> &[u8] {
        b"7bit"
    }

    fn octets(&self) -> u64 {
        42
    }

    fn lines(&self) -> u64 {
        3
    }

    fn md5(&self) -> Option<&[u8]> {
        None
    }

    fn disposition(&self) -> Option<&[u8]> {
        matches!(self, Piece::Image).then_some(b"attachment")
    }

    fn disposition_parameters(&self) -> impl Iterator<Item = BodyParameter<'_>> {
        std::iter::once(BodyParameter { name: b"filename", value: "a 图.png".as_bytes(), extended: true })
    }

    fn languages(&self) -> impl Iterator<Item = &[u8]> {
        let languages: &[&[u8]] = if matches!(self, Piece::Mixed) { &[b"de", b"en"] } else { &[] };
        languages.iter().copied()
    }

    fn location(&self) -> Option<&[u8]> {
        matches!(self, Piece::Mixed).then_some(b"http://x")
    }
}

#[test]
fn a_structure_without_and_with_extension_data() {
    let plain = "\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 42 3";
    let image = "\"image\" \"png\" NIL \"<a@b>\" NIL \"7bit\" 42";
    let message = "\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 42";
    let body = format!("(({plain})({image})({message} {LETTER} ({plain}) 3) \"mixed\")");
    assert_eq!(written(|writer, out| writer.body(out, &Piece::Mixed)), format!("* 12 FETCH (BODY {body})\r\n"));

    let none = "NIL NIL NIL NIL";
    let attachment = "NIL (\"attachment\" (\"filename*\" \"UTF-8''a%20%E5%9B%BE.png\")) NIL NIL";
    let root = "\"mixed\" (\"boundary\" \"b\\\"1\") NIL (\"de\" \"en\") \"http://x\"";
    let structure =
        format!("(({plain} {none})({image} {attachment})({message} {LETTER} ({plain} {none}) 3 {none}) {root})");
    let expected = format!("* 12 FETCH (BODYSTRUCTURE {structure})\r\n");
    assert_eq!(written(|writer, out| writer.body_structure(out, &Piece::Mixed)), expected);
}

#[test]
fn an_extended_parameter_is_decoded_for_clients_of_utf8_alone() {
    let mut out = Vec::new();
    let mut writer = FetchWriter::begin(&mut out, SeqNum::new(1).unwrap(), TextMode::Utf8);
    writer.body_structure(&mut out, &Piece::Image);
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("(\"filename*\" \"a 图.png\")"), "{text}");
}
