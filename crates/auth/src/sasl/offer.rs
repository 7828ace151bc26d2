//! What a connection permits.

use super::Mechanism;

/// What ties an exchange to its TLS channel (RFC 5056); both absent without TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelBinding {
    /// `tls-exporter` (RFC 9266 §2): 32 bytes exported with label `EXPORTER-Channel-Binding` and an empty context.
    pub tls_exporter: Option<Vec<u8>>,
    /// `tls-server-end-point` (RFC 5929 §4): the hash of our certificate.
    pub tls_server_end_point: Option<Vec<u8>>,
}

/// Which mechanisms a connection offers. The same for its whole life, or the downgrade check errs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Whether mechanisms that send the password itself are allowed: under TLS, or where policy says so.
    pub passwords: bool,
    /// What -PLUS mechanisms bind to.
    pub binding: ChannelBinding,
}

impl ChannelBinding {
    /// Whether there is anything to bind to.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tls_exporter.is_none() && self.tls_server_end_point.is_none()
    }

    /// The data of a type by its registered name (RFC 5056 §7).
    pub(crate) fn data(&self, name: &str) -> Option<&[u8]> {
        match name {
            "tls-exporter" => self.tls_exporter.as_deref(),
            "tls-server-end-point" => self.tls_server_end_point.as_deref(),
            _ => None,
        }
    }
}

impl Offer {
    /// The offer of a connection under TLS.
    #[must_use]
    pub fn tls(binding: ChannelBinding) -> Self {
        Self { passwords: true, binding }
    }

    /// The offer of a connection without TLS.
    #[must_use]
    pub fn plain(passwords: bool) -> Self {
        Self { passwords, binding: ChannelBinding::default() }
    }

    /// Whether this connection may use `mechanism`.
    #[must_use]
    pub fn permits(&self, mechanism: Mechanism) -> bool {
        match mechanism {
            Mechanism::ScramPlus(_) => !self.binding.is_empty(),
            Mechanism::Scram(_) => true,
            Mechanism::Plain | Mechanism::Login => self.passwords,
        }
    }

    /// What to announce, the safest first.
    pub fn mechanisms(&self) -> impl Iterator<Item = Mechanism> + '_ {
        Mechanism::ALL.into_iter().filter(|&mechanism| self.permits(mechanism))
    }
}
