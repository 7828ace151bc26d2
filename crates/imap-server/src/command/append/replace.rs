//! REPLACE and UID REPLACE (RFC 8508): a message takes the place of another, in one commit.

use posthouse_imap_wire::encode::{self, Code, Condition};
use posthouse_imap_wire::{Numbering, Replaced};
use posthouse_mailbox::{Account, Appended, MailboxId, Message, NewMessage, Uid, Usage};

use crate::convert;
use crate::error::{Error, Refusal};
use crate::output::Output;
use crate::state::Selected;

use super::Target;

/// The message that goes.
pub(super) struct Old {
    mailbox: MailboxId,
    uid: Uid,
    size: u32,
}

impl Old {
    /// The message of the selected mailbox that goes, if it may.
    pub(super) fn of(selected: &Selected, replaced: Replaced, target: &Account) -> Result<Self, Error> {
        selected.writable()?;
        let message = named(selected, replaced)?;
        // Two accounts have no commit in common.
        if target.id() != selected.account.id() {
            return Err(Refusal::OtherAccount.into());
        }
        let newest = selected.newest()?;
        match newest.by_uid(message.uid) {
            Some((_, message)) => Ok(Self { mailbox: newest.id, uid: message.uid, size: message.size }),
            None => Err(Refusal::Gone.into()),
        }
    }

    /// What its going makes room for.
    pub(super) fn frees(&self) -> Usage {
        Usage { storage: self.size.into(), messages: 1, mailboxes: 0 }
    }

    /// Appends the new message and takes the old one away.
    pub(super) async fn replace(&self, target: &Target, messages: Vec<NewMessage>) -> Result<Appended, Error> {
        let account = &target.place.account;
        let replaced = account.replace(self.mailbox, self.uid, target.mailbox.id, messages).await;
        replaced.map_err(|error| match error {
            posthouse_mailbox::Error::NoSuchMailbox if account.now().by_id(self.mailbox).is_some() => {
                target.place.missing()
            }
            error => error.into(),
        })
    }
}

/// The message of the client's view.
fn named(selected: &Selected, replaced: Replaced) -> Result<Message, Error> {
    let view = &selected.view.mailbox;
    let found = match (replaced.number, replaced.numbering) {
        (None, _) => view.by_number(view.exists()),
        (Some(number), Numbering::Sequence) => view.by_number(number.get()),
        (Some(number), Numbering::Uid) => {
            Uid::new(number.get()).and_then(|uid| view.by_uid(uid)).map(|(_, message)| message)
        }
    };
    found.copied().ok_or(match replaced.numbering {
        Numbering::Sequence => Error::ClientBug("No message has this sequence number"),
        Numbering::Uid => Refusal::NoSuchMessage.into(),
    })
}

/// RFC 8508 §4.3: APPENDUID comes before the old message is told to be gone.
pub(super) fn tell(out: &mut Output<'_>, appended: &Appended) {
    let uids = convert::ranges(&appended.uids);
    let code = Code::AppendUid { validity: convert::uid_validity(appended.uid_validity), uids: &uids };
    encode::untagged(out.buffer(), Condition::Ok, Some(code), "Replacement message ready");
}
