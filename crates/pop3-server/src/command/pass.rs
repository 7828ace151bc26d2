//! PASS (RFC 1939 §7)

use posthouse_auth::Secret as Password;
use posthouse_pop3_wire::{Code, Secret, err, err_with};

use super::login;
use crate::connection::Ended;
use crate::session::{Next, Session, State};

pub(super) async fn perform(session: &mut Session<'_>, password: &Secret, out: &mut Vec<u8>) -> Result<Next, Ended> {
    if !session.expects_login(out) {
        return Ok(Next::Line);
    }
    let State::Authorization { name: Some(name) } = &session.state else {
        err(out, "say USER first");
        return Ok(Next::Line);
    };
    let (name, password) = (String::from_utf8_lossy(name).into_owned(), Password::from_utf8(password.expose()));
    let Some(password) = password else {
        err_with(out, Code::Utf8, "the password is not UTF-8");
        return Ok(Next::Line);
    };
    match session.context.authenticator.verify_password(&name, password, session.peer.address.ip()).await {
        Ok(done) => login::succeeded(session, done, out).await,
        Err(error) => return login::failed(session, &error, out),
    }
    Ok(Next::Line)
}
