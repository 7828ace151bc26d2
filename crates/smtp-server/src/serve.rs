//! One connection from its greeting to its end.

use posthouse_auth::{Peer, Security};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::connection::Connection;
use crate::session::{End, Session};
use crate::{Context, Role, answer};

/// How a session ended.
#[derive(Debug)]
pub enum Outcome<S> {
    /// There is nothing more to do; the stream is closed.
    Closed,
    /// The client was told to begin its TLS handshake. Nothing it may have sent before is left in the stream. After the
    /// handshake, serve it again with [`Security::Started`].
    StartTls(S),
}

/// Serves one connection to a listener of `role` until it ends or asks for TLS.
///
/// When `shutdown` becomes true, a client that is between transactions is told so at once (421), and one within a
/// transaction after it. Dropping the future ends the session; what was acknowledged stays.
pub async fn serve<S>(
    mut stream: S,
    context: &Context,
    role: Role,
    peer: Peer,
    shutdown: watch::Receiver<bool>,
) -> Outcome<S>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + Sync,
{
    let connection = Connection::new(&mut stream, context.config.timeouts.clone(), shutdown);
    let mut session = Session::new(connection, context, role, &peer);
    if !matches!(peer.security, Security::Started(_)) {
        session.greet(&answer::greeting(&context.config.hostname, role));
    }
    match Box::pin(session.run()).await {
        End::Closed => Outcome::Closed,
        End::StartTls => Outcome::StartTls(stream),
    }
}
