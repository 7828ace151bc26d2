//! RENAME (RFC 9051 §6.3.6).

use posthouse_imap_wire::command::Rename;

use crate::answer::Done;
use crate::convert;
use crate::error::Error;
use crate::session::Session;

pub(super) async fn run(session: &mut Session<'_>, arguments: &Rename) -> Result<Done, Error> {
    let account = &session.state.user()?.account;
    let from = convert::existing_name(&arguments.from)?;
    account.rename(from, convert::new_name(&arguments.to)?).await?;
    Ok(Done::Plain)
}
