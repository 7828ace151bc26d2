//! STORE and UID STORE (RFC 9051 §6.4.6), with UNCHANGEDSINCE (RFC 7162 §3.1.3).

use posthouse_imap_wire::command::{self, StoreAction};
use posthouse_imap_wire::table::Expunge;
use posthouse_imap_wire::{Numbering, encode};
use posthouse_mailbox::{FlagsStored, NamedFlags, StoreMode, UidSet};

use crate::answer::{Done, Ranges};
use crate::convert;
use crate::error::{Error, Refusal};
use crate::messages;
use crate::output::Output;
use crate::state::Selected;
use crate::sync::{About, Stored, Telling};

pub(super) async fn run(
    selected: &mut Selected,
    arguments: command::Store,
    out: &mut Output<'_>,
) -> Result<Done, Error> {
    selected.writable()?;
    let named = messages::named(&arguments.messages, arguments.numbering, &selected.view)?;
    let uids = selected.limited(named);
    if arguments.unchanged_since.is_some() {
        selected.enable_condstore(out.buffer());
    }
    let change = Change {
        numbering: arguments.numbering,
        conditional: arguments.unchanged_since.is_some(),
        silent: arguments.silent,
        mode: mode(arguments.action),
        flags: convert::flags(arguments.flags),
    };
    let (id, since) = (selected.view.mailbox.id, arguments.unchanged_since.map(convert::mod_seq));
    let account = &selected.account;
    let storing = account.store_flags(id, uids.clone(), change.mode, change.flags.clone(), since);
    let outcome = out.during(storing).await??;
    let has_gone = change.tells_what_is_gone() && has_gone(selected, &uids)?;
    let modified = numbers(selected, &outcome, change.numbering);
    change.tell(selected, &uids, &outcome, out).await?;
    match has_gone {
        _ if !modified.is_empty() => Ok(Done::Modified(modified)),
        true => Err(Refusal::Gone.into()),
        false => Ok(Done::Plain),
    }
}

/// What was asked for.
struct Change {
    numbering: Numbering,
    conditional: bool,
    silent: bool,
    mode: StoreMode,
    flags: NamedFlags,
}

impl Change {
    /// UID commands pass over messages that are not there (RFC 9051 §6.4.9).
    fn tells_what_is_gone(&self) -> bool {
        self.numbering == Numbering::Sequence && !self.silent
    }

    async fn tell(
        &self,
        selected: &mut Selected,
        uids: &UidSet,
        outcome: &FlagsStored,
        out: &mut Output<'_>,
    ) -> Result<(), Error> {
        let stored = Stored {
            messages: &without(uids, &outcome.modified, selected),
            mode: self.mode,
            flags: selected.newest()?.known_flags(&self.flags),
            silent: self.silent,
            conditional: self.conditional,
        };
        let with_uid = self.numbering == Numbering::Uid;
        let expunge = if with_uid { Expunge::Allowed } else { Expunge::Forbidden };
        selected.sync(Telling { expunge, with_uid, about: About::Stored(stored) }, out).await
    }
}

fn mode(action: StoreAction) -> StoreMode {
    match action {
        StoreAction::Replace => StoreMode::Replace,
        StoreAction::Add => StoreMode::Add,
        StoreAction::Remove => StoreMode::Remove,
    }
}

/// The messages of MODIFIED, in the numbers of the command (RFC 7162 §3.1.3).
fn numbers(selected: &Selected, outcome: &FlagsStored, numbering: Numbering) -> Ranges {
    match numbering {
        Numbering::Uid => convert::ranges(&outcome.modified),
        Numbering::Sequence => encode::runs(selected.view.mailbox.select(&outcome.modified).map(|(number, _)| number)),
    }
}

/// Those of the messages that were not left alone.
fn without(uids: &UidSet, modified: &UidSet, selected: &Selected) -> UidSet {
    if modified.is_empty() {
        return uids.clone();
    }
    let stored = selected.view.mailbox.select(uids).map(|(_, message)| message.uid);
    stored.filter(|uid| !modified.contains(*uid)).collect()
}

/// Whether some of the messages, which the client knows, are gone.
fn has_gone(selected: &Selected, uids: &UidSet) -> Result<bool, Error> {
    let newest = selected.newest()?;
    Ok(newest.select(uids).count() < selected.view.mailbox.select(uids).count())
}
