use super::nstring;
use crate::TextMode;

/// What ENVELOPE shows of a message (RFC 9051 §7.5.2). Octets as in the header, unfolded, encoded words left alone.
///
/// A field that is missing is `None`; one that is empty is empty.
pub trait Envelope {
    /// Date
    fn date(&self) -> Option<&[u8]>;
    /// Subject
    fn subject(&self) -> Option<&[u8]>;
    /// The addresses of a field, group marks among them. For Sender and Reply-To, those of From where the field is
    /// missing or empty.
    fn addresses(&self, field: AddressField) -> impl Iterator<Item = Address<'_>>;
    /// In-Reply-To
    fn in_reply_to(&self) -> Option<&[u8]>;
    /// Message-ID
    fn message_id(&self) -> Option<&[u8]>;
}

/// A header field of addresses, in the order of ENVELOPE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressField {
    /// From
    From,
    /// Sender
    Sender,
    /// Reply-To
    ReplyTo,
    /// To
    To,
    /// Cc
    Cc,
    /// Bcc
    Bcc,
}

impl AddressField {
    const IN_ORDER: [AddressField; 6] = [
        AddressField::From,
        AddressField::Sender,
        AddressField::ReplyTo,
        AddressField::To,
        AddressField::Cc,
        AddressField::Bcc,
    ];
}

/// An address, or the mark where a group begins (only `mailbox`: its name) or ends (nothing) (RFC 9051 §7.5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Address<'a> {
    /// The display name, quotes removed.
    pub name: Option<&'a [u8]>,
    /// The source route.
    pub adl: Option<&'a [u8]>,
    /// The local part, quotes removed.
    pub mailbox: Option<&'a [u8]>,
    /// The domain.
    pub host: Option<&'a [u8]>,
}

// envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP env-bcc SP
//            env-in-reply-to SP env-message-id ")"
pub(super) fn envelope(out: &mut Vec<u8>, envelope: &impl Envelope, mode: TextMode) {
    out.push(b'(');
    nstring(out, envelope.date(), mode);
    out.push(b' ');
    nstring(out, envelope.subject(), mode);
    for field in AddressField::IN_ORDER {
        out.push(b' ');
        addresses(out, envelope.addresses(field), mode);
    }
    out.push(b' ');
    nstring(out, envelope.in_reply_to(), mode);
    out.push(b' ');
    nstring(out, envelope.message_id(), mode);
    out.push(b')');
}

// env-from = "(" 1*address ")" / nil
fn addresses<'a>(out: &mut Vec<u8>, addresses: impl Iterator<Item = Address<'a>>, mode: TextMode) {
    let mut addresses = addresses.peekable();
    if addresses.peek().is_none() {
        return out.extend_from_slice(b"NIL");
    }
    out.push(b'(');
    for one in addresses {
        address(out, &one, mode);
    }
    out.push(b')');
}

// address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
fn address(out: &mut Vec<u8>, address: &Address<'_>, mode: TextMode) {
    let fields = [address.name, address.adl, address.mailbox, address.host];
    super::parenthesized(out, fields, |out, field| nstring(out, field, mode));
}
