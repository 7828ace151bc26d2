//! Any sequence of changes against a naive directory in maps.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const NAMES: [&str; 5] = ["a@x.test", "b@x.test", "c@y.test", "a+t@x.test", "postmaster@y.test"];

#[derive(Clone, Debug)]
enum Change {
    AddAccount(usize, bool),
    AddShared(usize),
    RemoveAccount(usize),
    AddAlias(usize, usize),
    RemoveAlias(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let name = 0..NAMES.len();
    prop_oneof![
        (name.clone(), any::<bool>()).prop_map(|(name, admin)| Change::AddAccount(name, admin)),
        name.clone().prop_map(Change::AddShared),
        name.clone().prop_map(Change::RemoveAccount),
        (name.clone(), name.clone()).prop_map(|(alias, target)| Change::AddAlias(alias, target)),
        name.prop_map(Change::RemoveAlias),
    ]
}

/// Names that are accounts (with number and rank: an administrator, none, shared) or aliases (with the names they lead
/// to).
#[derive(Default)]
struct Model {
    accounts: BTreeMap<usize, (u64, u8)>,
    aliases: BTreeMap<usize, Vec<usize>>,
    last: u64,
}

impl Model {
    /// The account or alias that `name` means first: itself or, for `a+t`, `a`.
    fn named(&self, name: usize) -> Option<usize> {
        let without_tag = (NAMES[name] == "a+t@x.test").then_some(0);
        let known = |name: &usize| self.accounts.contains_key(name) || self.aliases.contains_key(name);
        [Some(name), without_tag].into_iter().flatten().find(known)
    }

    /// The same once there is an alias `alias`.
    fn named_beside(&self, alias: usize, name: usize) -> Option<usize> {
        if name == alias { Some(alias) } else { self.named(name) }
    }

    fn reaches(&self, from: usize, alias: usize) -> bool {
        from == alias
            || self.aliases.get(&from).is_some_and(|targets| {
                targets
                    .iter()
                    .filter_map(|&target| self.named_beside(alias, target))
                    .any(|next| self.reaches(next, alias))
            })
    }

    fn apply(&mut self, change: &Change) -> bool {
        match *change {
            Change::AddAccount(name, admin) => self.add_account(name, u8::from(!admin)),
            Change::AddShared(name) => self.add_account(name, 2),
            Change::RemoveAccount(name) => self.accounts.contains_key(&name) && self.remove_account(name),
            Change::AddAlias(alias, target) => {
                let Some(named) = self.named_beside(alias, target) else { return false };
                let possible = !self.accounts.contains_key(&alias) && !self.reaches(named, alias);
                if possible {
                    let targets = self.aliases.entry(alias).or_default();
                    targets.retain(|&known| known != target);
                    targets.push(target);
                }
                possible
            }
            Change::RemoveAlias(alias) => {
                let used = self.aliases.values().flatten().any(|&target| self.named(target) == Some(alias));
                !used && self.aliases.remove(&alias).is_some()
            }
        }
    }

    fn add_account(&mut self, name: usize, rank: u8) -> bool {
        let free = !self.accounts.contains_key(&name) && !self.aliases.contains_key(&name);
        if free {
            self.last += 1;
            self.accounts.insert(name, (self.last, rank));
        }
        free
    }

    fn remove_account(&mut self, name: usize) -> bool {
        let named: Vec<_> = (0..NAMES.len()).map(|name| self.named(name)).collect();
        self.accounts.remove(&name);
        let mut gone = vec![name];
        while let Some(name) = gone.pop() {
            for (alias, targets) in &mut self.aliases {
                let before = targets.len();
                targets.retain(|&target| named[target] != Some(name));
                if targets.is_empty() && before > 0 {
                    gone.push(*alias);
                }
            }
        }
        self.aliases.retain(|_, targets| !targets.is_empty());
        true
    }

    fn receivers(&self, name: usize) -> Vec<u64> {
        let mut found = match self.named(name) {
            Some(named) => self.followed(named),
            None if NAMES[name].starts_with("postmaster") => self.postmaster("y.test").into_iter().collect(),
            None => Vec::new(),
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    fn followed(&self, name: usize) -> Vec<u64> {
        match self.accounts.get(&name) {
            Some((id, _)) => vec![*id],
            None => self.aliases[&name].iter().filter_map(|&t| self.named(t)).flat_map(|t| self.followed(t)).collect(),
        }
    }

    fn postmaster(&self, domain: &str) -> Option<u64> {
        let first = |domain: &str| {
            let of = self.accounts.iter().filter(|(name, (_, rank))| NAMES[**name].ends_with(domain) && *rank < 2);
            of.map(|(_, (id, rank))| (*rank, *id)).min().map(|(_, id)| id)
        };
        first(domain).or_else(|| first(""))
    }
}

async fn apply(directory: &Directory, change: &Change) -> bool {
    let name = |name: usize| address(NAMES[name]);
    match *change {
        Change::AddAccount(account, admin) => {
            directory.add_account(&name(account), credentials("x"), admin).await.is_ok()
        }
        Change::AddShared(account) => directory.add_shared_account(&name(account)).await.is_ok(),
        Change::RemoveAccount(account) => directory.remove_account(&name(account)).await.is_ok(),
        Change::AddAlias(alias, target) => directory.add_alias(&name(alias), &[name(target)]).await.is_ok(),
        Change::RemoveAlias(alias) => directory.remove_alias(&name(alias)).await.is_ok(),
    }
}

async fn receivers(directory: &Directory, name: usize) -> Vec<u64> {
    match resolve(directory, NAMES[name]).await {
        Resolution::Accounts(targets) => {
            let mut ids: Vec<_> = targets.iter().map(|target| target.account.0).collect();
            ids.sort_unstable();
            ids
        }
        Resolution::UnknownUser | Resolution::NotLocal => Vec::new(),
    }
}

async fn compare(changes: Vec<Change>) {
    let directory = empty().await;
    directory.add_domain(&domain("x.test")).await.unwrap();
    directory.add_domain(&domain("y.test")).await.unwrap();
    let mut model = Model::default();
    for change in &changes {
        assert_eq!(apply(&directory, change).await, model.apply(change), "{change:?} of {changes:?}");
        for (name, text) in NAMES.iter().enumerate() {
            assert_eq!(receivers(&directory, name).await, model.receivers(name), "{text} after {changes:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn the_directory_does_what_maps_do(changes in prop::collection::vec(change(), 0..25)) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(compare(changes));
    }
}
