//! `EHLO`, `HELO` (RFC 5321 §4.1.1.1) and `LHLO` (RFC 2033 §4.1).

use posthouse_smtp_wire::Reply;
use posthouse_smtp_wire::command::Hello;

use super::auth;
use crate::answer;
use crate::connection::Ended;
use crate::session::{Greeting, Next, Session, State};

pub(super) fn ehlo(session: &mut Session<'_>, hello: Hello) -> Result<Next, Ended> {
    if session.is_lmtp() {
        return session.error(&answer::not_recognized());
    }
    introduce(session, hello, true)
}

pub(super) fn helo(session: &mut Session<'_>, hello: Hello) -> Result<Next, Ended> {
    if session.is_lmtp() {
        return session.error(&answer::not_recognized());
    }
    introduce(session, hello, false)
}

pub(super) fn lhlo(session: &mut Session<'_>, hello: Hello) -> Result<Next, Ended> {
    if !session.is_lmtp() {
        return session.error(&answer::not_recognized());
    }
    introduce(session, hello, true)
}

/// Also ends a transaction, as RSET does (RFC 5321 §4.1.4).
fn introduce(session: &mut Session<'_>, hello: Hello, extended: bool) -> Result<Next, Ended> {
    session.state = State::Greeted(Greeting { name: hello.name, extended });
    let reply = answer::hello(&session.context.config.hostname);
    session.answer(&if extended { announce(session, reply) } else { reply })
}

/// The extensions that this connection has.
fn announce(session: &Session<'_>, reply: Reply) -> Reply {
    let size = format!("SIZE {}", session.context.config.limits.message_size);
    let mut reply = reply.line("PIPELINING").line(size);
    if session.peer.security.offers_starttls() {
        reply = reply.line("STARTTLS");
    }
    if let Some(offer) = auth::offer(session) {
        let names: Vec<_> = offer.mechanisms().map(|mechanism| mechanism.name()).collect();
        reply = reply.line(format!("AUTH {}", names.join(" ")));
    }
    let always = ["ENHANCEDSTATUSCODES", "8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME", "DSN", "HELP"];
    always.into_iter().fold(reply, Reply::line)
}
