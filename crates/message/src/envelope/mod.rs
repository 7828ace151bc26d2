//! The envelope of a message (RFC 9051 §7.5.2).

mod view;

pub use view::{AddressList, Addresses, EnvelopeRef, MessageIds};

use crate::address::Address;

/// What a mail list shows of a message: raw header bytes, unfolded and not decoded, as IMAP wants them.
///
/// No value holds CR, LF or NUL. For text to show, see [`decode_header_text`](crate::decode_header_text).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Date; `None` where there is no such field, empty where it is empty. So are all the other `Option`s here.
    pub date: Option<Vec<u8>>,
    /// Subject.
    pub subject: Option<Vec<u8>>,
    /// From; empty (IMAP: NIL) where the field is missing or has no address.
    pub from: Vec<Address>,
    /// Sender; the same as `from` where the field is missing or has no address.
    pub sender: Vec<Address>,
    /// Reply-To; the same as `from` where the field is missing or has no address.
    pub reply_to: Vec<Address>,
    /// To.
    pub to: Vec<Address>,
    /// Cc.
    pub cc: Vec<Address>,
    /// Bcc.
    pub bcc: Vec<Address>,
    /// In-Reply-To, the whole field; see [`message_ids`](crate::message_ids).
    pub in_reply_to: Option<Vec<u8>>,
    /// Message-ID, with its angle brackets.
    pub message_id: Option<Vec<u8>>,
    /// The msg-ids of References in their order, without angle brackets. No part of IMAP's ENVELOPE.
    pub references: Vec<Vec<u8>>,
}

impl Envelope {
    /// A view that borrows from this envelope.
    #[must_use]
    pub fn as_ref(&self) -> EnvelopeRef<'_> {
        EnvelopeRef {
            date: self.date.as_deref(),
            subject: self.subject.as_deref(),
            from: AddressList::owned(&self.from),
            sender: AddressList::owned(&self.sender),
            reply_to: AddressList::owned(&self.reply_to),
            to: AddressList::owned(&self.to),
            cc: AddressList::owned(&self.cc),
            bcc: AddressList::owned(&self.bcc),
            in_reply_to: self.in_reply_to.as_deref(),
            message_id: self.message_id.as_deref(),
            references: MessageIds::owned(&self.references),
        }
    }
}
