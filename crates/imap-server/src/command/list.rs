//! LIST (RFC 9051 §6.3.9), with LIST-EXTENDED (RFC 5258), SPECIAL-USE (RFC 6154) and LIST-STATUS (RFC 5819),
//! and LIST-METADATA (RFC 9590).

use std::sync::Arc;

use posthouse_imap_wire::command::{List, MetadataDepth};
use posthouse_imap_wire::encode::{self, ListEntry, MailboxAttribute};
use posthouse_imap_wire::{MetadataEntry, TextMode};
use posthouse_mailbox::{Mailbox, Rights, SEPARATOR};

use super::status;
use crate::answer::Done;
use crate::convert;
use crate::error::Error;
use crate::listing::{Criteria, Listed, Parents, Pattern, Patterns};
use crate::metadata::{self, Entries};
use crate::output::Output;
use crate::rights;
use crate::session::Session;
use crate::state::User;

/// How many entries of every mailbox one command may ask for.
const MAX_ENTRIES: usize = 100;

/// How many characters and wildcards all patterns of one command may have: each is compared with every name.
const MAX_PATTERN_LENGTH: usize = 8000;

/// How many patterns one command may have.
const MAX_PATTERNS: usize = 100;

pub(super) async fn run(session: &mut Session<'_>, arguments: &List) -> Result<Done, Error> {
    if asks_for_the_delimiter(arguments) {
        let root =
            ListEntry { attributes: &[MailboxAttribute::NoSelect], delimiter: Some(SEPARATOR), ..ListEntry::default() };
        encode::list(session.out.buffer(), &root, session.state.user()?.enabled.text_mode());
        return Ok(Done::Plain);
    }
    if arguments.patterns.len() > MAX_PATTERNS {
        return Err(Error::Bad("Too many patterns"));
    }
    check_entries(&arguments.returns.metadata)?;
    let user = session.state.user()?;
    let lister = Lister {
        arguments,
        user,
        mode: user.enabled.text_mode(),
        append_limit: session.context.config.limits.message_size,
    };
    lister.list(&mut session.out).await?;
    status::note_condstore(session, &arguments.returns.status);
    Ok(Done::Plain)
}

/// Found before anything is told: too many entries, or wrong ones.
fn check_entries(entries: &[MetadataEntry]) -> Result<(), Error> {
    if entries.len() > MAX_ENTRIES {
        return Err(Error::Bad("Too many entries"));
    }
    entries.iter().try_for_each(|entry| metadata::entry_name(entry).map(drop))
}

/// RFC 9051 §6.3.9: an empty pattern is no pattern, but not in the extended syntax.
fn asks_for_the_delimiter(arguments: &List) -> bool {
    !arguments.extended && arguments.patterns.iter().all(|pattern| pattern.as_str().is_empty())
}

struct Lister<'a> {
    arguments: &'a List,
    user: &'a User,
    mode: TextMode,
    append_limit: u64,
}

impl Lister<'_> {
    async fn list(&self, out: &mut Output<'_>) -> Result<(), Error> {
        let List { reference, patterns, .. } = self.arguments;
        let patterns = Patterns(patterns.iter().filter_map(|pattern| Pattern::new(reference, pattern)).collect());
        if patterns.length() > MAX_PATTERN_LENGTH {
            return Err(Error::Bad("The patterns are too long"));
        }
        for listed in self.user.list(&patterns, self.criteria(), self.parents()).await? {
            self.tell(&listed, out.buffer());
            self.tell_status(&listed, out.buffer());
            self.tell_rights(&listed, out.buffer());
            self.tell_metadata(&listed, out).await?;
            if out.is_full() {
                out.flush().await?;
            }
        }
        Ok(())
    }

    fn criteria(&self) -> Criteria {
        let selection = self.arguments.selection;
        Criteria { subscribed: selection.subscribed, special_use: selection.special_use }
    }

    fn parents(&self) -> Parents {
        let selection = self.arguments.selection;
        match selection.recursive_match {
            true => Parents::All,
            false if selection.subscribed || selection.special_use => Parents::None,
            false => Parents::Missing,
        }
    }

    fn tell(&self, listed: &Listed, out: &mut Vec<u8>) {
        let attributes = self.attributes(listed);
        let child_info = self.child_info(listed);
        let entry = ListEntry {
            attributes: &attributes,
            delimiter: Some(SEPARATOR),
            mailbox: listed.name.as_str(),
            child_info: &child_info,
            ..ListEntry::default()
        };
        encode::list(out, &entry, self.mode);
    }

    fn attributes(&self, listed: &Listed) -> Vec<MailboxAttribute> {
        let List { selection, returns, extended, .. } = self.arguments;
        let missing = if *extended { MailboxAttribute::NonExistent } else { MailboxAttribute::NoSelect };
        let is_marked_subscribed = listed.is_subscribed && (selection.subscribed || returns.subscribed);
        let attributes = [
            listed.mailbox.is_none().then_some(missing),
            is_marked_subscribed.then_some(MailboxAttribute::Subscribed),
            Some(children(listed)),
            special_use(listed),
        ];
        attributes.into_iter().flatten().collect()
    }

    /// The criteria that something below the name meets (RFC 5258 §3.5).
    fn child_info(&self, listed: &Listed) -> Vec<&'static str> {
        let selection = self.arguments.selection;
        let told = selection.recursive_match && listed.has_meant_child;
        let names = [("SUBSCRIBED", selection.subscribed), ("SPECIAL-USE", selection.special_use)];
        names.into_iter().filter(|(_, chosen)| told && *chosen).map(|(name, _)| name).collect()
    }

    /// RFC 5819 §2: for what can be selected.
    fn tell_status(&self, listed: &Listed, out: &mut Vec<u8>) {
        let items = &self.arguments.returns.status;
        let Some(mailbox) = listed.mailbox.as_ref().filter(|_| !items.is_empty() && listed.is_meant) else { return };
        if !mailbox.rights().contains(Rights::READ) {
            return;
        }
        let account = listed.owner.as_ref().unwrap_or(&self.user.account);
        let values = status::values(account, mailbox, items, self.append_limit);
        encode::status(out, listed.name.as_str(), &values, self.mode);
    }

    /// RFC 8440 §3.
    fn tell_rights(&self, listed: &Listed, out: &mut Vec<u8>) {
        let Some(mailbox) = listed.mailbox.as_ref().filter(|_| listed.is_meant) else { return };
        if self.arguments.returns.my_rights {
            encode::my_rights(out, listed.name.as_str(), &rights::written(mailbox.rights()), self.mode);
        }
    }

    /// RFC 9590 §3: for what can be selected.
    async fn tell_metadata(&self, listed: &Listed, out: &mut Output<'_>) -> Result<(), Error> {
        let asked = &self.arguments.returns.metadata;
        let can_be_told = |mailbox: &&Arc<Mailbox>| listed.is_meant && mailbox.rights().can_annotate();
        let Some(mailbox) = listed.mailbox.as_ref().filter(can_be_told) else { return Ok(()) };
        let entries = Entries::of_mailbox(mailbox, self.user.account.id());
        metadata::tell(&entries.find(asked, MetadataDepth::Zero)?, listed.name.as_str(), self.mode, out).await
    }
}

/// RFC 9051 §7.3.1, RFC 3348: whether there is something below.
fn children(listed: &Listed) -> MailboxAttribute {
    match listed.has_children {
        true => MailboxAttribute::HasChildren,
        false => MailboxAttribute::HasNoChildren,
    }
}

/// RFC 6154 §2.
pub(super) fn special_use(listed: &Listed) -> Option<MailboxAttribute> {
    let special_use = listed.mailbox.as_ref()?.special_use?;
    convert::wire_special_use(special_use).map(MailboxAttribute::SpecialUse)
}
