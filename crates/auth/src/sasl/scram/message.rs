//! The client's messages (RFC 5802 §7).

use super::super::{Failure, Result, malformed};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// `gs2-cbind-flag = ("p=" cb-name) / "n" / "y"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BindingFlag {
    /// `p`: the client binds to a channel of this type.
    Bound(String),
    /// `y`: the client could bind, but saw no -PLUS offered.
    NotOffered,
    /// `n`: the client cannot bind.
    Unsupported,
}

/// `client-first-message = gs2-header client-first-message-bare`.
pub(super) struct ClientFirst {
    pub(super) flag: BindingFlag,
    pub(super) authzid: String,
    /// `gs2-header`, as it was sent.
    pub(super) gs2_header: String,
    /// `client-first-message-bare`, as it was sent.
    pub(super) bare: String,
    pub(super) username: String,
    pub(super) nonce: String,
}

/// `client-final-message = client-final-message-without-proof "," proof`.
pub(super) struct ClientFinal {
    /// `cbind-input`, decoded.
    pub(super) binding: Vec<u8>,
    pub(super) nonce: String,
    pub(super) proof: Vec<u8>,
    /// `client-final-message-without-proof`, as it was sent.
    pub(super) without_proof: String,
}

/// `client-first-message`.
pub(super) fn client_first(text: &str) -> Result<ClientFirst> {
    let (flag, rest) = split(text)?;
    let (authzid, bare) = split(rest)?;
    let (flag, authzid) = (gs2_cbind_flag(flag)?, gs2_authzid(authzid)?);
    let (username, nonce) = client_first_bare(bare)?;
    let gs2_header = text.strip_suffix(bare).unwrap_or_default().to_owned();
    Ok(ClientFirst { flag, authzid, gs2_header, bare: bare.to_owned(), username, nonce })
}

/// `gs2-cbind-flag = ("p=" cb-name) / "n" / "y"`, `cb-name = 1*(ALPHA / DIGIT / "." / "-")`.
fn gs2_cbind_flag(text: &str) -> Result<BindingFlag> {
    match text {
        "n" => Ok(BindingFlag::Unsupported),
        "y" => Ok(BindingFlag::NotOffered),
        _ => Ok(BindingFlag::Bound(attribute(text, "p=")?.to_owned())),
    }
}

/// `[authzid]`, `authzid = "a=" saslname`.
fn gs2_authzid(text: &str) -> Result<String> {
    match text {
        "" => Ok(String::new()),
        _ => saslname(attribute(text, "a=")?),
    }
}

/// `client-first-message-bare = [reserved-mext ","] username "," nonce ["," extensions]`: username and nonce.
fn client_first_bare(text: &str) -> Result<(String, String)> {
    if text.starts_with("m=") {
        return malformed("mandatory extensions are not supported");
    }
    let mut attributes = text.split(',');
    let username = saslname(attribute(attributes.next().unwrap_or_default(), "n=")?)?;
    let nonce = printable(attribute(attributes.next().unwrap_or_default(), "r=")?)?;
    Ok((username, nonce))
}

/// `client-final-message-without-proof = channel-binding "," nonce ["," extensions]`, then `"," proof`.
pub(super) fn client_final(text: &str) -> Result<ClientFinal> {
    let Some((without_proof, proof)) = text.rsplit_once(',') else {
        return malformed("the message has too few attributes");
    };
    let (binding, rest) = split(without_proof).or_else(|_| malformed("the message has no nonce"))?;
    let nonce = rest.split(',').next().unwrap_or_default();
    Ok(ClientFinal {
        binding: base64(attribute(binding, "c=")?)?,
        nonce: printable(attribute(nonce, "r=")?)?,
        proof: base64(attribute(proof, "p=")?)?,
        without_proof: without_proof.to_owned(),
    })
}

fn split(text: &str) -> Result<(&str, &str)> {
    text.split_once(',').ok_or(Failure::Malformed("the message has too few attributes"))
}

/// The value of an attribute, which must be this one and not empty.
fn attribute<'a>(text: &'a str, name: &str) -> Result<&'a str> {
    match text.strip_prefix(name) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => malformed("an attribute is missing or out of order"),
    }
}

/// `saslname = 1*(value-safe-char / "=2C" / "=3D")`.
fn saslname(text: &str) -> Result<String> {
    let mut pieces = text.split('=');
    let mut name = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (character, rest) = match piece.split_at_checked(2) {
            Some(("2C", rest)) => (',', rest),
            Some(("3D", rest)) => ('=', rest),
            _ => return malformed("the name has a wrong escape"),
        };
        name.push(character);
        name.push_str(rest);
    }
    match name.contains('\0') {
        true => malformed("the name has a NUL"),
        false => Ok(name),
    }
}

/// `c-nonce = printable`, `printable = %x21-2B / %x2D-7E`.
fn printable(text: &str) -> Result<String> {
    match text.bytes().all(|byte| matches!(byte, 0x21..=0x2B | 0x2D..=0x7E)) {
        true => Ok(text.to_owned()),
        false => malformed("the nonce is not printable"),
    }
}

fn base64(text: &str) -> Result<Vec<u8>> {
    STANDARD.decode(text).map_err(|_| Failure::Malformed("an attribute is not base64"))
}
