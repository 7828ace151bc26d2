use super::cursor::{Cursor, Error, Parse};
use super::message_set::nz_number;
use crate::{Part, Partial, Section, SectionText};

const SECTION: &str = "a section";

// section = "[" [section-spec] "]"
pub(super) fn section(cursor: &mut Cursor<'_>) -> Parse<Section> {
    cursor.expect(b'[', SECTION)?;
    let section = section_spec(cursor)?;
    cursor.expect(b']', "a closing bracket")?;
    Ok(section)
}

// section-spec = section-msgtext / (section-part ["." section-text])
pub(super) fn section_spec(cursor: &mut Cursor<'_>) -> Parse<Section> {
    if cursor.peek() == Some(b']') {
        return Ok(Section::default());
    }
    let part = section_part(cursor)?;
    let has_text = part.0.is_empty() || cursor.eat(b'.');
    let text = if has_text { Some(section_text(cursor, &part)?) } else { None };
    Ok(Section { part, text })
}

// section-part = nz-number *("." nz-number)
/// The part's number, empty if there is none. A dot before anything but a digit is left alone.
fn section_part(cursor: &mut Cursor<'_>) -> Parse<Part> {
    let mut part = Part::default();
    while cursor.peek().is_some_and(|byte| byte.is_ascii_digit()) {
        part.0.push(nz_number(cursor, "a part number")?);
        if part.0.len() > Part::MAX_DEPTH {
            return Err(Error::Expected("fewer levels in a part number"));
        }
        if !cursor.is_dot_before_digit() {
            break;
        }
        cursor.take(1);
    }
    Ok(part)
}

// section-text = section-msgtext / "MIME"
// section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"
fn section_text(cursor: &mut Cursor<'_>, part: &Part) -> Parse<SectionText> {
    let name = cursor.take_while(|byte| byte.is_ascii_alphabetic() || byte == b'.').to_ascii_uppercase();
    match name.as_slice() {
        b"HEADER" => Ok(SectionText::Header),
        b"TEXT" => Ok(SectionText::Text),
        b"MIME" if !part.0.is_empty() => Ok(SectionText::Mime),
        b"HEADER.FIELDS" => header_list(cursor).map(SectionText::HeaderFields),
        b"HEADER.FIELDS.NOT" => header_list(cursor).map(SectionText::HeaderFieldsNot),
        _ => Err(Error::Expected(SECTION)),
    }
}

// header-list = "(" header-fld-name *(SP header-fld-name) ")"
fn header_list(cursor: &mut Cursor<'_>) -> Parse<Vec<Box<[u8]>>> {
    cursor.sp()?;
    cursor.list1("header field names", |cursor| Ok(cursor.astring("a header field name")?.into()))
}

// section-binary = "[" [section-part] "]"
pub(super) fn section_binary(cursor: &mut Cursor<'_>) -> Parse<Part> {
    cursor.expect(b'[', SECTION)?;
    let part = section_part(cursor)?;
    cursor.expect(b']', "a closing bracket")?;
    Ok(part)
}

// partial = "<" number64 "." nz-number64 ">"
pub(super) fn partial(cursor: &mut Cursor<'_>) -> Parse<Option<Partial>> {
    if !cursor.eat(b'<') {
        return Ok(None);
    }
    let origin = cursor.number64()?;
    cursor.expect(b'.', "a range such as <0.100>")?;
    let length = cursor.number64()?;
    cursor.expect(b'>', "a range such as <0.100>")?;
    if length == 0 { Err(Error::Expected("a range that is not empty")) } else { Ok(Some(Partial { origin, length })) }
}
