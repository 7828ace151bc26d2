//! The responses: what is new in the watched accounts, as LIST and STATUS.

use std::collections::BTreeSet;
use std::sync::Arc;

use posthouse_imap_wire::MetadataEntry;
use posthouse_imap_wire::encode::{self, Code, Condition, StatusValue};
use posthouse_mailbox::{Annotations, EntryName, Mailbox, MailboxId, MailboxName, Rights, State};

use super::names::affected;
use super::{Events, Notify, Open, Own, Watched, statuses};
use crate::error::Error;
use crate::output::Output;
use crate::state::User;

/// How many entries one response names.
const ENTRIES: usize = 100;

/// Tells what has happened in the watched mailboxes, without the messages of the one that is open.
///
/// # Errors
/// Where the client is gone.
pub(crate) async fn tell(user: &mut User, open: Option<Open>, out: &mut Output<'_>) -> Result<(), Error> {
    let own = user.own.take();
    let Some(mut notify) = user.notify.take() else { return Ok(()) };
    if let Err(error) = notify.watch_new(user).await {
        return overflow(user, &error, out);
    }
    let mut watched = std::mem::take(&mut notify.watched);
    let told = tell_all(&notify, user, &mut watched, open, own.as_ref(), out).await;
    notify.watched = watched;
    user.notify = Some(notify);
    told
}

/// What cannot be told of any more is not told of at all (RFC 5465 §5.8).
fn overflow(user: &mut User, error: &Error, out: &mut Output<'_>) -> Result<(), Error> {
    tracing::warn!("NOTIFY ends: {error}");
    let text = "What was asked for cannot be told any more";
    encode::untagged(out.buffer(), Condition::Ok, Some(Code::NotificationOverflow), text);
    user.notify = Some(Box::default());
    Ok(())
}

/// Tells which mailboxes cannot be watched because their messages may not be read, and with `status` the STATUS of those
/// that are (RFC 5465 §3.1).
///
/// # Errors
/// As [`tell`].
pub(crate) async fn tell_first(
    notify: &Notify,
    user: &User,
    open: Option<Open>,
    status: bool,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let subscriptions = user.account.now();
    for watched in &notify.watched {
        let subscriptions = (subscriptions.subscriptions(), subscriptions.subscriptions());
        let (old, new) = (&*watched.told, &*watched.told);
        let telling = Telling { notify, user, watched, open, old, new, subscriptions, own: None };
        for mailbox in watched.told.mailboxes() {
            let events = telling.message_events(mailbox);
            if telling.is_kept_from(mailbox) {
                telling.no_access(mailbox, out).await?;
            } else if status && events != Events::NONE {
                telling.status(mailbox, &statuses::at_first(mailbox, events), out).await?;
            }
        }
    }
    Ok(())
}

async fn tell_all(
    notify: &Notify,
    user: &User,
    all: &mut [Watched],
    open: Option<Open>,
    own: Option<&Own>,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let mut before = None;
    for watched in all {
        let new = watched.account.now();
        let old = std::mem::replace(&mut watched.told, Arc::clone(&new));
        // One's own account comes first; the subscriptions to all mailboxes are in it.
        let (before, now) = before.get_or_insert_with(|| (Arc::clone(&old), Arc::clone(&new)));
        if !Arc::ptr_eq(&old, &new) {
            let own = own.filter(|own| own.account == watched.account.id());
            let subscriptions = (before.subscriptions(), now.subscriptions());
            let telling = Telling { notify, user, watched, open, old: &old, new: &new, subscriptions, own };
            telling.names(out).await?;
            telling.server_metadata(out).await?;
            telling.mailboxes(out).await?;
        }
    }
    Ok(())
}

/// The difference between two versions of an account.
pub(super) struct Telling<'a> {
    notify: &'a Notify,
    pub(super) user: &'a User,
    pub(super) watched: &'a Watched,
    open: Option<Open>,
    old: &'a State,
    pub(super) new: &'a State,
    /// What the user is subscribed to, before and now.
    pub(super) subscriptions: (&'a BTreeSet<MailboxName>, &'a BTreeSet<MailboxName>),
    own: Option<&'a Own>,
}

impl Telling<'_> {
    async fn names(&self, out: &mut Output<'_>) -> Result<(), Error> {
        let mut affected = affected(self.old, self.new);
        if let Some(own) = self.own {
            own.correct(&mut affected, self.new);
        }
        for (name, news) in &affected {
            let before = news.old_name.as_ref().map_or(Events::NONE, |old_name| self.events(old_name));
            if (self.events(name) | before).meets(news.events) {
                self.list(name, news, out).await?;
            }
        }
        Ok(())
    }

    async fn mailboxes(&self, out: &mut Output<'_>) -> Result<(), Error> {
        for mailbox in self.new.mailboxes_changed_since(self.old) {
            let old = self.old.by_id(mailbox.id).map(AsRef::as_ref);
            self.messages(old, mailbox, out).await?;
            self.metadata(old, mailbox, out).await?;
        }
        Ok(())
    }

    async fn messages(&self, same: Option<&Mailbox>, mailbox: &Mailbox, out: &mut Output<'_>) -> Result<(), Error> {
        let events = self.message_events(mailbox);
        let old = self.old.mailbox(&mailbox.name).map(AsRef::as_ref).or(same);
        let explained = self.own.is_some_and(|own| old.is_some_and(|old| own.explains(old, mailbox)));
        if events == Events::NONE || explained {
            return Ok(());
        }
        let values = statuses::of_change(old, mailbox, events, self.user.enabled);
        self.status(mailbox, &values, out).await
    }

    async fn metadata(&self, old: Option<&Mailbox>, mailbox: &Mailbox, out: &mut Output<'_>) -> Result<(), Error> {
        if !self.events(&mailbox.name).meets(Events::METADATA) {
            return Ok(());
        }
        let reader = self.user.account.id();
        let old = old.map(|old| old.metadata(reader)).unwrap_or_default();
        let Some(full_name) = self.watched.prefix.full_name(&mailbox.name) else { return Ok(()) };
        self.entries(Some(mailbox.id), full_name.as_str(), &old, &mailbox.metadata(reader), out).await
    }

    /// RFC 5465 §5.7.
    async fn server_metadata(&self, out: &mut Output<'_>) -> Result<(), Error> {
        match self.notify.wanted.all().meets(Events::SERVER) && self.watched.prefix.is_own() {
            true => self.entries(None, "", self.old.annotations(), self.new.annotations(), out).await,
            false => Ok(()),
        }
    }

    /// The names of the entries that have changed; the client did not set them (RFC 5464 §4.4.2).
    async fn entries(
        &self,
        mailbox: Option<MailboxId>,
        name: &str,
        old: &Annotations,
        new: &Annotations,
        out: &mut Output<'_>,
    ) -> Result<(), Error> {
        let reader = self.user.account.id();
        let is_known = |name: &EntryName| self.own.is_some_and(|own| own.knows(mailbox, name, new.get(name, reader)));
        let changed = old.changes_to(new, reader).into_iter().filter(|name| !is_known(name));
        let entries: Vec<_> = changed.filter_map(|name| MetadataEntry::new(name.as_str())).collect();
        for page in entries.chunks(ENTRIES) {
            let page: Vec<_> = page.iter().collect();
            encode::metadata_changed(out.buffer(), name, &page, self.user.enabled.text_mode());
            send_if_full(out).await?;
        }
        Ok(())
    }

    async fn status(&self, mailbox: &Mailbox, values: &[StatusValue], out: &mut Output<'_>) -> Result<(), Error> {
        let full_name = self.watched.prefix.full_name(&mailbox.name);
        let Some(full_name) = full_name.filter(|_| !values.is_empty()) else { return Ok(()) };
        encode::status(out.buffer(), full_name.as_str(), values, self.user.enabled.text_mode());
        send_if_full(out).await
    }

    /// Which events of its messages are told; none of the mailbox that is open (RFC 5465 §3.1), and none without the
    /// rights to look it up and to read it (RFC 5465 §5).
    fn message_events(&self, mailbox: &Mailbox) -> Events {
        let is_open = self.open == Some(Open(self.watched.account.id(), mailbox.id));
        if is_open || !mailbox.rights().contains(Rights::LOOKUP | Rights::READ) {
            return Events::NONE;
        }
        self.events(&mailbox.name) & (Events::MESSAGES | Events::FLAGS)
    }

    /// Whether messages of the mailbox would be told of, if they could be read.
    fn is_kept_from(&self, mailbox: &Mailbox) -> bool {
        let (is_listed, is_read) = (mailbox.rights().contains(Rights::LOOKUP), mailbox.rights().contains(Rights::READ));
        is_listed && !is_read && self.events(&mailbox.name).meets(Events::MESSAGES | Events::FLAGS)
    }

    /// Which events are told of a name, be it before or now (RFC 5465 §6.4).
    fn events(&self, name: &MailboxName) -> Events {
        let prefix = &self.watched.prefix;
        let Some(name) = prefix.full_name(name) else { return Events::NONE };
        let (old, new) = self.subscriptions;
        let is_subscribed = || new.contains(&name) || (!std::ptr::eq(old, new) && old.contains(&name));
        self.notify.wanted.of(&name, prefix.is_own(), is_subscribed)
    }
}

pub(super) async fn send_if_full(out: &mut Output<'_>) -> Result<(), Error> {
    if out.is_full() {
        out.flush().await?;
    }
    Ok(())
}
