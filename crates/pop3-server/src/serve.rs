//! One connection from its greeting to its end.

use posthouse_auth::{Peer, Security};
use posthouse_pop3_wire::{Code, err_with, ok};
use tokio::io::{AsyncRead, AsyncWrite};

use crate::Context;
use crate::connection::{Connection, Ended};
use crate::session::{Next, Session};

/// How a session ended.
#[derive(Debug)]
pub enum Outcome<S> {
    /// There is nothing more to do; the stream is closed.
    Closed,
    /// The client was told to begin its TLS handshake (RFC 2595 §4). After it, serve the stream again with
    /// [`Security::Started`].
    StartTls(S),
}

/// Serves one connection until it ends or asks for TLS.
///
/// When [`Visit::stop`] becomes true, a client is told as soon as it is between two commands; what it has marked for
/// deletion stays, as it has not said QUIT (RFC 1939 §6). Dropping the future does the same.
///
/// [`Visit::stop`]: posthouse_auth::Visit::stop
pub async fn serve<S>(mut stream: S, context: &Context, peer: Peer) -> Outcome<S>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let mut connection = Connection::new(&mut stream, context.config.timeouts.clone(), peer.visit.stop());
    if !matches!(peer.security, Security::Started(_)) {
        ok(connection.output(), format_args!("{} POP3 server ready", context.config.hostname));
    }
    let mut session = Session::new(context, peer);
    match Box::pin(run(&mut session, &mut connection)).await {
        Ok(Next::StartTls) => return Outcome::StartTls(stream),
        Ok(_) => connection.close().await,
        Err(ended) => {
            say_goodbye(connection.output(), &ended);
            session.note_end(ended.reason());
            connection.close().await;
        }
    }
    session.log(&connection);
    Outcome::Closed
}

async fn run(session: &mut Session<'_>, connection: &mut Connection<'_>) -> Result<Next, Ended> {
    loop {
        let line = connection.line(session.line_limit(), session.patience()).await?;
        match session.line(line, connection).await? {
            Next::Line => {}
            next => {
                connection.flush().await?;
                return Ok(next);
            }
        }
    }
}

/// RFC 1939 §3: a client that took too long is told nothing.
fn say_goodbye(out: &mut Vec<u8>, ended: &Ended) {
    match ended {
        Ended::Shutdown => err_with(out, Code::SysTemp, "the server is stopping"),
        Ended::Refused(why) => err_with(out, Code::SysPerm, why),
        Ended::Gone | Ended::TimedOut | Ended::BrokenOff => {}
    }
}
