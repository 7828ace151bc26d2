//! LOGIN (RFC 9051 §6.2.3), and what follows every successful login.

use posthouse_auth::{AuthError, Login, Secret};
use posthouse_imap_wire::{self as wire, Limits};
use posthouse_mailbox::AccountId;

use crate::answer::Done;
use crate::enabled::Enabled;
use crate::error::{Error, Refusal};
use crate::others::Others;
use crate::session::Session;
use crate::state::{State, User};

pub(super) async fn run(session: &mut Session<'_>, arguments: wire::command::Login) -> Result<Done, Error> {
    if !session.offer.passwords {
        return Err(Refusal::NoPrivacy.into());
    }
    // What is not UTF-8 is nobody's name and nobody's password; finding that out takes as long as any failure.
    let name = String::from_utf8_lossy(&arguments.user);
    let password = Secret::from_utf8(arguments.password.expose()).unwrap_or_else(|| Secret::new(""));
    let address = session.peer.address.ip();
    let verified = session.context.authenticator.verify_password(&name, password, address).await;
    enter(session, verified).await
}

/// Opens the account of who has proven to be somebody.
pub(super) async fn enter(session: &mut Session<'_>, verified: Result<Login, AuthError>) -> Result<Done, Error> {
    if matches!(verified, Err(AuthError::BadCredentials | AuthError::NotAuthorized)) {
        session.tally.failed_logins += 1;
    }
    let login = verified?;
    let account = session.context.store.account(AccountId(login.account.0)).await?;
    session.peer.visit.log_in(login.account).map_err(|_| Refusal::TooManySessions)?;
    if let Err(error) = session.context.authenticator.confirm(&login).await {
        session.peer.visit.log_out();
        return Err(error.into());
    }
    session.input.decoder().set_limits(Limits::AUTHENTICATED);
    let name = login.address.to_string();
    let others = Others::of(account.id(), session.context).await?;
    let off = session.context.config.off | login.capabilities_off.iter().map(String::as_str).collect();
    let user = User { account, name, others, off, enabled: Enabled::default(), notify: None, own: None };
    session.state = State::Authenticated(user);
    Ok(Done::LoggedIn)
}
