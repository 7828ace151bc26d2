//! GENURLAUTH (RFC 4467 §7): URLs that others may fetch.

use posthouse_imap_wire as wire;
use posthouse_imap_wire::command::UrlRump;
use posthouse_imap_wire::{ImapUrl, UrlAuthorization, UrlMailbox, encode};
use posthouse_mailbox::MailboxId;

use crate::answer::Done;
use crate::error::{Error, Refusal};
use crate::session::Session;
use crate::{convert, url, url_auth};

pub(super) async fn run(session: &mut Session<'_>, rumps: Vec<UrlRump>) -> Result<Done, Error> {
    let mut urls = Vec::with_capacity(rumps.len());
    for rump in rumps {
        urls.push(authorized(session, rump).await?);
    }
    let urls: Vec<&[u8]> = urls.iter().map(Vec::as_slice).collect();
    encode::gen_url_auth(session.out.buffer(), &urls);
    Ok(Done::Plain)
}

/// The URL with its token. Whether the message is there is found out when it is fetched.
async fn authorized(session: &mut Session<'_>, rump: UrlRump) -> Result<Vec<u8>, Error> {
    if rump.mechanism != url_auth::MECHANISM {
        return Err(Refusal::UnknownUrlMechanism.into());
    }
    let parsed = ImapUrl::parse(&rump.url).ok_or(Error::Bad("A URL is none of a message"))?;
    let Some(UrlAuthorization { verifier: None, .. }) = parsed.authorization else {
        return Err(Error::Bad("A URL must end with an access identifier"));
    };
    let mailbox = own_mailbox(session, &parsed).await?;
    let account = session.state.user()?.account.clone();
    let key = account.ensure_access_key(mailbox, url_auth::fresh_key()?).await?;
    let token = url_auth::token(&key, &rump.url);
    Ok([&rump.url, b":internal:".as_slice(), token.as_bytes()].concat())
}

/// The mailbox, which must be this user's: nobody else's table of keys can be used (RFC 4467 §7).
///
/// Under which name a client reaches this server is not ours to say, so any host will do: the token holds here alone.
async fn own_mailbox(session: &mut Session<'_>, parsed: &ImapUrl) -> Result<MailboxId, Error> {
    const NOT_OWN: Error = Error::Bad("A URL must have you as its user, and one of your mailboxes");
    let name = parsed.server.as_ref().and_then(|server| server.user.as_deref()).ok_or(NOT_OWN)?;
    let owner = url::user(session.context, name).await?;
    let account = &session.state.user()?.account;
    match &parsed.mailbox {
        UrlMailbox::Named(name) if owner == Some(account.id()) => {
            let name = convert::existing_name(&wire::Mailbox::new(name)).map_err(|_| NOT_OWN)?;
            account.mailbox(&name).map(|mailbox| mailbox.id).map_err(|_| NOT_OWN)
        }
        _ => Err(NOT_OWN),
    }
}
