//! The identifiers of mailboxes and emails as clients see them (RFC 8474): unique on this server, for ever.

use posthouse_imap_wire::{ObjectId, ObjectKind};
use posthouse_mailbox::{AccountId, EmailId, MailboxId};

/// The MAILBOXID of a mailbox (RFC 8474 §4).
pub(crate) fn of_mailbox(account: AccountId, mailbox: MailboxId) -> ObjectId {
    ObjectId::assigned(ObjectKind::Mailbox, account.0, mailbox.0)
}

/// The EMAILID of a message: copies have the same (RFC 8474 §5.1).
pub(crate) fn of_email(account: AccountId, email: EmailId) -> ObjectId {
    ObjectId::assigned(ObjectKind::Email, account.0, email.0)
}

/// The email that an EMAILID names; `None` where this account has none of this name.
pub(crate) fn email_of(account: AccountId, id: &ObjectId) -> Option<EmailId> {
    let (_, number) = id.as_str().rsplit_once('-')?;
    let email = EmailId(u64::from_str_radix(number, 16).ok()?);
    (of_email(account, email) == *id).then_some(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_given_out_names_an_email() {
        let (account, email) = (AccountId(7), EmailId(0x2a));
        let id = of_email(account, email);
        assert_eq!(id.as_str(), "M7-2a");
        assert_eq!(email_of(account, &id), Some(email));
        assert_eq!(email_of(AccountId(8), &id), None);
        for other in ["M7-2A", "M7-02a", "F7-2a", "M7", "2a", "M7-", "M7-+2a"] {
            assert_eq!(email_of(account, &ObjectId::new(other).unwrap_or(of_mailbox(account, MailboxId(1)))), None);
        }
    }
}
