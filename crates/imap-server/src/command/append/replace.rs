//! REPLACE and UID REPLACE (RFC 8508): a message takes the place of another, in one commit, or in two of two accounts of
//! which the second follows for sure.

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
    account: Account,
    mailbox: MailboxId,
    uid: Uid,
    /// What its going makes room for where the new one comes.
    frees: Usage,
}

impl Old {
    /// The message of the selected mailbox that goes, if it may.
    pub(super) fn of(selected: &Selected, replaced: Replaced, target: &Account) -> Result<Self, Error> {
        selected.writable()?;
        let message = named(selected, replaced)?;
        let newest = selected.newest()?;
        let (_, message) = newest.by_uid(message.uid).ok_or(Refusal::Gone)?;
        let frees = match target.id() == selected.account.id() {
            true => Usage { storage: message.size.into(), messages: 1, mailboxes: 0 },
            false => Usage::default(),
        };
        Ok(Self { account: selected.account.clone(), mailbox: newest.id, uid: message.uid, frees })
    }

    /// What its going makes room for where the new one comes.
    pub(super) fn frees(&self) -> Usage {
        self.frees
    }

    /// Appends the new message and takes the old one away.
    pub(super) async fn replace(&self, target: &Target, messages: Vec<NewMessage>) -> Result<Appended, Error> {
        let (into, mailbox) = (&target.place.account, target.mailbox.id);
        let replaced = self.account.replace_to(self.mailbox, self.uid, into, mailbox, messages).await;
        replaced.map_err(|error| match error {
            posthouse_mailbox::Error::NoSuchMailbox if self.account.now().by_id(self.mailbox).is_some() => {
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
