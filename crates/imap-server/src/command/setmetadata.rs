//! SETMETADATA (RFC 5464 §4.3): all of it is done, or nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use posthouse_imap_wire::MetadataEntry;
use posthouse_imap_wire::command::SetMetadata;
use posthouse_mailbox::EntryName;

use crate::answer::Done;
use crate::error::{Error, Refusal};
use crate::filters;
use crate::metadata::entry_name;
use crate::notify::Did;
use crate::session::Session;

type Changes = BTreeMap<EntryName, Option<Arc<[u8]>>>;

pub(super) async fn run(session: &mut Session<'_>, arguments: SetMetadata) -> Result<Done, Error> {
    let user = session.state.user()?;
    let changes = changes(arguments.values)?;
    if arguments.mailbox.as_str().is_empty() {
        // RFC 5464 §3.3: what all users of the server see is not for each of them to say.
        if changes.keys().any(|name| !name.is_private()) {
            return Err(Refusal::ServerEntry.into());
        }
        if changes.iter().any(|(name, value)| value.as_ref().is_some_and(|value| !filters::can_be(name, value))) {
            return Err(Refusal::NoFilter.into());
        }
        user.account.annotate(None, changes.clone()).await?;
        user.note(&user.account.clone(), Did::Annotate(None, changes));
        return Ok(Done::Plain);
    }
    let place = user.place(&arguments.mailbox).await?;
    let mailbox = Some(place.mailbox()?.id);
    place.account.annotate(mailbox, changes.clone()).await?;
    user.note(&place.account, Did::Annotate(mailbox, changes));
    Ok(Done::Plain)
}

/// The last value of each entry.
fn changes(values: Vec<(MetadataEntry, Option<Vec<u8>>)>) -> Result<Changes, Error> {
    let mut changes = Changes::new();
    for (entry, value) in values {
        let name = entry_name(&entry)?;
        if !name.can_have_value() {
            return Err(Error::Bad("This entry can only have others below it"));
        }
        changes.insert(name, value.map(Arc::from));
    }
    Ok(changes)
}
