//! AUTHENTICATE (RFC 9051 §6.2.2), with an initial response (RFC 4959).

use posthouse_auth::{AuthError, Dialogue, Login, Mechanism, Reply};
use posthouse_imap_wire::command::Authenticate;
use posthouse_imap_wire::{AuthResponse, Event, Secret, encode};

use super::login;
use crate::answer::Done;
use crate::end::End;
use crate::error::{Error, Refusal};
use crate::session::Session;

pub(super) async fn run(session: &mut Session<'_>, arguments: Authenticate) -> Result<Done, Error> {
    let mechanism = Mechanism::parse(&arguments.mechanism).ok_or(Refusal::UnknownMechanism)?;
    if !session.offer.permits(mechanism) {
        return Err(if mechanism.sends_password() { Refusal::NoPrivacy } else { Refusal::UnknownMechanism }.into());
    }
    let address = session.peer.address.ip();
    let dialogue = session.context.authenticator.exchange(mechanism, &session.offer, address)?;
    match converse(session, dialogue, arguments.initial).await {
        Ok(login) => login::enter(session, Ok(login)).await,
        Err(Error::Auth(error)) => login::enter(session, Err(error)).await,
        Err(error) => Err(error),
    }
}

async fn converse(session: &mut Session<'_>, mut dialogue: Dialogue, initial: Option<Secret>) -> Result<Login, Error> {
    let mut reply = dialogue.start(initial.as_ref().map(Secret::expose)).await?;
    loop {
        match reply {
            Reply::Done(login) => return Ok(login),
            Reply::Challenge(challenge) => {
                let response = ask(session, &challenge).await?;
                reply = dialogue.step(response.expose()).await?;
            }
        }
    }
}

/// Sends a challenge and waits for the answer.
async fn ask(session: &mut Session<'_>, challenge: &[u8]) -> Result<Secret, Error> {
    session.input.decoder().expect_auth_response();
    encode::challenge(session.out.buffer(), challenge);
    match next_response(session).await? {
        AuthResponse::Data(response) => Ok(response),
        AuthResponse::Cancelled => Err(AuthError::Cancelled.into()),
        AuthResponse::Invalid => Err(AuthError::Malformed("the response is not base64").into()),
    }
}

async fn next_response(session: &mut Session<'_>) -> Result<AuthResponse, End> {
    loop {
        if let Event::AuthResponse(response) = session.next_event().await? {
            return Ok(response);
        }
    }
}
