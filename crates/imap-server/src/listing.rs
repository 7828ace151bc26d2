//! Which mailboxes LIST and LSUB tell of, and how (RFC 9051 §6.3.9, RFC 5258, RFC 3501 §6.3.9).
//!
//! Not here: the responses, and STATUS.

mod pattern;

use std::collections::BTreeMap;
use std::sync::Arc;

use posthouse_mailbox::{Account, Mailbox, MailboxName, Rights, State};

use crate::error::Error;
use crate::others::Neighbour;
use crate::place::Namespace;
use crate::state::User;

pub(crate) use pattern::{Pattern, Patterns};

/// How many steps of comparing names with patterns are taken before others have their turn.
const STRETCH: usize = 1 << 20;

/// Which mailboxes are meant beside their names: the selection criteria (RFC 5258 §3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Criteria {
    /// Subscribed names, existing or not. Without it, existing mailboxes.
    pub(crate) subscribed: bool,
    /// Mailboxes with a special use.
    pub(crate) special_use: bool,
}

/// Which parents of what is meant are told too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parents {
    /// None but those that are meant themselves.
    None,
    /// Those that match where a child does not: RECURSIVEMATCH (RFC 5258 §3.1), LSUB (RFC 3501 §6.3.9).
    All,
    /// The same, if they do not exist, so that `%` does not hide what is below them (RFC 3501 §6.3.8).
    Missing,
}

/// A name that is told.
#[derive(Clone)]
pub(crate) struct Listed {
    pub(crate) name: MailboxName,
    /// The mailbox, if it exists.
    pub(crate) mailbox: Option<Arc<Mailbox>>,
    /// Whose it is, if it is not one's own.
    pub(crate) owner: Option<Account>,
    pub(crate) is_subscribed: bool,
    /// Whether a mailbox below it exists.
    pub(crate) has_children: bool,
    /// Whether the name itself is meant, and not only something below it.
    pub(crate) is_meant: bool,
    /// Whether something below it is meant (RFC 5258 §3.5, CHILDINFO).
    pub(crate) has_meant_child: bool,
}

impl User {
    /// The names that match, in their order: one's own, and those of others.
    ///
    /// # Errors
    /// Where the storage fails.
    pub(crate) async fn list(
        &self,
        patterns: &Patterns,
        criteria: Criteria,
        parents: Parents,
    ) -> Result<Vec<Listed>, Error> {
        let reaches_others = Namespace::EVERY.iter().any(|namespace| patterns.match_beginning(namespace.root()));
        let others = if reaches_others { self.others.all().await? } else { Vec::new() };
        let mut names = Names::of(&self.account.now());
        others.iter().for_each(|neighbour| names.add(neighbour));
        names.select(patterns, criteria).await;
        let told = names.0.into_iter().filter(|(_, node)| node.is_told(parents));
        Ok(told.map(|(name, node)| node.into_listed(name)).collect())
    }
}

/// Every name that exists, is subscribed to, or is above one of these.
struct Names(BTreeMap<MailboxName, Node>);

#[derive(Default)]
struct Node {
    mailbox: Option<Arc<Mailbox>>,
    owner: Option<Account>,
    is_subscribed: bool,
    has_children: bool,
    matches: bool,
    is_meant: bool,
    has_meant_child: bool,
    /// A child is meant but does not match, so that nothing tells of it but this.
    hides_child: bool,
}

impl Names {
    fn of(state: &State) -> Self {
        let mut names = Self(BTreeMap::new());
        for mailbox in state.mailboxes() {
            names.add_mailbox(&mailbox.name, mailbox, None);
        }
        for name in state.subscriptions() {
            names.node(name).is_subscribed = true;
            names.for_ancestors(name, |_| Change::None);
        }
        names
    }

    /// Adds what a user may look up in the account of somebody else (RFC 4314 §4). One's own mailboxes are there already:
    /// none is hidden by another's.
    fn add(&mut self, neighbour: &Neighbour) {
        for mailbox in neighbour.account.now().mailboxes() {
            let full_name = neighbour.prefix.full_name(&mailbox.name);
            if let Some(full_name) = full_name.filter(|_| mailbox.rights().contains(Rights::LOOKUP)) {
                self.add_mailbox(&full_name, mailbox, Some(&neighbour.account));
            }
        }
    }

    fn add_mailbox(&mut self, name: &MailboxName, mailbox: &Arc<Mailbox>, owner: Option<&Account>) {
        let node = self.node(name);
        if node.mailbox.is_some() {
            return;
        }
        node.mailbox = Some(Arc::clone(mailbox));
        node.owner = owner.cloned();
        self.for_ancestors(name, |node| Change::of(&mut node.has_children, true));
    }

    async fn select(&mut self, patterns: &Patterns, criteria: Criteria) {
        let (mut meant, mut steps) = (Vec::new(), 0);
        for (name, node) in &mut self.0 {
            steps += patterns.length() * name.as_str().len();
            if steps > STRETCH {
                steps = 0;
                tokio::task::yield_now().await;
            }
            node.matches = patterns.match_name(name.as_str());
            node.is_meant = node.meets(criteria);
            if node.is_meant {
                meant.push((name.clone(), node.matches));
            }
        }
        for (name, matches) in meant {
            self.for_ancestors(&name, |node| {
                Change::of(&mut node.has_meant_child, true).or(Change::of(&mut node.hides_child, !matches))
            });
        }
    }

    fn node(&mut self, name: &MailboxName) -> &mut Node {
        self.0.entry(name.clone()).or_default()
    }

    /// Changes those above a name, up to the first that is as it is to be: then all above it are too, as whatever was done to
    /// it was done to them. So each is changed a few times, however many names are below it.
    fn for_ancestors(&mut self, name: &MailboxName, mut change: impl FnMut(&mut Node) -> Change) {
        for ancestor in std::iter::successors(name.parent(), MailboxName::parent) {
            let count = self.0.len();
            let changed = change(self.node(&ancestor));
            if changed == Change::None && self.0.len() == count {
                return;
            }
        }
    }
}

/// Whether something became other than it was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    None,
    Made,
}

impl Change {
    fn of(flag: &mut bool, set: bool) -> Self {
        let is_new = set && !*flag;
        *flag |= set;
        if is_new { Self::Made } else { Self::None }
    }

    fn or(self, other: Self) -> Self {
        if self == Self::None { other } else { self }
    }
}

impl Node {
    fn meets(&self, criteria: Criteria) -> bool {
        let has_use = self.mailbox.as_ref().is_some_and(|mailbox| mailbox.special_use.is_some());
        let is_there = if criteria.subscribed { self.is_subscribed } else { self.mailbox.is_some() };
        is_there && (has_use || !criteria.special_use)
    }

    fn is_told(&self, parents: Parents) -> bool {
        let as_parent = match parents {
            Parents::None => false,
            Parents::All => self.hides_child,
            Parents::Missing => self.hides_child && self.mailbox.is_none(),
        };
        self.matches && (self.is_meant || as_parent)
    }

    fn into_listed(self, name: MailboxName) -> Listed {
        Listed {
            name,
            mailbox: self.mailbox,
            owner: self.owner,
            is_subscribed: self.is_subscribed,
            has_children: self.has_children,
            is_meant: self.is_meant,
            has_meant_child: self.has_meant_child,
        }
    }
}

#[cfg(test)]
mod tests {
    use posthouse_imap_wire::{self as wire, ListPattern};
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> MailboxName {
        MailboxName::new(text).unwrap()
    }

    #[test]
    fn those_above_are_changed_a_few_times_however_many_are_below() {
        let (mut names, mut changes) = (Names(BTreeMap::new()), 0);
        let deep = vec!["x"; 40].join("/");
        for number in 0..1000 {
            names.for_ancestors(&name(&format!("{deep}/{number}")), |node| {
                changes += 1;
                Change::of(&mut node.has_children, true)
            });
        }
        assert_eq!((names.0.len(), changes), (40, 40 + 999));
    }

    proptest! {
        #[test]
        fn each_knows_what_is_below_it(
            all in prop::collection::vec(("[ab](/[ab]){0,4}", any::<bool>()), 0..12),
            pattern in "[ab*%](/[ab*%]){0,3}",
        ) {
            let mut names = Names(BTreeMap::new());
            for (text, is_subscribed) in &all {
                names.node(&name(text)).is_subscribed |= is_subscribed;
                names.for_ancestors(&name(text), |node| match is_subscribed {
                    true => Change::None,
                    false => Change::of(&mut node.has_children, true),
                });
            }
            let patterns = Patterns(vec![Pattern::new(&wire::Mailbox::new(""), &ListPattern(pattern)).unwrap()]);
            let selecting = names.select(&patterns, Criteria { subscribed: true, special_use: false });
            tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(selecting);
            for (above, node) in &names.0 {
                let below = || all.iter().filter(|(text, _)| name(text).is_below(above));
                prop_assert_eq!(node.has_children, below().any(|(_, is_subscribed)| !is_subscribed));
                prop_assert_eq!(node.has_meant_child, below().any(|(_, is_subscribed)| *is_subscribed));
                let hides = |(text, is_subscribed): &(String, bool)| *is_subscribed && !patterns.match_name(text);
                prop_assert_eq!(node.hides_child, below().any(hides));
                prop_assert!(above.parent().is_none_or(|parent| names.0.contains_key(&parent)));
            }
        }
    }
}
