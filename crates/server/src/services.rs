//! The services: which protocol answers on which port, and with what security.

use std::net::SocketAddr;
use std::sync::Arc;

use posthouse_auth::{Peer, Security, TlsInfo, Visit};
use posthouse_imap_server as imap;
use posthouse_pop3_server as pop3;
use posthouse_smtp_server as smtp;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::config::Listen;
use crate::handshake;
use crate::tls::Certificates;

/// A service of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Smtp,
    Lmtp,
    Submission,
    Submissions,
    Imap,
    Imaps,
    Pop3,
    Pop3s,
}

/// Which protocol a service speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    Smtp(smtp::Role),
    Imap,
    Pop3,
}

/// What all connections share.
pub(crate) struct Services {
    pub(crate) certificates: Arc<Certificates>,
    pub(crate) smtp: smtp::Context,
    pub(crate) imap: imap::Context,
    pub(crate) pop3: pop3::Context,
}

/// How a session ended, whatever its protocol.
enum Outcome<S> {
    Closed,
    StartTls(S),
}

impl Service {
    pub(crate) const ALL: [Self; 8] =
        [Self::Smtp, Self::Lmtp, Self::Submission, Self::Submissions, Self::Imap, Self::Imaps, Self::Pop3, Self::Pop3s];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Lmtp => "lmtp",
            Self::Submission => "submission",
            Self::Submissions => "submissions",
            Self::Imap => "imap",
            Self::Imaps => "imaps",
            Self::Pop3 => "pop3",
            Self::Pop3s => "pop3s",
        }
    }

    pub(crate) fn addresses(self, listen: &Listen) -> &[SocketAddr] {
        match self {
            Self::Smtp => &listen.smtp,
            Self::Lmtp => &listen.lmtp,
            Self::Submission => &listen.submission,
            Self::Submissions => &listen.submissions,
            Self::Imap => &listen.imap,
            Self::Imaps => &listen.imaps,
            Self::Pop3 => &listen.pop3,
            Self::Pop3s => &listen.pop3s,
        }
    }

    fn protocol(self) -> Protocol {
        match self {
            Self::Smtp => Protocol::Smtp(smtp::Role::Receive),
            Self::Lmtp => Protocol::Smtp(smtp::Role::Lmtp),
            Self::Submission | Self::Submissions => Protocol::Smtp(smtp::Role::Submission),
            Self::Imap | Self::Imaps => Protocol::Imap,
            Self::Pop3 | Self::Pop3s => Protocol::Pop3,
        }
    }

    /// RFC 8314 §3: TLS from the first octet.
    fn is_implicit_tls(self) -> bool {
        matches!(self, Self::Submissions | Self::Imaps | Self::Pop3s)
    }

    /// What a client that has no place is told before the connection is closed.
    pub(crate) fn busy(self) -> &'static [u8] {
        match self.protocol() {
            _ if self.is_implicit_tls() => b"",
            Protocol::Smtp(_) => b"421 4.7.0 too many connections, try again later\r\n",
            Protocol::Imap => b"* BYE [UNAVAILABLE] too many connections, try again later\r\n",
            Protocol::Pop3 => b"-ERR [SYS/TEMP] too many connections, try again later\r\n",
        }
    }
}

impl Services {
    /// Serves one connection to its end.
    pub(crate) async fn serve(&self, service: Service, stream: TcpStream, address: SocketAddr, visit: Arc<Visit>) {
        let protocol = service.protocol();
        if service.is_implicit_tls() {
            self.serve_tls(protocol, stream, address, visit, Security::Implicit).await;
            return;
        }
        let security = Security::Plain { starttls: service != Service::Lmtp };
        let peer = Peer { address, security, visit: Arc::clone(&visit) };
        if let Outcome::StartTls(stream) = Box::pin(self.session(protocol, stream, peer)).await {
            self.serve_tls(protocol, stream, address, visit, Security::Started).await;
        }
    }

    async fn serve_tls(
        &self,
        protocol: Protocol,
        stream: TcpStream,
        address: SocketAddr,
        visit: Arc<Visit>,
        security: fn(TlsInfo) -> Security,
    ) {
        let Some((stream, info)) = Box::pin(handshake::accept(&self.certificates, stream)).await else { return };
        let peer = Peer { address, security: security(info), visit };
        Box::pin(self.session(protocol, stream, peer)).await;
    }

    async fn session<S>(&self, protocol: Protocol, stream: S, peer: Peer) -> Outcome<S>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + Sync,
    {
        let stop = peer.visit.stop();
        match protocol {
            Protocol::Smtp(role) => match Box::pin(smtp::serve(stream, &self.smtp, role, peer, stop)).await {
                smtp::Outcome::Closed => Outcome::Closed,
                smtp::Outcome::StartTls(stream) => Outcome::StartTls(stream),
            },
            Protocol::Imap => match Box::pin(imap::serve(stream, &self.imap, peer, stop)).await {
                imap::Outcome::Closed => Outcome::Closed,
                imap::Outcome::StartTls(stream) => Outcome::StartTls(stream),
            },
            Protocol::Pop3 => match Box::pin(pop3::serve(stream, &self.pop3, peer)).await {
                pop3::Outcome::Closed => Outcome::Closed,
                pop3::Outcome::StartTls(stream) => Outcome::StartTls(stream),
            },
        }
    }
}
