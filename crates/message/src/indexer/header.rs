//! What a gathered header block says.

use super::budget::Budget;
use crate::address::Address;
use crate::address::parse_addresses;
use crate::envelope::Envelope;
use crate::header::mime::{parse_content_type, parse_disposition, parse_encoding, parse_languages};
use crate::header::{Field, fields, message_ids, unfold};
use crate::part::{Parameter, Part};

/// Fills in what the Content- fields of a part say; returns whether there is a Content-Type that can be read.
///
/// Of a repeated field the first counts. A missing MIME-Version is no matter (RFC 7103 §8.1).
pub(super) fn read_part(block: &[u8], part: &mut Part, budget: &mut Budget) -> TypeField {
    let mut seen = Seen::default();
    let mut type_field = TypeField::Missing;
    for field in fields(block) {
        let Some(name) = content_name(field.name) else { continue };
        if !seen.first(name) {
            continue;
        }
        if name == Name::Type {
            type_field = read_type(&unfold(field.value), part, budget);
        } else {
            read_other(name, &field, part, budget);
        }
    }
    if type_field != TypeField::Valid {
        part.parameters = vec![Parameter::us_ascii()];
    }
    type_field
}

/// What there is of a Content-Type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeField {
    Missing,
    /// There is one, but it names no type: text/plain (RFC 2045 §5.2).
    Invalid,
    Valid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Type,
    Encoding,
    Disposition,
    Id,
    Description,
    Md5,
    Language,
    Location,
}

/// Which fields have been read, one bit each.
#[derive(Default)]
struct Seen(u8);

impl Seen {
    fn first(&mut self, name: Name) -> bool {
        let bit = 1 << name as u8;
        let first = self.0 & bit == 0;
        self.0 |= bit;
        first
    }
}

fn content_name(name: &[u8]) -> Option<Name> {
    let (content, name) = name.split_at_checked(8)?;
    if !content.eq_ignore_ascii_case(b"Content-") {
        return None;
    }
    Some(match name.to_ascii_lowercase().as_slice() {
        b"type" => Name::Type,
        b"transfer-encoding" => Name::Encoding,
        b"disposition" => Name::Disposition,
        b"id" => Name::Id,
        b"description" => Name::Description,
        b"md5" => Name::Md5,
        b"language" => Name::Language,
        b"location" => Name::Location,
        _ => return None,
    })
}

fn read_type(value: &[u8], part: &mut Part, budget: &mut Budget) -> TypeField {
    let Some(content_type) = parse_content_type(value) else { return TypeField::Invalid };
    part.media_type = content_type.media_type;
    part.subtype = content_type.subtype;
    part.parameters = budget.parameters(content_type.parameters);
    TypeField::Valid
}

fn read_other(name: Name, field: &Field<'_>, part: &mut Part, budget: &mut Budget) {
    let value = unfold(field.value);
    match name {
        Name::Type => {}
        Name::Encoding => part.encoding = parse_encoding(&value),
        Name::Disposition => part.disposition = parse_disposition(&value),
        Name::Id => part.id = budget.text(value),
        Name::Description => part.description = budget.text(value),
        Name::Md5 => part.md5 = budget.text(value),
        Name::Language => part.language = budget.texts(parse_languages(&value).into_iter()),
        Name::Location => part.location = budget.text(value),
    }
    if let Some(disposition) = part.disposition.as_mut().filter(|_| name == Name::Disposition) {
        disposition.parameters = budget.parameters(std::mem::take(&mut disposition.parameters));
    }
}

/// The envelope of the message that begins with `block` (RFC 9051 §7.5.2).
///
/// Repeated address fields are joined (RFC 5322 §4.5.3, RFC 7103 §7.5.1); of the others the first counts.
pub(super) fn read_envelope(block: &[u8], budget: &mut Budget) -> Envelope {
    let mut envelope = Envelope::default();
    for field in fields(block) {
        read_field(&field, &mut envelope, budget);
    }
    if envelope.sender.is_empty() {
        envelope.sender.clone_from(&envelope.from);
    }
    if envelope.reply_to.is_empty() {
        envelope.reply_to.clone_from(&envelope.from);
    }
    envelope
}

fn read_field(field: &Field<'_>, envelope: &mut Envelope, budget: &mut Budget) {
    if let Some(list) = address_list(field.name, envelope) {
        list.extend(budget.addresses(parse_addresses(&unfold(field.value))));
    } else if let Some(text) = text_field(field.name, envelope) {
        if text.is_none() {
            *text = budget.text(unfold(field.value));
        }
    } else if field.name.eq_ignore_ascii_case(b"References") && envelope.references.is_empty() {
        let value = unfold(field.value);
        envelope.references = budget.texts(message_ids(&value).map(<[u8]>::to_vec));
    }
}

fn address_list<'a>(name: &[u8], envelope: &'a mut Envelope) -> Option<&'a mut Vec<Address>> {
    let lists: [(&[u8], _); 6] = [
        (b"From", &mut envelope.from),
        (b"Sender", &mut envelope.sender),
        (b"Reply-To", &mut envelope.reply_to),
        (b"To", &mut envelope.to),
        (b"Cc", &mut envelope.cc),
        (b"Bcc", &mut envelope.bcc),
    ];
    lists.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, list)| list)
}

fn text_field<'a>(name: &[u8], envelope: &'a mut Envelope) -> Option<&'a mut Option<Vec<u8>>> {
    let texts: [(&[u8], _); 4] = [
        (b"Date", &mut envelope.date),
        (b"Subject", &mut envelope.subject),
        (b"In-Reply-To", &mut envelope.in_reply_to),
        (b"Message-ID", &mut envelope.message_id),
    ];
    texts.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, text)| text)
}
