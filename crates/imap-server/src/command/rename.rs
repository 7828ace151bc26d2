//! RENAME (RFC 9051 §6.3.6).

use posthouse_imap_wire::command::Rename;

use crate::answer::Done;
use crate::error::{Error, Refusal};
use crate::normalized;
use crate::notify::Did;
use crate::session::Session;

pub(super) async fn run(session: &mut Session<'_>, arguments: &Rename) -> Result<Done, Error> {
    let user = session.state.user()?;
    let (from, to) = (user.place(&arguments.from).await?, user.new_place(&arguments.to).await?);
    if from.account.id() != to.account.id() {
        from.mailbox()?;
        return Err(Refusal::AnotherAccount.into());
    }
    from.account.rename(from.name.clone(), to.name.clone()).await?;
    let (old, new) = ((&from, &arguments.from), (&to, &arguments.to));
    normalized::tell_renamed(old, new, user.enabled, session.out.buffer());
    user.note(&from.account, Did::Rename(from.name, to.name));
    Ok(Done::Plain)
}
