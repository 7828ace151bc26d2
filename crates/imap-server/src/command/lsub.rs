//! LSUB (RFC 3501 §6.3.9).

use posthouse_imap_wire::command::Lsub;
use posthouse_imap_wire::encode::{self, ListEntry, MailboxAttribute};
use posthouse_mailbox::SEPARATOR;

use super::list::special_use;
use crate::answer::Done;
use crate::error::Error;
use crate::listing::{Criteria, Listed, Parents, Pattern, Patterns};
use crate::session::Session;

/// Subscribed names; with `%`, also those above them, as `\Noselect`. Special uses are told too, as Outlook looks for
/// them here.
pub(super) async fn run(session: &mut Session<'_>, arguments: &Lsub) -> Result<Done, Error> {
    let user = session.state.user()?;
    let patterns = Patterns(Pattern::new(&arguments.reference, &arguments.pattern).into_iter().collect());
    let criteria = Criteria { subscribed: true, special_use: false };
    for listed in user.list(&patterns, criteria, Parents::All).await? {
        let attributes = attributes(&listed);
        let entry = ListEntry {
            attributes: &attributes,
            delimiter: Some(SEPARATOR),
            mailbox: listed.name.as_str(),
            ..ListEntry::default()
        };
        encode::lsub(session.out.buffer(), &entry, user.enabled.text_mode());
        if session.out.is_full() {
            session.out.flush().await?;
        }
    }
    Ok(Done::Plain)
}

fn attributes(listed: &Listed) -> Vec<MailboxAttribute> {
    let is_selectable = listed.is_meant && listed.mailbox.is_some();
    let missing = (!is_selectable).then_some(MailboxAttribute::NoSelect);
    missing.into_iter().chain(special_use(listed)).collect()
}
