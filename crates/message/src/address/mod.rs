//! Addresses (RFC 5322 §3.4).

mod lexer;
mod parse;

pub(crate) use parse::parse_addresses;

use crate::header::decode_header_text;

/// An address, or one of the two marks that IMAP puts around a group (RFC 9051 §7.5.2).
///
/// | | `mailbox` | `host` |
/// | --- | --- | --- |
/// | a mailbox | local-part | domain, empty where the header has none |
/// | begin of a group | name of the group | `None` |
/// | end of a group | `None` | `None` |
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The display name, raw: quotes removed, encoded words left. A comment, where there is no display name.
    pub name: Option<Vec<u8>>,
    /// The source route (RFC 5322 §4.4, obs-route) as it stands, without the colon behind it.
    pub route: Option<Vec<u8>>,
    /// The local-part without quotes, or the name of a group.
    pub mailbox: Option<Vec<u8>>,
    /// The domain.
    pub host: Option<Vec<u8>>,
}

/// An [`Address`] whose strings are borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRef<'a> {
    /// See [`Address::name`].
    pub name: Option<&'a [u8]>,
    /// See [`Address::route`].
    pub route: Option<&'a [u8]>,
    /// See [`Address::mailbox`].
    pub mailbox: Option<&'a [u8]>,
    /// See [`Address::host`].
    pub host: Option<&'a [u8]>,
}

impl Address {
    /// A view that borrows from this address.
    #[must_use]
    pub fn as_ref(&self) -> AddressRef<'_> {
        AddressRef {
            name: self.name.as_deref(),
            route: self.route.as_deref(),
            mailbox: self.mailbox.as_deref(),
            host: self.host.as_deref(),
        }
    }

    /// See [`AddressRef::display_name`].
    #[must_use]
    pub fn display_name(&self) -> Option<String> {
        self.as_ref().display_name()
    }

    /// See [`AddressRef::addr_spec`].
    #[must_use]
    pub fn addr_spec(&self) -> Option<String> {
        self.as_ref().addr_spec()
    }
}

impl AddressRef<'_> {
    /// A copy that owns its strings.
    #[must_use]
    pub fn to_owned(&self) -> Address {
        Address {
            name: self.name.map(<[u8]>::to_vec),
            route: self.route.map(<[u8]>::to_vec),
            mailbox: self.mailbox.map(<[u8]>::to_vec),
            host: self.host.map(<[u8]>::to_vec),
        }
    }

    /// The display name, decoded (RFC 2047).
    #[must_use]
    pub fn display_name(&self) -> Option<String> {
        self.name.map(decode_header_text)
    }

    /// `local-part@domain` as text, the local-part quoted where it must be; `None` for the marks of a group.
    /// An internationalized domain is left as it stands.
    #[must_use]
    pub fn addr_spec(&self) -> Option<String> {
        let (mailbox, host) = (self.mailbox?, self.host?);
        let mut spec = quoted_local_part(&decode_header_text(mailbox));
        if !host.is_empty() {
            spec.push('@');
            spec.push_str(&decode_header_text(host));
        }
        Some(spec)
    }

    /// Whether this begins a group.
    #[must_use]
    pub fn is_group_start(&self) -> bool {
        self.host.is_none() && self.mailbox.is_some()
    }

    /// Whether this ends a group.
    #[must_use]
    pub fn is_group_end(&self) -> bool {
        self.host.is_none() && self.mailbox.is_none()
    }
}

/// RFC 5322 §3.4.1: `local-part = dot-atom / quoted-string / obs-local-part`
fn quoted_local_part(local: &str) -> String {
    if local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext)) {
        return local.to_owned();
    }
    let mut quoted = String::with_capacity(local.len() + 2);
    quoted.push('"');
    for character in local.chars() {
        if matches!(character, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}

/// RFC 5322 §3.2.3 `atext`, with the 8-bit bytes of RFC 6532 §3.2.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte) || byte >= 0x80
}
