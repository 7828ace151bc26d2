//! What follows a login, by USER and PASS or by AUTH.

use posthouse_auth::{AuthError, Login};
use posthouse_mailbox::AccountId;
use posthouse_pop3_wire::{Code, err, err_with, ok};

use crate::connection::Ended;
use crate::maildrop::Maildrop;
use crate::session::{Next, Session, State, refuse};

/// Opens the maildrop.
pub(super) async fn succeeded(session: &mut Session<'_>, login: Login, out: &mut Vec<u8>) {
    session.state = State::Authorization { name: None };
    if let Err(too_many) = session.peer.visit.log_in(login.account) {
        return err_with(out, Code::LoginDelay, too_many);
    }
    if let Err(error) = session.context.authenticator.confirm(&login).await {
        session.peer.visit.log_out();
        return err_with(out, Code::Auth, error);
    }
    match Maildrop::open(&session.context.store, AccountId(login.account.0)).await {
        Ok(maildrop) => {
            let (messages, octets) = maildrop.stat();
            ok(out, format_args!("{messages} messages ({octets} octets)"));
            session.note_login(login.address.to_string());
            session.state = State::Transaction(Box::new(maildrop));
        }
        Err(error) => refuse(out, &error),
    }
}

/// Says why not; after too many failures the connection ends.
pub(super) fn failed(session: &mut Session<'_>, error: &AuthError, out: &mut Vec<u8>) -> Result<Next, Ended> {
    session.state = State::Authorization { name: None };
    match error {
        AuthError::BadCredentials | AuthError::NotAuthorized => err_with(out, Code::Auth, error),
        AuthError::TryLater { .. } => err_with(out, Code::LoginDelay, error),
        AuthError::Unavailable(cause) => {
            tracing::error!("a login could not be checked: {cause}");
            err_with(out, if error.needs_administrator() { Code::SysPerm } else { Code::SysTemp }, error);
        }
        AuthError::Malformed(_) | AuthError::Cancelled => err(out, error),
    }
    session.failed_logins += 1;
    if session.failed_logins >= session.context.config.limits.failed_logins {
        return Err(Ended::Refused("too many failed logins"));
    }
    Ok(Next::Line)
}
