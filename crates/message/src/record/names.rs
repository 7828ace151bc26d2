//! Names that every other message has: one byte in a record, no allocation in memory.
//!
//! The place of a name in its table is its code in the record, from 1. Tables of a released version never change.

use std::borrow::Cow;

type Name = Cow<'static, str>;

const MEDIA_TYPES: [(&str, &str); 44] = [
    ("text", "plain"),
    ("text", "html"),
    ("multipart", "alternative"),
    ("multipart", "mixed"),
    ("multipart", "related"),
    ("multipart", "signed"),
    ("multipart", "report"),
    ("multipart", "digest"),
    ("multipart", "encrypted"),
    ("multipart", "parallel"),
    ("message", "rfc822"),
    ("message", "delivery-status"),
    ("message", "disposition-notification"),
    ("message", "global"),
    ("message", "partial"),
    ("message", "external-body"),
    ("text", "calendar"),
    ("text", "csv"),
    ("text", "rfc822-headers"),
    ("text", "enriched"),
    ("text", "markdown"),
    ("text", "x-amp-html"),
    ("text", "vcard"),
    ("text", "x-vcard"),
    ("text", "x-patch"),
    ("text", "x-diff"),
    ("application", "octet-stream"),
    ("application", "pdf"),
    ("application", "pgp-signature"),
    ("application", "pgp-encrypted"),
    ("application", "pkcs7-signature"),
    ("application", "pkcs7-mime"),
    ("application", "zip"),
    ("application", "ics"),
    ("application", "msword"),
    ("application", "vnd.ms-excel"),
    ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("application", "vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("application", "ms-tnef"),
    ("image", "jpeg"),
    ("image", "png"),
    ("image", "gif"),
    ("image", "webp"),
];

const PARAMETERS: [&str; 20] = [
    "charset",
    "boundary",
    "name",
    "filename",
    "format",
    "delsp",
    "type",
    "start",
    "start-info",
    "protocol",
    "micalg",
    "report-type",
    "method",
    "size",
    "creation-date",
    "modification-date",
    "read-date",
    "smime-type",
    "reply-type",
    "x-unix-mode",
];

const DISPOSITIONS: [&str; 2] = ["attachment", "inline"];

/// The type and subtype, borrowed where they are known.
pub(crate) fn media_type(media_type: &str, subtype: &str) -> (Name, Name) {
    let known = MEDIA_TYPES.iter().find(|(known, sub)| *sub == subtype && *known == media_type);
    match known {
        Some((media_type, subtype)) => (Cow::Borrowed(media_type), Cow::Borrowed(subtype)),
        None => (Cow::Owned(media_type.to_owned()), Cow::Owned(subtype.to_owned())),
    }
}

/// The name of a parameter, borrowed where it is known.
pub(crate) fn parameter(name: &str) -> Name {
    known(&PARAMETERS, name)
}

/// A disposition type, borrowed where it is known.
pub(crate) fn disposition(kind: &str) -> Name {
    known(&DISPOSITIONS, kind)
}

/// The code of a media type; 0 where it has none.
pub(super) fn media_type_code(media_type: &str, subtype: &str) -> u8 {
    code(MEDIA_TYPES.iter().position(|(known, sub)| *sub == subtype && *known == media_type))
}

/// The code of a parameter name; 0 where it has none.
pub(super) fn parameter_code(name: &str) -> u8 {
    code(PARAMETERS.iter().position(|known| *known == name))
}

/// The code of a disposition type; 0 where it has none.
pub(super) fn disposition_code(kind: &str) -> u8 {
    code(DISPOSITIONS.iter().position(|known| *known == kind))
}

pub(super) fn media_type_of(code: u8) -> Option<(Name, Name)> {
    let (media_type, subtype) = MEDIA_TYPES.get(place(code)?)?;
    Some((Cow::Borrowed(media_type), Cow::Borrowed(subtype)))
}

pub(super) fn parameter_of(code: u8) -> Option<Name> {
    PARAMETERS.get(place(code)?).map(|name| Cow::Borrowed(*name))
}

pub(super) fn disposition_of(code: u8) -> Option<Name> {
    DISPOSITIONS.get(place(code)?).map(|name| Cow::Borrowed(*name))
}

fn known(table: &'static [&'static str], name: &str) -> Name {
    table
        .iter()
        .find(|known| **known == name)
        .map_or_else(|| Cow::Owned(name.to_owned()), |known| Cow::Borrowed(*known))
}

fn code(place: Option<usize>) -> u8 {
    place.and_then(|place| u8::try_from(place + 1).ok()).unwrap_or(0)
}

fn place(code: u8) -> Option<usize> {
    usize::from(code).checked_sub(1)
}
