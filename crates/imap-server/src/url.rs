//! What a URL names (RFC 5092): a text of a message, or some octets of it (RFC 5550, URL-PARTIAL).

use std::sync::Arc;

use posthouse_imap_wire as wire;
use posthouse_imap_wire::command::BodySection;
use posthouse_imap_wire::{ImapUrl, Partial, UrlMailbox};
use posthouse_mailbox::{Account, AccountId, Error as MailboxError, Mailbox, MailboxName, Uid};

use crate::Context;
use crate::error::Error;
use crate::fetch::one::{self, OneText};
use crate::session::Session;
use crate::state::State;

/// The text that a URL of CATENATE names: one of a mailbox that this user can read (RFC 4469 §3).
///
/// # Errors
/// [`Error::BadUrl`] where it names none.
pub(crate) async fn open(session: &mut Session<'_>, url: &[u8]) -> Result<OneText, Error> {
    let bad_url = || Error::BadUrl(String::from_utf8_lossy(url).into_owned());
    let parsed = ImapUrl::parse(url).filter(|parsed| parsed.authorization.is_none()).ok_or_else(bad_url)?;
    let (account, mailbox) = mailbox(session, &parsed).await.ok_or_else(bad_url)?;
    match named(&account, &mailbox, &parsed).await? {
        Named::Text(text) => Ok(*text),
        Named::Nothing | Named::Message => Err(bad_url()),
    }
}

/// What a URL names in its mailbox.
pub(crate) enum Named {
    /// Nothing: there is no such message.
    Nothing,
    /// A message that has no such part.
    Message,
    /// A text.
    Text(Box<OneText>),
}

/// What the URL names in this mailbox, which is that of the URL.
///
/// # Errors
/// Where the storage fails or is damaged.
pub(crate) async fn named(account: &Account, mailbox: &Mailbox, url: &ImapUrl) -> Result<Named, MailboxError> {
    let is_valid = url.uid_validity.is_none_or(|validity| validity.get() == mailbox.uid_validity);
    let message = Uid::new(url.uid.get()).filter(|_| is_valid).and_then(|uid| mailbox.by_uid(uid));
    let Some((_, message)) = message else { return Ok(Named::Nothing) };
    let length = |partial: wire::UrlPartial| partial.length.unwrap_or(u64::MAX);
    let partial = url.partial.map(|partial| Partial { origin: partial.origin, length: length(partial) });
    let section = BodySection { peek: true, section: url.section.clone(), partial };
    match one::open(account, message.email, section).await {
        Ok(text) => Ok(text.map_or(Named::Message, |text| Named::Text(Box::new(text)))),
        Err(MailboxError::Gone) => Ok(Named::Nothing),
        Err(error) => Err(error),
    }
}

/// The account of a user whom a URL names. Nobody is a shared account: what was authorized in its name before it became
/// one is no longer.
///
/// # Errors
/// Where the storage fails.
pub(crate) async fn user(context: &Context, name: &str) -> Result<Option<AccountId>, Error> {
    let named = context.directory.account_by_name(name).await?;
    Ok(named.filter(|account| !account.shared).map(|account| AccountId(account.id.0)))
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
