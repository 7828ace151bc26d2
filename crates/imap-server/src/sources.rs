//! Which mailboxes filters mean (RFC 5465 §6, RFC 7377 §2.2): a question of their names alone.

use std::collections::HashMap;
use std::ops::BitOr;

use posthouse_imap_wire::{Mailbox, MailboxFilter};
use posthouse_mailbox::{MailboxName, SEPARATOR};

use crate::place::is_others;

/// Filters, each with what is wanted of the mailboxes that it means; `T` is a set of such things. Those of the selected
/// mailbox have no name here.
///
/// All filters are one table of names, so that asking for a mailbox costs as much for a hundred as for one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filters<T> {
    /// Where mail is delivered to: INBOX.
    inboxes: T,
    /// All of one's own.
    personal: T,
    subscribed: T,
    named: HashMap<String, Named<T>>,
    /// What is wanted of any.
    all: T,
}

/// What is wanted where a filter names a mailbox.
#[derive(Clone, Copy, Debug, Default)]
struct Named<T> {
    /// Of this one.
    here: T,
    /// Of its children.
    children: T,
    /// Of those below its children.
    below: T,
}

impl<T: Copy + Default + PartialEq + BitOr<Output = T>> Filters<T> {
    /// Adds that something is wanted of the mailboxes that a filter means.
    pub(crate) fn add(&mut self, filter: &MailboxFilter, wanted: T) {
        let nothing = T::default();
        match filter {
            MailboxFilter::Selected | MailboxFilter::SelectedDelayed => return,
            _ if wanted == nothing => return,
            MailboxFilter::Inboxes => self.inboxes = self.inboxes | wanted,
            MailboxFilter::Personal => self.personal = self.personal | wanted,
            MailboxFilter::Subscribed => self.subscribed = self.subscribed | wanted,
            MailboxFilter::Subtree(roots) => {
                self.name(roots, Named { here: wanted, children: wanted, below: wanted });
            }
            MailboxFilter::SubtreeOne(roots) => {
                self.name(roots, Named { here: wanted, children: wanted, below: nothing });
            }
            MailboxFilter::Mailboxes(named) => {
                self.name(named, Named { here: wanted, children: nothing, below: nothing });
            }
        }
        self.all = self.all | wanted;
    }

    /// A name that no mailbox can have means none (RFC 5465 §3.1).
    fn name(&mut self, mailboxes: &[Mailbox], wanted: Named<T>) {
        for name in mailboxes.iter().filter_map(|mailbox| MailboxName::new(mailbox.as_str()).ok()) {
            let named = self.named.entry(name.as_str().to_owned()).or_default();
            named.here = named.here | wanted.here;
            named.children = named.children | wanted.children;
            named.below = named.below | wanted.below;
        }
    }

    /// Whether nothing is wanted of any mailbox.
    pub(crate) fn is_empty(&self) -> bool {
        self.all == T::default()
    }

    /// What is wanted of any mailbox.
    pub(crate) fn all(&self) -> T {
        self.all
    }

    /// Whether some can mean mailboxes of others.
    pub(crate) fn reaches_others(&self) -> bool {
        self.subscribed != T::default() || self.named.keys().any(|name| is_others(name))
    }

    /// What is wanted of a mailbox. `name` is what the client calls it.
    pub(crate) fn of(&self, name: &MailboxName, is_own: bool, is_subscribed: impl FnOnce() -> bool) -> T {
        let nothing = T::default();
        let personal = if is_own { self.personal } else { nothing };
        let inbox = if is_own && name.is_inbox() { self.inboxes } else { nothing };
        let subscribed = if self.subscribed != nothing && is_subscribed() { self.subscribed } else { nothing };
        lineage(name).enumerate().fold(personal | inbox | subscribed, |all, (levels, name)| {
            let named = self.named.get(name).copied().unwrap_or_default();
            all | match levels {
                0 => named.here,
                1 => named.children,
                _ => named.below,
            }
        })
    }
}

/// The name, and those above it. Nothing is copied.
fn lineage(name: &MailboxName) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name.as_str()), |name| Some(name.rsplit_once(SEPARATOR)?.0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> MailboxName {
        MailboxName::new(text).unwrap()
    }

    fn filters(all: &[(MailboxFilter, u32)]) -> Filters<u32> {
        let mut filters = Filters::default();
        all.iter().for_each(|(filter, wanted)| filters.add(filter, *wanted));
        filters
    }

    #[track_caller]
    fn covered(filter: MailboxFilter, own: &[&str]) {
        let filters = filters(&[(filter, 1)]);
        let subscriptions = BTreeSet::from([name("a/b/c")]);
        let all = ["INBOX", "a", "a/b", "a/b/c", "ab"].map(name);
        let covered: Vec<_> =
            all.iter().filter(|name| filters.of(name, true, || subscriptions.contains(*name)) == 1).collect();
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
        let both = filters(&[(MailboxFilter::Personal, 1), (MailboxFilter::Inboxes, 2)]);
        assert_eq!(both.of(&name("INBOX"), true, || false), 3);
        assert_eq!(both.of(&name("INBOX"), false, || false), 0);
        assert!(!both.reaches_others() && filters(&[(MailboxFilter::Subscribed, 1)]).reaches_others());
        assert!(filters(&[(MailboxFilter::Subtree(vec![Mailbox::new("Other Users/bob")]), 1)]).reaches_others());
        assert!(filters(&[(MailboxFilter::Selected, 1), (MailboxFilter::Personal, 0)]).is_empty());
    }

    /// What a name costs does not depend on how many filters name something.
    #[test]
    fn many_filters_are_one_table() {
        let roots: Vec<_> = (0..10).map(|number| Mailbox::new(&format!("a/{number}"))).collect();
        let all: Vec<_> = (0..100).map(|bit| (MailboxFilter::Subtree(roots.clone()), 1 << (bit % 32))).collect();
        let filters = filters(&all);
        assert_eq!(filters.named.len(), 10);
        assert_eq!(filters.of(&name("a/3/x/y"), true, || false), u32::MAX);
        assert_eq!(filters.of(&name("a"), true, || false), 0);
    }

    /// What a filter means, said without a table.
    fn means(filter: &MailboxFilter, name: &MailboxName) -> bool {
        let is_at = |root: &MailboxName, levels: usize| lineage(name).take(levels).any(|above| above == root.as_str());
        let any = |roots: &[Mailbox], levels| roots.iter().any(|root| is_at(&self::name(root.as_str()), levels));
        match filter {
            MailboxFilter::Subtree(roots) => any(roots, usize::MAX),
            MailboxFilter::SubtreeOne(roots) => any(roots, 2),
            MailboxFilter::Mailboxes(named) => any(named, 1),
            _ => unreachable!("no others are made here"),
        }
    }

    fn filter() -> impl Strategy<Value = MailboxFilter> {
        let roots = || prop::collection::vec("[ab](/[ab]){0,3}", 1..4);
        let mailboxes = |roots: Vec<String>| roots.iter().map(|root| Mailbox::new(root)).collect::<Vec<_>>();
        prop_oneof![
            roots().prop_map(move |roots| MailboxFilter::Subtree(mailboxes(roots))),
            roots().prop_map(move |roots| MailboxFilter::SubtreeOne(mailboxes(roots))),
            roots().prop_map(move |roots| MailboxFilter::Mailboxes(mailboxes(roots))),
        ]
    }

    proptest! {
        #[test]
        fn all_filters_together_mean_what_each_means(
            all in prop::collection::vec(filter(), 0..8),
            text in "[ab](/[ab]){0,4}",
        ) {
            let all: Vec<_> = all.into_iter().zip((0..).map(|bit| 1 << bit)).collect();
            let wanted = filters(&all).of(&name(&text), true, || false);
            for (filter, bit) in &all {
                prop_assert_eq!(wanted & bit != 0, means(filter, &name(&text)), "{:?}", filter);
            }
        }
    }
}
