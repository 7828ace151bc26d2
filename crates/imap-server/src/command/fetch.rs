//! FETCH and UID FETCH (RFC 9051 §6.4.5), with CHANGEDSINCE (RFC 7162 §3.1.4.1), VANISHED
//! (RFC 7162 §3.2.6) and PARTIAL (RFC 9394 §3.3).

use posthouse_imap_wire::command::{Fetch, FetchItem};
use posthouse_imap_wire::table::Expunge;
use posthouse_imap_wire::{MessageSet, Numbering};
use posthouse_mailbox::{self as mailbox, Flags, NamedFlags, Rights, StorageError, StoreMode, UidSet};

use crate::answer::Done;
use crate::convert;
use crate::enabled::Enabled;
use crate::error::{Error, Refusal};
use crate::fetch::{self, Fetched, Request};
use crate::messages;
use crate::output::Output;
use crate::resync;
use crate::state::{Access, Selected};
use crate::sync::{self, About, Telling};

pub(super) async fn run(selected: &mut Selected, arguments: Fetch, out: &mut Output<'_>) -> Result<Done, Error> {
    if arguments.vanished && !selected.user.enabled.qresync {
        return Err(Error::ClientBug("Send ENABLE QRESYNC first"));
    }
    let named = messages::named(&arguments.messages, arguments.numbering, &selected.view)?;
    let named = match arguments.partial {
        Some(range) => messages::partial(&named, range, &selected.view.mailbox),
        None => named,
    };
    tell_vanished(selected, &arguments, out).await?;
    let changed = changed(selected, named, &arguments);
    let messages = match arguments.partial {
        Some(_) => selected.message_limit.admit(selected.count(&changed)).map(|()| changed)?,
        None => selected.limited(changed),
    };
    let items = items(&arguments, selected.user.enabled);
    if items.contains(&FetchItem::ModSeq) {
        selected.enable_condstore(out.buffer());
    }
    fetch::admit(&items)?;
    let newly_seen = make_seen(selected, &messages, &items, out).await?;
    let request = Request {
        account: &selected.account,
        view: &selected.view,
        messages: &messages,
        items: &items,
        newly_seen: &newly_seen,
        enabled: selected.user.enabled,
    };
    match fetch::run(request, out).await? {
        Fetched { unknown_encoding: true, .. } => Err(Refusal::UnknownCte.into()),
        Fetched { gone: true, .. } => Err(Refusal::Gone.into()),
        Fetched { .. } => Ok(Done::Plain),
    }
}

/// With VANISHED, what is gone comes before what is there (RFC 7162 §3.2.6). Messages that are gone but still have
/// their numbers are told later, without EARLIER.
async fn tell_vanished(selected: &Selected, arguments: &Fetch, out: &mut Output<'_>) -> Result<(), Error> {
    let (Some(since), MessageSet::Set(set), true) = (arguments.changed_since, &arguments.messages, arguments.vanished)
    else {
        return Ok(());
    };
    let mailbox = &selected.view.mailbox;
    let vanished = resync::vanished(&selected.account, mailbox, convert::mod_seq(since), Some(set)).await?;
    sync::write_vanished(true, &vanished, out).await
}

/// With CHANGEDSINCE, only the messages that have changed.
fn changed(selected: &Selected, named: UidSet, arguments: &Fetch) -> UidSet {
    let Some(since) = arguments.changed_since.map(convert::mod_seq) else { return named };
    let changed = selected.view.mailbox.changed_since(since).map(|(_, message)| message.uid);
    changed.filter(|uid| named.contains(*uid)).collect()
}

/// What is fetched: the UID in answer to every UID command (RFC 9051 §6.4.9), MODSEQ with CHANGEDSINCE. A UIDFETCH
/// response begins with the UID (RFC 9586 §3).
fn items(arguments: &Fetch, enabled: Enabled) -> Vec<FetchItem> {
    let implied = [
        (FetchItem::Uid, arguments.numbering == Numbering::Uid && !enabled.uid_only),
        (FetchItem::ModSeq, arguments.changed_since.is_some()),
    ];
    let implied = implied.into_iter().filter(|(_, wanted)| *wanted).map(|(item, _)| item);
    let mut items: Vec<FetchItem> = implied.filter(|item| !arguments.items.contains(item)).collect();
    items.extend_from_slice(&arguments.items);
    items
}

/// Sets `\Seen` where the items do so, before they are fetched, so that the responses have the new flags
/// (RFC 9051 §6.4.5).
async fn make_seen(
    selected: &mut Selected,
    messages: &UidSet,
    items: &[FetchItem],
    out: &mut Output<'_>,
) -> Result<UidSet, Error> {
    let may = selected.access == Access::ReadWrite && selected.newest()?.rights().contains(Rights::SEEN);
    if !may || !fetch::sets_seen(items) {
        return Ok(UidSet::new());
    }
    let unseen = selected.view.mailbox.select(messages).filter(|(_, message)| !message.flags.contains(Flags::SEEN));
    let unseen: UidSet = unseen.map(|(_, message)| message.uid).collect();
    if unseen.is_empty() {
        return Ok(unseen);
    }
    let seen = NamedFlags { system: Flags::SEEN, keywords: Vec::new() };
    let id = selected.view.mailbox.id;
    match selected.account.store_flags(id, unseen.clone(), StoreMode::Add, seen, None).await {
        Ok(_) => {}
        Err(mailbox::Error::Storage(error)) => return Ok(readable_all_the_same(&error)),
        Err(error) => return Err(error.into()),
    }
    let telling = Telling { expunge: Expunge::Forbidden, with_uid: false, about: About::Fetched(&unseen) };
    selected.sync(telling, out).await?;
    Ok(unseen)
}

/// A storage that takes no changes, as when the disk is full, keeps nobody from reading.
fn readable_all_the_same(error: &StorageError) -> UidSet {
    tracing::warn!("messages that are read cannot be marked as seen: {error}");
    UidSet::new()
}
