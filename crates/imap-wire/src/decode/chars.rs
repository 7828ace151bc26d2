//! Which octets may stand where (RFC 9051 §9).

// CTL of RFC 5234; 8-bit octets are no CHAR either
fn is_printable(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte)
}

// ATOM-CHAR = <any CHAR except atom-specials>
// atom-specials = "(" / ")" / "{" / SP / CTL / list-wildcards / quoted-specials / resp-specials
pub(crate) fn is_atom_char(byte: u8) -> bool {
    is_printable(byte) && !b"(){ %*\"\\]".contains(&byte)
}

// ASTRING-CHAR = ATOM-CHAR / resp-specials
pub(crate) fn is_astring_char(byte: u8) -> bool {
    is_atom_char(byte) || byte == b']'
}

// list-char = ATOM-CHAR / list-wildcards / resp-specials
pub(crate) fn is_list_char(byte: u8) -> bool {
    is_astring_char(byte) || byte == b'%' || byte == b'*'
}

/// What cannot be anything but a part of a word: list-char and the backslash.
pub(super) fn is_unquoted_char(byte: u8) -> bool {
    is_list_char(byte) || byte == b'\\'
}
