//! The envelope in a record.

use super::DecodeError;
use super::read::Reader;
use super::write::Writer;
use crate::address::{Address, AddressRef};
use crate::envelope::{AddressList, Envelope, EnvelopeRef, MessageIds};

/// Sender is the same as From and is left out.
const SENDER_IS_FROM: u8 = 1;

/// Reply-To is the same as From and is left out.
const REPLY_TO_IS_FROM: u8 = 2;

pub(super) fn encode(writer: &mut Writer<'_>, envelope: &Envelope) {
    let sender_is_from = envelope.sender == envelope.from;
    let reply_to_is_from = envelope.reply_to == envelope.from;
    let sender_flag = if sender_is_from { SENDER_IS_FROM } else { 0 };
    let reply_to_flag = if reply_to_is_from { REPLY_TO_IS_FROM } else { 0 };
    writer.byte(sender_flag | reply_to_flag);
    writer.nstring(envelope.date.as_deref());
    writer.nstring(envelope.subject.as_deref());
    addresses(writer, &envelope.from);
    if !sender_is_from {
        addresses(writer, &envelope.sender);
    }
    if !reply_to_is_from {
        addresses(writer, &envelope.reply_to);
    }
    addresses(writer, &envelope.to);
    addresses(writer, &envelope.cc);
    addresses(writer, &envelope.bcc);
    writer.nstring(envelope.in_reply_to.as_deref());
    writer.nstring(envelope.message_id.as_deref());
    writer.nested(|writer| envelope.references.iter().for_each(|id| writer.string(id)));
}

fn addresses(writer: &mut Writer<'_>, addresses: &[Address]) {
    writer.nested(|writer| {
        for address in addresses {
            writer.nstring(address.name.as_deref());
            writer.nstring(address.route.as_deref());
            writer.nstring(address.mailbox.as_deref());
            writer.nstring(address.host.as_deref());
        }
    });
}

/// Reads an envelope that fills `reader`.
pub(super) fn decode<'a>(reader: &mut Reader<'a>) -> Result<EnvelopeRef<'a>, DecodeError> {
    let flags = reader.byte()?;
    if flags & !(SENDER_IS_FROM | REPLY_TO_IS_FROM) != 0 {
        return Err(DecodeError::Malformed);
    }
    let (date, subject) = (reader.nstring()?, reader.nstring()?);
    let from = AddressList::record(reader.string()?);
    let sender = address_list(reader, (flags & SENDER_IS_FROM != 0).then_some(from))?;
    let reply_to = address_list(reader, (flags & REPLY_TO_IS_FROM != 0).then_some(from))?;
    let envelope = EnvelopeRef {
        date,
        subject,
        from,
        sender,
        reply_to,
        to: address_list(reader, None)?,
        cc: address_list(reader, None)?,
        bcc: address_list(reader, None)?,
        in_reply_to: reader.nstring()?,
        message_id: reader.nstring()?,
        references: MessageIds::record(reader.string()?),
    };
    if reader.0.is_empty() { Ok(envelope) } else { Err(DecodeError::Malformed) }
}

fn address_list<'a>(reader: &mut Reader<'a>, same: Option<AddressList<'a>>) -> Result<AddressList<'a>, DecodeError> {
    match same {
        Some(list) => Ok(list),
        None => reader.string().map(AddressList::record),
    }
}

/// A copy of an envelope all of whose lists are whole.
pub(super) fn checked(envelope: &EnvelopeRef<'_>) -> Result<Envelope, DecodeError> {
    let lists = [envelope.from, envelope.sender, envelope.reply_to, envelope.to, envelope.cc, envelope.bcc];
    let whole = lists.iter().all(AddressList::is_whole) && envelope.references.is_whole();
    if whole { Ok(envelope.to_owned()) } else { Err(DecodeError::Malformed) }
}

/// Takes the next address off a list; `None` at its end, and where it is damaged, which leaves `list` not empty.
pub(crate) fn next_address<'a>(list: &mut &'a [u8]) -> Option<AddressRef<'a>> {
    let mut reader = Reader(list);
    let name = reader.nstring().ok()?;
    let route = reader.nstring().ok()?;
    let mailbox = reader.nstring().ok()?;
    let host = reader.nstring().ok()?;
    *list = reader.0;
    Some(AddressRef { name, route, mailbox, host })
}

/// Takes the next string off a list, as [`next_address`] does.
pub(crate) fn next_string<'a>(list: &mut &'a [u8]) -> Option<&'a [u8]> {
    let mut reader = Reader(list);
    let string = reader.string().ok()?;
    *list = reader.0;
    Some(string)
}
