//! Who is on the other end of a connection, as far as the connection itself tells.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::{ChannelBinding, Offer, Visit};

/// A connection's other end.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its address.
    pub address: SocketAddr,
    /// Whether others can listen.
    pub security: Security,
    /// Its place among all connections.
    pub visit: Arc<Visit>,
}

/// Whether a connection is encrypted.
#[derive(Clone, Debug)]
pub enum Security {
    /// It is not.
    Plain {
        /// Whether STARTTLS is offered.
        starttls: bool,
    },
    /// It has been from its first octet.
    Implicit(TlsInfo),
    /// It is since STARTTLS: a new session, but without another greeting (RFC 3207 §4.2).
    Started(TlsInfo),
}

/// What was agreed in the TLS handshake.
#[derive(Clone, Debug, Default)]
pub struct TlsInfo {
    /// The protocol version, such as `TLSv1.3`.
    pub version: String,
    /// The cipher suite by its registered name.
    pub cipher: String,
    /// What SCRAM binds to.
    pub binding: ChannelBinding,
}

impl Security {
    /// What is known of the encryption, if there is any.
    #[must_use]
    pub fn tls(&self) -> Option<&TlsInfo> {
        match self {
            Self::Plain { .. } => None,
            Self::Implicit(info) | Self::Started(info) => Some(info),
        }
    }

    /// Whether the client may ask for TLS.
    #[must_use]
    pub fn offers_starttls(&self) -> bool {
        matches!(self, Self::Plain { starttls: true })
    }

    /// The SASL mechanisms that fit; without TLS, those that send a password only where `plaintext_logins` allows it.
    #[must_use]
    pub fn offer(&self, plaintext_logins: bool) -> Offer {
        match self.tls() {
            Some(info) => Offer::tls(info.binding.clone()),
            None => Offer::plain(plaintext_logins),
        }
    }
}
