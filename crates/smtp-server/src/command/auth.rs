//! `AUTH` (RFC 4954).

use posthouse_auth::{AuthError, Dialogue, Login, Mechanism, Offer, Reply as Step};
use posthouse_smtp_wire::command::{Auth, Exchange, Secret};
use posthouse_smtp_wire::{LineError, LineKind, Reply};

use crate::connection::Ended;
use crate::session::{Next, Session};
use crate::{Role, answer};

/// How an exchange ended without a login.
enum Failure {
    Auth(AuthError),
    Reply(Reply),
}

/// What the connection offers; `None` where nobody can log in.
///
/// On port 25 only under TLS; between neighbours (LMTP) there is nobody to log in.
pub(super) fn offer(session: &Session<'_>) -> Option<Offer> {
    match (session.role, session.peer.security.tls()) {
        (Role::Lmtp, _) | (Role::Receive, None) => None,
        _ => Some(session.peer.security.offer(session.context.config.plaintext_logins)),
    }
}

pub(super) async fn run(session: &mut Session<'_>, auth: Auth) -> Result<Next, Ended> {
    let dialogue = match start(session, &auth) {
        Ok(dialogue) => dialogue,
        Err(refusal) => return session.error(&refusal),
    };
    match exchange(session, dialogue, auth.initial).await? {
        Ok(login) => enter(session, login).await,
        Err(failure) => fail(session, failure),
    }
}

async fn enter(session: &mut Session<'_>, login: Login) -> Result<Next, Ended> {
    if let Err(too_many) = session.peer.visit.log_in(login.account) {
        return session.error(&answer::too_many_sessions(&too_many));
    }
    if let Err(error) = session.context.authenticator.confirm(&login).await {
        session.peer.visit.log_out();
        return fail(session, Failure::Auth(error));
    }
    session.login = Some(login);
    session.answer(&answer::authenticated())
}

fn start(session: &Session<'_>, auth: &Auth) -> Result<Dialogue, Reply> {
    if session.login.is_some() {
        return Err(answer::bad_sequence("Already authenticated"));
    }
    let offer = offer(session).ok_or_else(answer::no_authentication)?;
    let mechanism = Mechanism::parse(&auth.mechanism).ok_or_else(answer::unknown_mechanism)?;
    if !offer.permits(mechanism) {
        let is_secure = session.peer.security.tls().is_some();
        return Err(if is_secure { answer::unknown_mechanism() } else { answer::encryption_required() });
    }
    let authenticator = &session.context.authenticator;
    authenticator.exchange(mechanism, &offer, session.peer.address.ip()).map_err(|error| refused(&error))
}

/// Passes responses and challenges to and fro (RFC 4954 §4).
async fn exchange(
    session: &mut Session<'_>,
    mut dialogue: Dialogue,
    initial: Option<Secret>,
) -> Result<Result<Login, Failure>, Ended> {
    let mut step = dialogue.start(initial.as_ref().map(Secret::expose)).await;
    loop {
        let challenge = match step {
            Ok(Step::Done(login)) => return Ok(Ok(login)),
            Ok(Step::Challenge(_)) => step.ok().and_then(|step| step.challenge_base64()).unwrap_or_default(),
            Err(error) => return Ok(Err(Failure::Auth(error))),
        };
        session.connection.reply(&answer::challenge(challenge));
        step = match response(session).await? {
            Ok(response) => dialogue.step(response.expose()).await,
            Err(failure) => return Ok(Err(failure)),
        };
    }
}

async fn response(session: &mut Session<'_>) -> Result<Result<Secret, Failure>, Ended> {
    let line = match session.connection.line(LineKind::Exchange).await? {
        Ok(line) => line,
        Err(LineError::TooLong) => return Ok(Err(Failure::Reply(answer::exchange_line_too_long()))),
        Err(LineError::Bare(ending)) => {
            session.connection.reply(&answer::bare_ending_in_command(ending));
            return Err(Ended::Refused("a line ending other than CRLF"));
        }
    };
    Ok(match Exchange::parse(&line) {
        Ok(Exchange::Response(response)) => Ok(response),
        Ok(Exchange::Cancel) => Err(Failure::Auth(AuthError::Cancelled)),
        Err(error) => Err(Failure::Reply(error.reply())),
    })
}

fn fail(session: &mut Session<'_>, failure: Failure) -> Result<Next, Ended> {
    let reply = match &failure {
        Failure::Reply(reply) => reply.clone(),
        Failure::Auth(error) => refused(error),
    };
    session.tally.failed_logins += 1;
    session.connection.reply(&reply);
    let limit = session.context.config.limits.failed_logins;
    session.within(session.tally.failed_logins, limit, "too many failed logins")
}

/// The reply to an error; what the client may not know goes into the log.
fn refused(error: &AuthError) -> Reply {
    if let AuthError::Unavailable(cause) = error {
        tracing::error!("a login cannot be checked: {cause}");
    }
    answer::authentication_failed(error)
}
