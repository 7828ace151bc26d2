//! URLFETCH (RFC 4467 §7): what authorized URLs name, whoever's it is.

use std::io;
use std::sync::Arc;

use posthouse_imap_wire as wire;
use posthouse_imap_wire::encode;
use posthouse_imap_wire::{ImapUrl, UrlAccess, UrlMailbox};
use posthouse_mailbox::{Account, Mailbox, MailboxName, StorageError};

use crate::Context;
use crate::answer::Done;
use crate::error::Error;
use crate::fetch::one::OneText;
use crate::session::Session;
use crate::url::{self, Named};
use crate::url_auth;

/// A URL that is not valid, for whatever reason, is answered with NIL.
pub(super) async fn run(session: &mut Session<'_>, urls: Vec<Vec<u8>>) -> Result<Done, Error> {
    for url in urls {
        match named(session, &url).await? {
            Named::Nothing => encode::url_fetch_nil(session.out.buffer(), &url),
            // RFC 4467 §8: a part that is not there is empty.
            Named::Message => {
                encode::url_fetch_header(session.out.buffer(), &url, 0);
                session.out.buffer().extend_from_slice(b"\r\n");
            }
            Named::Text(text) => send(session, &url, *text).await?,
        }
        if session.out.is_full() {
            session.out.flush().await?;
        }
    }
    Ok(Done::Plain)
}

async fn send(session: &mut Session<'_>, url: &[u8], text: OneText) -> Result<(), Error> {
    encode::url_fetch_header(session.out.buffer(), url, text.len());
    let mut pieces = text.pieces();
    while let Some(piece) = pieces.next().await.map_err(broken_off)? {
        session.out.write(&piece).await?;
    }
    session.out.buffer().extend_from_slice(b"\r\n");
    Ok(())
}

/// A literal whose length was announced cannot be taken back: the connection ends.
fn broken_off(error: StorageError) -> Error {
    Error::Connection(io::Error::other(error))
}

/// What the URL names, if it is valid and this session may fetch it.
async fn named(session: &mut Session<'_>, url: &[u8]) -> Result<Named, Error> {
    let Some(parsed) = ImapUrl::parse(url) else { return Ok(Named::Nothing) };
    let Some(authorization) = &parsed.authorization else { return Ok(Named::Nothing) };
    let verifier = authorization.verifier.as_ref().filter(|verifier| verifier.mechanism == url_auth::MECHANISM);
    let (Some(verifier), Some(rump)) = (verifier, url.get(..authorization.rump)) else { return Ok(Named::Nothing) };
    let place = mailbox(session.context, &parsed).await?;
    let key = place.as_ref().and_then(|(_, mailbox)| mailbox.access_key.as_ref());
    let is_valid = url_auth::is_valid(key, rump, &verifier.token);
    let now = session.state.user()?.account.clock().seconds();
    let has_expired = authorization.expires.is_some_and(|end| end.unix_seconds() < now);
    match place {
        Some((account, mailbox)) if is_valid && !has_expired && may_fetch(session, &authorization.access).await? => {
            Ok(url::named(&account, &mailbox, &parsed).await?)
        }
        _ => Ok(Named::Nothing),
    }
}

/// The mailbox of a URL, among those of the user whom the URL names: it is fetched with that user's rights.
async fn mailbox(context: &Context, url: &ImapUrl) -> Result<Option<(Account, Arc<Mailbox>)>, Error> {
    let user = url.server.as_ref().and_then(|server| server.user.as_deref());
    let (Some(user), UrlMailbox::Named(name)) = (user, &url.mailbox) else { return Ok(None) };
    let Ok(name) = MailboxName::new(wire::Mailbox::new(name).as_str()) else { return Ok(None) };
    let Some(owner) = url::user(context, user).await? else { return Ok(None) };
    let account = context.store.account(owner).await?;
    let mailbox = account.mailbox(&name).ok();
    Ok(mailbox.map(|mailbox| (account, mailbox)))
}

/// Whether the session is one of those for whom the URL was made. Nobody is a server for submission.
async fn may_fetch(session: &mut Session<'_>, access: &UrlAccess) -> Result<bool, Error> {
    match access {
        UrlAccess::Submit(_) => Ok(false),
        UrlAccess::User(name) => {
            let wanted = url::user(session.context, name).await?;
            Ok(wanted == Some(session.state.user()?.account.id()))
        }
        // Who is not logged in cannot send URLFETCH.
        UrlAccess::AuthUser | UrlAccess::Anonymous => Ok(true),
    }
}
