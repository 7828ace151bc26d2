//! One connection from its greeting to its end.

use posthouse_auth::Peer;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::Context;
use crate::end::End;
use crate::session::{PARTING, Session};

/// How a session ended.
#[derive(Debug)]
pub enum Outcome<S> {
    /// There is nothing more to do; the stream is closed.
    Closed,
    /// The client was told to begin its TLS handshake. Nothing it may have sent before is left in the stream. After the
    /// handshake, serve it again with [`Security::Started`](posthouse_auth::Security::Started).
    StartTls(S),
}

/// Serves one connection until it ends or asks for TLS.
///
/// When `shutdown` becomes true, a command that runs is finished and answered, then the client is told BYE. Dropping the
/// future ends the session; what was acknowledged stays.
pub async fn serve<S>(mut stream: S, context: &Context, peer: Peer, shutdown: watch::Receiver<bool>) -> Outcome<S>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let end = Session::new(&mut stream, context, peer, shutdown).run().await;
    if matches!(end, End::StartTls) {
        return Outcome::StartTls(stream);
    }
    let _ = timeout(PARTING, stream.shutdown()).await;
    Outcome::Closed
}
