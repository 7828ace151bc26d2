//! CLOSE (RFC 9051 §6.4.1).

use posthouse_mailbox::{Doomed, Rights};

use crate::answer::Done;
use crate::error::Error;
use crate::session::Session;
use crate::state::Access;

/// Messages with `\Deleted` go without a word; a mailbox that was open for reading only stays as it is.
pub(super) async fn run(session: &mut Session<'_>) -> Result<Done, Error> {
    let selected = session.state.selected()?;
    // RFC 4314 §4: whoever may not expunge closes the mailbox all the same.
    if selected.access == Access::ReadWrite && selected.newest()?.rights().contains(Rights::EXPUNGE) {
        selected.account.expunge(selected.view.mailbox.id, Doomed::Deleted).await?;
    }
    session.state.deselect();
    Ok(Done::Plain)
}
