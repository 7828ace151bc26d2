//! SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3, RFC 3501 §6.3.1).

use posthouse_imap_wire::SeqNum;
use posthouse_imap_wire::command::Select;
use posthouse_imap_wire::encode::{self, Code, Condition};
use posthouse_mailbox::{Account, Mailbox, Rights};

use crate::answer::Done;
use crate::convert;
use crate::enabled::Enabled;
use crate::error::Error;
use crate::normalized;
use crate::object_id;
use crate::resync;
use crate::session::Session;
use crate::state::{Access, highest_mod_seq};
use crate::switches::Off;
use crate::sync::tell_flags;
use crate::url_auth;
use crate::view::View;

/// A mailbox that was open is closed, even if the new one cannot be opened (RFC 9051 §6.3.2); a client that knows
/// CONDSTORE or QRESYNC takes CLOSED for the boundary (RFC 7162 §3.2.11).
pub(super) async fn run(session: &mut Session<'_>, arguments: &Select, access: Access) -> Result<Done, Error> {
    if arguments.qresync.is_some() && !session.state.user()?.enabled.qresync {
        return Err(Error::ClientBug("Send ENABLE QRESYNC first"));
    }
    if arguments.qresync.as_ref().is_some_and(|known| known.matches.is_some()) {
        session.state.user()?.with_numbers()?;
    }
    if session.state.deselect() {
        encode::untagged(session.out.buffer(), Condition::Ok, Some(Code::Closed), "The previous mailbox is closed");
    }
    let user = session.state.user()?;
    let place = user.place(&arguments.mailbox).await?;
    let mailbox = place.readable()?;
    user.enabled.condstore |= arguments.condstore;
    let (enabled, off) = (user.enabled, user.off);
    let missed = match &arguments.qresync {
        Some(known) => resync::missed(&place.account, &mailbox, known).await?,
        None => None,
    };
    let told = told_access(&mailbox, access);
    let view = View::open(&place.account, mailbox, access);
    describe(session.out.buffer(), &place.account, &view, access, enabled, off);
    normalized::tell(&place, &arguments.mailbox, enabled, session.out.buffer());
    session.state.select(place.account, view, access);
    if let Some(missed) = missed {
        resync::tell(session.state.selected()?, &missed, &mut session.out).await?;
    }
    Ok(Done::Selected(told))
}

/// RFC 4314 §5.2: READ-ONLY for whoever can change nothing that others see. It may have its own `\Seen` all the same.
fn told_access(mailbox: &Mailbox, access: Access) -> Access {
    let shared = Rights::INSERT | Rights::EXPUNGE | Rights::DELETE_MESSAGES | Rights::WRITE;
    if mailbox.rights().intersects(shared) { access } else { Access::ReadOnly }
}

/// UNSEEN is a sequence number, which a client of UIDONLY knows nothing of (RFC 9586 §3). IMAP4rev2 has neither it nor
/// RECENT (RFC 9051 §E). What belongs to a capability that is off is not told.
fn describe(out: &mut Vec<u8>, account: &Account, view: &View, access: Access, enabled: Enabled, off: Off) {
    let mailbox = &view.mailbox;
    tell_flags(out, mailbox, access);
    encode::exists(out, mailbox.exists());
    if enabled.tells_recent() {
        encode::recent(out, view.count_recent());
    }
    if let Some(unseen) = first_unseen(mailbox).filter(|_| !enabled.uid_only && !enabled.rev2) {
        encode::untagged(out, Condition::Ok, Some(Code::Unseen(unseen)), "First unseen message");
    }
    let validity = Code::UidValidity(convert::uid_validity(mailbox.uid_validity));
    encode::untagged(out, Condition::Ok, Some(validity), "UIDs valid");
    encode::untagged(out, Condition::Ok, Some(Code::UidNext(convert::uid(mailbox.uid_next))), "Predicted next UID");
    if !off.contains("CONDSTORE") {
        highest_mod_seq(out, view);
    }
    if !off.contains("URLAUTH") {
        url_auth::tell_mechanisms(out);
    }
    if off.contains("OBJECTID") {
        return;
    }
    let id = object_id::of_mailbox(account.id(), mailbox.id);
    encode::untagged(out, Condition::Ok, Some(Code::MailboxId(&id)), "Identifier of the mailbox");
}

fn first_unseen(mailbox: &Mailbox) -> Option<SeqNum> {
    mailbox.first_unseen().and_then(|(number, _)| SeqNum::new(number))
}
