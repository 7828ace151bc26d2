//! AUTH (RFC 5034 §4)

use posthouse_auth::{AuthError, Mechanism, Reply};
use posthouse_pop3_wire::{END, Secret, err, ok};

use super::login;
use crate::connection::Ended;
use crate::session::{Next, Session, State};

pub(crate) async fn begin(
    session: &mut Session<'_>,
    mechanism: Option<String>,
    initial: Option<Secret>,
    out: &mut Vec<u8>,
) -> Result<Next, Ended> {
    if !session.expects_login(out) {
        return Ok(Next::Line);
    }
    let Some(name) = mechanism else {
        list(session, out);
        return Ok(Next::Line);
    };
    let Some(mechanism) = session.offer.mechanisms().find(|mechanism| mechanism.name() == name) else {
        err(out, unavailable(&name));
        return Ok(Next::Line);
    };
    let authenticator = &session.context.authenticator;
    let reply = match authenticator.exchange(mechanism, &session.offer, session.peer.address.ip()) {
        Ok(mut dialogue) => {
            let reply = dialogue.start_line(initial.as_ref().map(Secret::expose)).await;
            session.state = State::Exchange(Box::new(dialogue));
            reply
        }
        Err(error) => Err(error),
    };
    conclude(session, reply, out).await
}

/// A line of the exchange.
pub(crate) async fn respond(session: &mut Session<'_>, line: &[u8], out: &mut Vec<u8>) -> Result<Next, Ended> {
    let State::Exchange(dialogue) = &mut session.state else { return Ok(Next::Line) };
    let reply = dialogue.line(line).await;
    conclude(session, reply, out).await
}

async fn conclude(
    session: &mut Session<'_>,
    reply: Result<Reply, AuthError>,
    out: &mut Vec<u8>,
) -> Result<Next, Ended> {
    match reply {
        Ok(Reply::Done(done)) => login::succeeded(session, done, out).await,
        Ok(challenge) => {
            let challenge = challenge.challenge_base64().unwrap_or_default();
            out.extend_from_slice(format!("+ {challenge}\r\n").as_bytes());
        }
        Err(error) => return login::failed(session, &error, out),
    }
    Ok(Next::Line)
}

/// AUTH alone (RFC 1734 clients): the mechanisms, one a line.
fn list(session: &Session<'_>, out: &mut Vec<u8>) {
    ok(out, "mechanisms follow");
    for mechanism in session.offer.mechanisms() {
        out.extend_from_slice(mechanism.name().as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(END);
}

fn unavailable(name: &str) -> &'static str {
    if Mechanism::ALL.iter().any(|mechanism| mechanism.name() == name) {
        "this mechanism needs TLS; say STLS first"
    } else {
        "unknown mechanism"
    }
}
