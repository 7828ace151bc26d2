//! GETMETADATA (RFC 5464 §4.2).

use posthouse_imap_wire::TextMode;
use posthouse_imap_wire::command::GetMetadata;
use posthouse_mailbox as mailbox;

use crate::answer::Done;
use crate::error::Error;
use crate::metadata::{self, Entries, Found};
use crate::output::Output;
use crate::session::Session;

pub(super) async fn run(session: &mut Session<'_>, arguments: &GetMetadata) -> Result<Done, Error> {
    let user = session.state.user()?;
    let (reader, mode) = (user.account.id(), user.enabled.text_mode());
    if arguments.mailbox.as_str().is_empty() {
        let state = user.account.now();
        let entries = Entries::of_server(state.annotations(), &session.context.config, reader);
        return answer(&entries, arguments, mode, &mut session.out).await;
    }
    let mailbox = user.place(&arguments.mailbox).await?.mailbox()?;
    if !mailbox.rights().can_annotate() {
        return Err(mailbox::Error::NoPermission.into());
    }
    answer(&Entries::of_mailbox(&mailbox, reader), arguments, mode, &mut session.out).await
}

/// Values that are longer than asked for are left out; the length of the longest of them is told (RFC 5464 §4.2.1).
async fn answer(
    entries: &Entries<'_>,
    arguments: &GetMetadata,
    mode: TextMode,
    out: &mut Output<'_>,
) -> Result<Done, Error> {
    let most = arguments.max_size.map_or(usize::MAX, |most| most as usize);
    let found = entries.find(&arguments.entries, arguments.depth)?;
    let (fitting, long): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.length() <= most);
    metadata::tell(&fitting, arguments.mailbox.as_str(), mode, out).await?;
    match long.iter().map(Found::length).max() {
        Some(longest) => Ok(Done::LongEntries(u32::try_from(longest).unwrap_or(u32::MAX))),
        None => Ok(Done::Plain),
    }
}
