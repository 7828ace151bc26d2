//! Which mailboxes a filter means (RFC 5465 §6, RFC 7377 §2.2): a question of their names alone.

use std::collections::BTreeSet;

use posthouse_imap_wire::{Mailbox, MailboxFilter};
use posthouse_mailbox::{MailboxName, SEPARATOR};

use crate::place::is_others;

/// A filter, ready to be compared with many names.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// Where mail is delivered to: INBOX.
    Inboxes,
    /// All of one's own.
    Personal,
    /// Those subscribed to.
    Subscribed,
    /// These and all below them.
    Subtree(BTreeSet<String>),
    /// These and their children.
    SubtreeOne(BTreeSet<String>),
    /// These.
    Mailboxes(BTreeSet<String>),
}

impl Source {
    /// What the filter means; `None` for that of the selected mailbox, which has no name here.
    pub(crate) fn of(filter: &MailboxFilter) -> Option<Self> {
        Some(match filter {
            MailboxFilter::Selected | MailboxFilter::SelectedDelayed => return None,
            MailboxFilter::Inboxes => Self::Inboxes,
            MailboxFilter::Personal => Self::Personal,
            MailboxFilter::Subscribed => Self::Subscribed,
            MailboxFilter::Subtree(roots) => Self::Subtree(names(roots)),
            MailboxFilter::SubtreeOne(roots) => Self::SubtreeOne(names(roots)),
            MailboxFilter::Mailboxes(named) => Self::Mailboxes(names(named)),
        })
    }

    /// Whether it can mean mailboxes of others.
    pub(crate) fn reaches_others(&self) -> bool {
        match self {
            Self::Inboxes | Self::Personal => false,
            Self::Subscribed => true,
            Self::Subtree(names) | Self::SubtreeOne(names) | Self::Mailboxes(names) => {
                names.iter().any(|name| is_others(name))
            }
        }
    }

    /// Whether a mailbox is meant. `name` is what the client calls it.
    pub(crate) fn covers(&self, name: &MailboxName, is_own: bool, subscriptions: &BTreeSet<MailboxName>) -> bool {
        match self {
            Self::Inboxes => is_own && name.is_inbox(),
            Self::Personal => is_own,
            Self::Subscribed => subscriptions.contains(name),
            Self::Subtree(roots) => lineage(name).any(|name| roots.contains(name)),
            Self::SubtreeOne(roots) => lineage(name).take(2).any(|name| roots.contains(name)),
            Self::Mailboxes(names) => names.contains(name.as_str()),
        }
    }
}

/// A name that no mailbox can have means none (RFC 5465 §3.1).
fn names(mailboxes: &[Mailbox]) -> BTreeSet<String> {
    let valid = mailboxes.iter().filter_map(|mailbox| MailboxName::new(mailbox.as_str()).ok());
    valid.map(|name| name.as_str().to_owned()).collect()
}

/// The name, and those above it. Every mailbox may be compared with many filters, so nothing is copied.
fn lineage(name: &MailboxName) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name.as_str()), |name| Some(name.rsplit_once(SEPARATOR)?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> MailboxName {
        MailboxName::new(text).unwrap()
    }

    #[track_caller]
    fn covered(filter: MailboxFilter, own: &[&str]) {
        let source = Source::of(&filter).unwrap();
        let subscriptions = BTreeSet::from([name("a/b/c")]);
        let all = ["INBOX", "a", "a/b", "a/b/c", "ab"].map(name);
        let covered: Vec<_> = all.iter().filter(|name| source.covers(name, true, &subscriptions)).collect();
        assert_eq!(covered.iter().map(|name| name.as_str()).collect::<Vec<_>>(), own);
    }

    #[test]
    fn filters_mean_names() {
        let named = || vec![Mailbox::new("a"), Mailbox::new("nowhere"), Mailbox::new("//")];
        covered(MailboxFilter::Inboxes, &["INBOX"]);
        covered(MailboxFilter::Personal, &["INBOX", "a", "a/b", "a/b/c", "ab"]);
        covered(MailboxFilter::Subscribed, &["a/b/c"]);
        covered(MailboxFilter::Subtree(named()), &["a", "a/b", "a/b/c"]);
        covered(MailboxFilter::SubtreeOne(named()), &["a", "a/b"]);
        covered(MailboxFilter::Mailboxes(named()), &["a"]);
        covered(MailboxFilter::Mailboxes(vec![Mailbox::new("inbox")]), &["INBOX"]);
    }

    #[test]
    fn what_is_another_s_is_not_personal() {
        assert!(!Source::Personal.covers(&name("x"), false, &BTreeSet::new()));
        assert!(!Source::Inboxes.covers(&name("INBOX"), false, &BTreeSet::new()));
        assert!(Source::of(&MailboxFilter::Selected).is_none());
    }
}
