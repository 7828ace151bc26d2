use super::envelope::{Envelope, envelope};
use super::{nstring, number, parenthesized, string};
use crate::TextMode;

/// A body part as BODY and BODYSTRUCTURE show it (RFC 9051 §7.5.2).
///
/// `Self` is a light handle on a part, given away by value.
pub trait BodyPart: Sized {
    /// Type and subtype. A leaf is never `multipart`, `message/rfc822` or `message/global`: those show what is inside,
    /// the last only to clients that may be sent UTF-8.
    fn media_type(&self) -> (&[u8], &[u8]);
    /// What is inside.
    fn content(&self) -> BodyContent<impl Iterator<Item = Self>, impl Envelope, Self>;
    /// Parameters of Content-Type.
    fn parameters(&self) -> impl Iterator<Item = BodyParameter<'_>>;
    /// Content-ID
    fn id(&self) -> Option<&[u8]>;
    /// Content-Description
    fn description(&self) -> Option<&[u8]>;
    /// Content-Transfer-Encoding; `7BIT` where there is none (RFC 2045 §6.1).
    fn encoding(&self) -> &[u8];
    /// The size of the encoded body in octets.
    fn octets(&self) -> u64;
    /// The size of the encoded body in lines; asked of text and messages only.
    fn lines(&self) -> u64;
    /// Content-MD5
    fn md5(&self) -> Option<&[u8]>;
    /// The type of Content-Disposition.
    fn disposition(&self) -> Option<&[u8]>;
    /// Parameters of Content-Disposition.
    fn disposition_parameters(&self) -> impl Iterator<Item = BodyParameter<'_>>;
    /// The tags of Content-Language.
    fn languages(&self) -> impl Iterator<Item = &[u8]>;
    /// Content-Location
    fn location(&self) -> Option<&[u8]>;
}

/// What is inside a body part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyContent<Parts, Enveloped, Part> {
    /// Nothing that IMAP shows.
    Leaf,
    /// Parts, at least one (ABNF `body-type-mpart`).
    Multipart(Parts),
    /// A message (ABNF `body-type-msg`).
    Message {
        /// Its envelope.
        envelope: Enveloped,
        /// Its own root part.
        body: Part,
    },
}

/// A parameter of Content-Type or Content-Disposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyParameter<'a> {
    /// Its name, without the asterisks of RFC 2231.
    pub name: &'a [u8],
    /// Its value; UTF-8 where `extended`.
    pub value: &'a [u8],
    /// Whether it was written with a charset; it is shown with an asterisk behind its name (RFC 9051 §7.5.2).
    pub extended: bool,
}

/// How much of the structure to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// BODY: without extension data.
    Body,
    /// BODYSTRUCTURE
    BodyStructure,
}

// body = "(" (body-type-1part / body-type-mpart) ")"
pub(super) fn body<P: BodyPart>(out: &mut Vec<u8>, part: &P, detail: Detail, mode: TextMode) {
    out.push(b'(');
    let content = if is_opaque(part, mode) { BodyContent::Leaf } else { part.content() };
    match content {
        BodyContent::Multipart(parts) => {
            parts.for_each(|inner| body(out, &inner, detail, mode));
            body_type_mpart(out, part, detail, mode);
        }
        BodyContent::Message { envelope: enveloped, body: inner } => {
            media_and_fields(out, part, mode);
            out.push(b' ');
            envelope(out, &enveloped, mode);
            out.push(b' ');
            body(out, &inner, detail, mode);
            spaced_number(out, part.lines());
            body_ext_1part(out, part, detail, mode);
        }
        BodyContent::Leaf => {
            media_and_fields(out, part, mode);
            if part.media_type().0.eq_ignore_ascii_case(b"text") {
                spaced_number(out, part.lines());
            }
            body_ext_1part(out, part, detail, mode);
        }
    }
    out.push(b')');
}

/// RFC 3501 §9 knows message/rfc822 alone; message/global shows what is inside to those who have enabled UTF8=ACCEPT
/// (RFC 9755 §6) or IMAP4rev2 (RFC 9051 §7.5.2), to whom all strings are UTF-8.
fn is_opaque(part: &impl BodyPart, mode: TextMode) -> bool {
    let (media, subtype) = part.media_type();
    mode == TextMode::Ascii && media.eq_ignore_ascii_case(b"message") && subtype.eq_ignore_ascii_case(b"global")
}

// body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]
fn body_type_mpart(out: &mut Vec<u8>, part: &impl BodyPart, detail: Detail, mode: TextMode) {
    out.push(b' ');
    string(out, part.media_type().1, mode);
    if detail == Detail::BodyStructure {
        out.push(b' ');
        body_fld_param(out, part.parameters(), mode);
        body_ext_tail(out, part, mode);
    }
}

// media-basic SP body-fields; body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP
//                                           body-fld-octets
fn media_and_fields(out: &mut Vec<u8>, part: &impl BodyPart, mode: TextMode) {
    let (media, subtype) = part.media_type();
    string(out, media, mode);
    out.push(b' ');
    string(out, subtype, mode);
    out.push(b' ');
    body_fld_param(out, part.parameters(), mode);
    out.push(b' ');
    nstring(out, part.id(), mode);
    out.push(b' ');
    nstring(out, part.description(), mode);
    out.push(b' ');
    string(out, part.encoding(), mode);
    spaced_number(out, part.octets());
}

// body-ext-1part = body-fld-md5 [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc]]]
fn body_ext_1part(out: &mut Vec<u8>, part: &impl BodyPart, detail: Detail, mode: TextMode) {
    if detail == Detail::BodyStructure {
        out.push(b' ');
        nstring(out, part.md5(), mode);
        body_ext_tail(out, part, mode);
    }
}

/// What `body-ext-1part` and `body-ext-mpart` end with: disposition, language, location.
fn body_ext_tail(out: &mut Vec<u8>, part: &impl BodyPart, mode: TextMode) {
    out.push(b' ');
    body_fld_dsp(out, part, mode);
    out.push(b' ');
    body_fld_lang(out, part.languages(), mode);
    out.push(b' ');
    nstring(out, part.location(), mode);
}

// body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
fn body_fld_param<'a>(out: &mut Vec<u8>, parameters: impl Iterator<Item = BodyParameter<'a>>, mode: TextMode) {
    list_or_nil(out, parameters, |out, parameter| {
        match parameter.extended {
            true => string(out, &[parameter.name, b"*"].concat(), mode),
            false => string(out, parameter.name, mode),
        }
        out.push(b' ');
        match parameter.extended && mode == TextMode::Ascii {
            true => string(out, &extended_value(parameter.value), mode),
            false => string(out, parameter.value, mode),
        }
    });
}

/// A UTF-8 value as RFC 2231 §4 writes it. RFC 9051 §7.5.2 wants it decoded, but clients of IMAP4rev1 take what is behind
/// a name with an asterisk for the form that stands in messages, as other servers pass it on.
fn extended_value(value: &[u8]) -> Vec<u8> {
    let mut text = b"UTF-8''".to_vec();
    for &octet in value {
        // RFC 2231 §7: attribute-char
        match octet.is_ascii_alphanumeric() || b"!#$&+-.^_`{|}~".contains(&octet) {
            true => text.push(octet),
            false => text.extend_from_slice(format!("%{octet:02X}").as_bytes()),
        }
    }
    text
}

// body-fld-dsp = "(" string SP body-fld-param ")" / nil
fn body_fld_dsp(out: &mut Vec<u8>, part: &impl BodyPart, mode: TextMode) {
    let Some(disposition) = part.disposition() else {
        return out.extend_from_slice(b"NIL");
    };
    out.push(b'(');
    string(out, disposition, mode);
    out.push(b' ');
    body_fld_param(out, part.disposition_parameters(), mode);
    out.push(b')');
}

// body-fld-lang = nstring / "(" string *(SP string) ")"
fn body_fld_lang<'a>(out: &mut Vec<u8>, languages: impl Iterator<Item = &'a [u8]>, mode: TextMode) {
    list_or_nil(out, languages, |out, language| string(out, language, mode));
}

fn list_or_nil<T>(out: &mut Vec<u8>, items: impl Iterator<Item = T>, write: impl FnMut(&mut Vec<u8>, T)) {
    let mut items = items.peekable();
    match items.peek() {
        None => out.extend_from_slice(b"NIL"),
        Some(_) => parenthesized(out, items, write),
    }
}

fn spaced_number(out: &mut Vec<u8>, value: u64) {
    out.push(b' ');
    number(out, value);
}
