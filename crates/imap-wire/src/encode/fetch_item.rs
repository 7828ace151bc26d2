//! Names of FETCH items as the response repeats them.

use super::{astring, number, parenthesized};
use crate::command::FetchItem;
use crate::{Part, Partial, Section, SectionText, TextMode};

/// Writes the item's name, with the section and the origin but neither `.PEEK` nor the length (RFC 9051 §7.5.2).
pub(super) fn item_name(out: &mut Vec<u8>, item: &FetchItem) {
    out.extend_from_slice(keyword(item));
    match item {
        FetchItem::Section(body) => {
            section(out, &body.section);
            origin(out, body.partial);
        }
        FetchItem::Binary(binary) => {
            section_binary(out, &binary.part);
            origin(out, binary.partial);
        }
        FetchItem::BinarySize(part) => section_binary(out, part),
        _ => {}
    }
}

fn keyword(item: &FetchItem) -> &'static [u8] {
    match item {
        FetchItem::Envelope => b"ENVELOPE",
        FetchItem::Flags => b"FLAGS",
        FetchItem::InternalDate => b"INTERNALDATE",
        FetchItem::Rfc822Size => b"RFC822.SIZE",
        FetchItem::Uid => b"UID",
        FetchItem::ModSeq => b"MODSEQ",
        FetchItem::Body | FetchItem::Section(_) => b"BODY",
        FetchItem::BodyStructure => b"BODYSTRUCTURE",
        FetchItem::Rfc822 => b"RFC822",
        FetchItem::Rfc822Header => b"RFC822.HEADER",
        FetchItem::Rfc822Text => b"RFC822.TEXT",
        FetchItem::Binary(_) => b"BINARY",
        FetchItem::BinarySize(_) => b"BINARY.SIZE",
        FetchItem::EmailId => b"EMAILID",
        FetchItem::ThreadId => b"THREADID",
        FetchItem::SaveDate => b"SAVEDATE",
        FetchItem::Preview { .. } => b"PREVIEW",
    }
}

// section = "[" [section-spec] "]"
fn section(out: &mut Vec<u8>, section: &Section) {
    out.push(b'[');
    section_part(out, &section.part);
    if let Some(text) = &section.text {
        if !section.part.0.is_empty() {
            out.push(b'.');
        }
        section_text(out, text);
    }
    out.push(b']');
}

// section-part = nz-number *("." nz-number)
fn section_part(out: &mut Vec<u8>, part: &Part) {
    for (index, level) in part.0.iter().enumerate() {
        if index > 0 {
            out.push(b'.');
        }
        number(out, level.get().into());
    }
}

// section-text = section-msgtext / "MIME"
fn section_text(out: &mut Vec<u8>, text: &SectionText) {
    match text {
        SectionText::Header => out.extend_from_slice(b"HEADER"),
        SectionText::Text => out.extend_from_slice(b"TEXT"),
        SectionText::Mime => out.extend_from_slice(b"MIME"),
        SectionText::HeaderFields(names) => {
            out.extend_from_slice(b"HEADER.FIELDS ");
            header_list(out, names);
        }
        SectionText::HeaderFieldsNot(names) => {
            out.extend_from_slice(b"HEADER.FIELDS.NOT ");
            header_list(out, names);
        }
    }
}

// header-list = "(" header-fld-name *(SP header-fld-name) ")"
fn header_list(out: &mut Vec<u8>, names: &[Box<[u8]>]) {
    parenthesized(out, names, |out, name| astring(out, name, TextMode::Ascii));
}

// section-binary = "[" [section-part] "]"
fn section_binary(out: &mut Vec<u8>, part: &Part) {
    out.push(b'[');
    section_part(out, part);
    out.push(b']');
}

// "<" number ">"
fn origin(out: &mut Vec<u8>, partial: Option<Partial>) {
    if let Some(partial) = partial {
        out.push(b'<');
        number(out, partial.origin);
        out.push(b'>');
    }
}
