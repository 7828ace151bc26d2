//! SCRAM (RFC 5802, RFC 7677): the client proves to know the password, the server proves to know its keys.
//!
//! Each state of the server owns what the next step needs: [`ScramServer`] → [`AwaitingKeys`] → [`AwaitingProof`].

mod hash;
mod message;

use aws_lc_rs::constant_time::verify_slices_are_equal;
pub use hash::{Hash, derive};
use posthouse_directory::ScramKeys;

use super::{ChannelBinding, Failure, Result, malformed, wire};
use message::{BindingFlag, ClientFinal, ClientFirst};

/// Waits for the client's first message.
pub(super) struct ScramServer {
    pub(super) hash: Hash,
    /// Whether a -PLUS mechanism was chosen.
    pub(super) plus: bool,
}

/// Knows who it is about.
pub(super) struct AwaitingKeys {
    hash: Hash,
    client_first: ClientFirst,
    /// What the `c=` attribute must hold: the GS2 header and the channel binding's data.
    binding: Vec<u8>,
}

/// Has sent the salt.
pub(super) struct AwaitingProof {
    hash: Hash,
    keys: ScramKeys,
    binding: Vec<u8>,
    nonce: String,
    /// `AuthMessage` up to the client's final message (RFC 5802 §3).
    transcript: String,
}

impl ScramServer {
    /// Reads `client-first-message` (RFC 5802 §7).
    pub(super) fn client_first(self, response: &[u8], offered: &ChannelBinding) -> Result<AwaitingKeys> {
        let client_first = message::client_first(super::text(response)?)?;
        let data = self.binding_data(&client_first.flag, offered)?;
        let binding = [client_first.gs2_header.as_bytes(), data].concat();
        Ok(AwaitingKeys { hash: self.hash, client_first, binding })
    }

    /// The data that the client binds to, by `gs2-cbind-flag` (RFC 5802 §6).
    fn binding_data<'a>(&self, flag: &BindingFlag, offered: &'a ChannelBinding) -> Result<&'a [u8]> {
        match flag {
            BindingFlag::Bound(_) if !self.plus => malformed("a channel binding needs a -PLUS mechanism"),
            BindingFlag::Bound(name) => match offered.data(name) {
                Some(data) => Ok(data),
                None => malformed("this channel binding type is not supported"),
            },
            _ if self.plus => malformed("a -PLUS mechanism needs a channel binding"),
            BindingFlag::NotOffered if !offered.is_empty() => {
                malformed("the server does offer channel binding: somebody is in between")
            }
            BindingFlag::NotOffered | BindingFlag::Unsupported => Ok(b""),
        }
    }
}

impl AwaitingKeys {
    pub(super) fn name(&self) -> &str {
        &self.client_first.username
    }

    /// Who the client wants to act as; empty for who it is.
    pub(super) fn acts_as(&self) -> &str {
        &self.client_first.authzid
    }

    /// Makes `server-first-message` (RFC 5802 §7).
    pub(super) fn challenge(self, keys: ScramKeys, server_nonce: &str) -> (AwaitingProof, Vec<u8>) {
        let nonce = format!("{}{server_nonce}", self.client_first.nonce);
        let server_first = format!("r={nonce},s={},i={}", wire::encode(&keys.salt), keys.iterations);
        let transcript = format!("{},{server_first}", self.client_first.bare);
        let waiting = AwaitingProof { hash: self.hash, keys, binding: self.binding, nonce, transcript };
        (waiting, server_first.into_bytes())
    }
}

impl AwaitingProof {
    /// Checks `client-final-message` and makes `server-final-message` (RFC 5802 §7).
    pub(super) fn client_final(self, response: &[u8]) -> Result<Vec<u8>> {
        let client_final = message::client_final(super::text(response)?)?;
        if client_final.nonce != self.nonce {
            return malformed("the nonce is not the one of this exchange");
        }
        if client_final.binding != self.binding {
            return malformed("the channel binding is not the one of this connection");
        }
        let auth_message = format!("{},{}", self.transcript, client_final.without_proof);
        self.verify(&client_final, auth_message.as_bytes())?;
        let signature = self.hash.hmac(&self.keys.server_key, auth_message.as_bytes());
        Ok(format!("v={}", wire::encode(&signature)).into_bytes())
    }

    /// `H(ClientProof XOR ClientSignature) = StoredKey` (RFC 5802 §3).
    fn verify(&self, client_final: &ClientFinal, auth_message: &[u8]) -> Result<()> {
        let signature = self.hash.hmac(&self.keys.stored_key, auth_message);
        if client_final.proof.len() != signature.len() {
            return malformed("the proof has the wrong length");
        }
        let client_key: Vec<u8> = client_final.proof.iter().zip(&signature).map(|(a, b)| a ^ b).collect();
        verify_slices_are_equal(&self.hash.digest(&client_key), &self.keys.stored_key).map_err(|_| Failure::Rejected)
    }
}
