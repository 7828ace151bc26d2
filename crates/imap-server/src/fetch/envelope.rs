//! ENVELOPE, from what the MIME index says of a header.

use posthouse_imap_wire::encode::{Address, AddressField, Envelope};
use posthouse_message::{AddressList, AddressRef, EnvelopeRef};

/// An envelope of the index as the encoder wants it.
pub(super) struct Indexed<'a>(pub(super) EnvelopeRef<'a>);

impl Indexed<'_> {
    fn list(&self, field: AddressField) -> AddressList<'_> {
        match field {
            AddressField::From => self.0.from,
            AddressField::Sender => self.0.sender,
            AddressField::ReplyTo => self.0.reply_to,
            AddressField::To => self.0.to,
            AddressField::Cc => self.0.cc,
            AddressField::Bcc => self.0.bcc,
        }
    }
}

impl Envelope for Indexed<'_> {
    fn date(&self) -> Option<&[u8]> {
        self.0.date
    }

    fn subject(&self) -> Option<&[u8]> {
        self.0.subject
    }

    fn addresses(&self, field: AddressField) -> impl Iterator<Item = Address<'_>> {
        self.list(field).iter().map(address)
    }

    fn in_reply_to(&self) -> Option<&[u8]> {
        self.0.in_reply_to
    }

    fn message_id(&self) -> Option<&[u8]> {
        self.0.message_id
    }
}

fn address(address: AddressRef<'_>) -> Address<'_> {
    Address { name: address.name, adl: address.route, mailbox: address.mailbox, host: address.host }
}
