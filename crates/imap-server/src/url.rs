//! What a URL names (RFC 5092): a text of a message, or some octets of it (RFC 5550, URL-PARTIAL).

use std::sync::Arc;

use posthouse_imap_wire as wire;
use posthouse_imap_wire::command::BodySection;
use posthouse_imap_wire::{ImapUrl, Partial, UrlMailbox};
use posthouse_mailbox::{Account, Error as MailboxError, Mailbox, MailboxName, Uid};

use crate::error::Error;
use crate::fetch::one::{self, OneText};
use crate::session::Session;
use crate::state::State;

/// The text that a URL of CATENATE names: one of a mailbox that this user can read (RFC 4469 §3).
///
/// # Errors
/// [`Error::BadUrl`] where it names none.
pub(crate) async fn open(session: &mut Session<'_>, url: &[u8]) -> Result<OneText, Error> {
    let named = match ImapUrl::parse(url).filter(|url| url.authorization.is_none()) {
        Some(parsed) => match mailbox(session, &parsed).await {
            Some((account, mailbox)) => text(&account, &mailbox, &parsed).await?,
            None => None,
        },
        None => None,
    };
    named.ok_or_else(|| Error::BadUrl(String::from_utf8_lossy(url).into_owned()))
}

/// The text of a message in this mailbox; `None` where there is no such message or part.
///
/// # Errors
/// Where the storage fails or is damaged.
pub(crate) async fn text(account: &Account, mailbox: &Mailbox, url: &ImapUrl) -> Result<Option<OneText>, MailboxError> {
    let is_valid = url.uid_validity.is_none_or(|validity| validity.get() == mailbox.uid_validity);
    let message = Uid::new(url.uid.get()).filter(|_| is_valid).and_then(|uid| mailbox.by_uid(uid));
    let Some((_, message)) = message else { return Ok(None) };
    let length = |partial: wire::UrlPartial| partial.length.unwrap_or(u64::MAX);
    let partial = url.partial.map(|partial| Partial { origin: partial.origin, length: length(partial) });
    let section = BodySection { peek: true, section: url.section.clone(), partial };
    match one::open(account, message.email, section).await {
        Err(MailboxError::Gone) => Ok(None),
        opened => opened,
    }
}

/// The mailbox of a URL. Of absolute ones only those are taken that name this user at this server.
async fn mailbox(session: &mut Session<'_>, url: &ImapUrl) -> Option<(Account, Arc<Mailbox>)> {
    if let Some(server) = &url.server {
        let is_here = server.host.eq_ignore_ascii_case(&session.context.config.hostname);
        let user = session.state.user().ok()?;
        if !is_here || server.user.as_ref().is_none_or(|name| !name.eq_ignore_ascii_case(&user.name)) {
            return None;
        }
    }
    match (&url.mailbox, &mut session.state) {
        (UrlMailbox::Selected, State::Selected(selected)) => Some((selected.account.clone(), selected.newest().ok()?)),
        (UrlMailbox::Selected, _) => None,
        (UrlMailbox::Below(name), State::Selected(selected)) => {
            let name = MailboxName::new(&format!("{}/{name}", selected.view.mailbox.name.as_str())).ok()?;
            let mailbox = selected.account.mailbox(&name).ok()?;
            Some((selected.account.clone(), mailbox))
        }
        (UrlMailbox::Named(name) | UrlMailbox::Below(name), state) => {
            let place = state.user().ok()?.place(&wire::Mailbox::new(name)).await.ok()?;
            let mailbox = place.mailbox().ok()?;
            Some((place.account, mailbox))
        }
    }
}
