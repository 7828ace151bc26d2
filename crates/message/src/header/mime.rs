//! The Content- fields of a part (RFC 2045, RFC 2183).

use std::borrow::Cow;

use super::parameters::{parse_parameters, split_while};
use crate::part::{Disposition, Encoding, Parameter};
use crate::record::names;

/// RFC 2045 §5.1: `content := "Content-Type" ":" type "/" subtype *(";" parameter)`
#[derive(Debug)]
pub(crate) struct ContentType {
    pub(crate) media_type: Cow<'static, str>,
    pub(crate) subtype: Cow<'static, str>,
    pub(crate) parameters: Vec<Parameter>,
}

/// Reads an unfolded Content-Type field; `None` where it has no type and subtype (RFC 2045 §5.2 then assumes text/plain).
pub(crate) fn parse_content_type(field: &[u8]) -> Option<ContentType> {
    let (media_type, rest) = token(skip_comment(field));
    let rest = skip_comment(rest).strip_prefix(b"/")?;
    let (subtype, rest) = token(skip_comment(rest));
    let (media_type, subtype) = names::media_type(&lower(media_type)?, &lower(subtype)?);
    Some(ContentType { media_type, subtype, parameters: parse_parameters(skip_comment(rest)) })
}

/// Reads an unfolded Content-Disposition field. One that has parameters but no type counts as an attachment
/// (RFC 2183 §2.8).
pub(crate) fn parse_disposition(field: &[u8]) -> Option<Disposition> {
    let (kind, rest) = token(skip_comment(field));
    let is_type = !skip_comment(rest).starts_with(b"=");
    if let (true, Some(kind)) = (is_type, lower(kind)) {
        return Some(Disposition { kind: names::disposition(&kind), parameters: parse_parameters(skip_comment(rest)) });
    }
    let parameters = parse_parameters(field);
    (!parameters.is_empty()).then_some(Disposition { kind: Cow::Borrowed("attachment"), parameters })
}

/// RFC 2045 §6.1: `encoding := "Content-Transfer-Encoding" ":" mechanism`
pub(crate) fn parse_encoding(field: &[u8]) -> Encoding {
    let (mechanism, _) = token(skip_comment(field));
    match lower(mechanism).as_deref() {
        None | Some("7bit") => Encoding::SevenBit,
        Some("8bit") => Encoding::EightBit,
        Some("binary") => Encoding::Binary,
        Some("base64") => Encoding::Base64,
        Some("quoted-printable") => Encoding::QuotedPrintable,
        Some(other) => Encoding::Other(other.to_owned()),
    }
}

/// RFC 3282 §2: `Content-Language: language-tag *("," language-tag)`
pub(crate) fn parse_languages(field: &[u8]) -> Vec<Vec<u8>> {
    let tags = field.split(|&byte| byte == b',').map(|tag| token(skip_comment(tag)).0);
    tags.filter(|tag| !tag.is_empty()).take(LANGUAGES).map(<[u8]>::to_vec).collect()
}

/// How many language tags are kept.
const LANGUAGES: usize = 100;

/// The longest token that is taken for a type, an encoding or a disposition.
const TOKEN_BYTES: usize = 100;

/// RFC 2045 §5.1: `token := 1*<any (US-ASCII) CHAR except SPACE, CTLs, or tspecials>`
fn token(field: &[u8]) -> (&[u8], &[u8]) {
    split_while(field, |byte| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte))
}

fn lower(token: &[u8]) -> Option<String> {
    let usable = !token.is_empty() && token.len() <= TOKEN_BYTES;
    usable.then(|| String::from_utf8_lossy(token).to_ascii_lowercase())
}

/// Skips white space and the comments of RFC 822 §3.4.3 that RFC 2045 §5.1 allows between tokens; they may nest.
fn skip_comment(field: &[u8]) -> &[u8] {
    let rest = field.trim_ascii_start();
    if !rest.starts_with(b"(") {
        return rest;
    }
    let mut depth = 0_usize;
    for (position, byte) in rest.iter().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return rest.get(position + 1..).unwrap_or_default().trim_ascii_start();
        }
    }
    b""
}
