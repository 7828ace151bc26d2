//! LIST responses that nobody asked for: everything that is so of a name, as it is now (RFC 5465 §5.4, §5.5).

use std::sync::Arc;

use posthouse_imap_wire::encode::{self, ListEntry, MailboxAttribute};
use posthouse_mailbox::{Mailbox, MailboxName, Rights, SEPARATOR, State};

use super::names::NameNews;
use super::telling::{Telling, send_if_full};
use crate::convert;
use crate::error::Error;
use crate::output::Output;
use crate::place::is_others;

impl Telling<'_> {
    /// Tells what a name of this account stands for now.
    pub(super) async fn list(&self, name: &MailboxName, news: &NameNews, out: &mut Output<'_>) -> Result<(), Error> {
        let prefix = &self.watched.prefix;
        let Some(full_name) = prefix.full_name(name) else { return Ok(()) };
        let old_name = news.old_name.as_ref().and_then(|name| prefix.full_name(name));
        let attributes = match prefix.is_own() && is_others(name.as_str()) {
            true => self.attributes_elsewhere(name).await?,
            false => self.attributes(self.new, name, &full_name),
        };
        self.write(&full_name, old_name.as_ref(), &attributes, out).await
    }

    /// Tells that the messages of a mailbox may not be read, so that it is not watched (RFC 5465 §3.1).
    pub(super) async fn no_access(&self, mailbox: &Mailbox, out: &mut Output<'_>) -> Result<(), Error> {
        let Some(full_name) = self.watched.prefix.full_name(&mailbox.name) else { return Ok(()) };
        let mut attributes = vec![MailboxAttribute::NoAccess];
        attributes.extend(self.attributes(self.new, &mailbox.name, &full_name));
        self.write(&full_name, None, &attributes, out).await
    }

    /// A name that is subscribed to here and stands for a mailbox of somebody else.
    async fn attributes_elsewhere(&self, full_name: &MailboxName) -> Result<Vec<MailboxAttribute>, Error> {
        let nothing = || (Arc::new(State::default()), full_name.clone());
        let found = self.user.find(full_name.clone()).await?;
        let (state, name) = found.map_or_else(nothing, |place| (place.account.now(), place.name));
        Ok(self.attributes(&state, &name, full_name))
    }

    fn attributes(&self, state: &State, name: &MailboxName, full_name: &MailboxName) -> Vec<MailboxAttribute> {
        let mailbox = state.mailbox(name).filter(is_listed);
        let children = match state.below(name).any(|mailbox| is_listed(&mailbox)) {
            true => MailboxAttribute::HasChildren,
            false => MailboxAttribute::HasNoChildren,
        };
        let special_use = mailbox.and_then(|mailbox| mailbox.special_use).and_then(convert::wire_special_use);
        let attributes = [
            mailbox.is_none().then_some(MailboxAttribute::NonExistent),
            self.subscriptions.1.contains(full_name).then_some(MailboxAttribute::Subscribed),
            Some(children),
            special_use.map(MailboxAttribute::SpecialUse),
        ];
        attributes.into_iter().flatten().collect()
    }

    async fn write(
        &self,
        full_name: &MailboxName,
        old_name: Option<&MailboxName>,
        attributes: &[MailboxAttribute],
        out: &mut Output<'_>,
    ) -> Result<(), Error> {
        let entry = ListEntry {
            attributes,
            delimiter: Some(SEPARATOR),
            mailbox: full_name.as_str(),
            old_name: old_name.map(MailboxName::as_str),
            ..ListEntry::default()
        };
        encode::list(out.buffer(), &entry, self.user.enabled.text_mode());
        send_if_full(out).await
    }
}

/// Whether a user may look the mailbox up (RFC 4314 §4).
fn is_listed(mailbox: &&Arc<Mailbox>) -> bool {
    mailbox.rights().contains(Rights::LOOKUP)
}
