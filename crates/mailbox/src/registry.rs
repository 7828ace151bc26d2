//! Which accounts are open, how much memory they take, and which were removed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use tokio::sync::OnceCell;

use crate::{Account, AccountId, Error};

/// What an account without messages takes, counted in messages.
const LEAST_WEIGHT: u64 = 256;

/// The open accounts.
pub(crate) struct Registry {
    accounts: Mutex<Accounts>,
    /// How many messages open accounts may hold before idle ones are let go.
    most_held: u64,
}

#[derive(Default)]
struct Accounts {
    slots: HashMap<AccountId, Arc<Slot>>,
    /// Numbers of accounts are never used again, so neither are these.
    removed: HashSet<AccountId>,
    held: u64,
    uses: u64,
}

/// An account that is open or being opened: that is done once, however many ask at the same time.
#[derive(Default)]
pub(crate) struct Slot {
    pub(crate) account: OnceCell<Account>,
    weight: AtomicU64,
    last_use: AtomicU64,
}

impl Registry {
    pub(crate) fn new(most_held: u64) -> Self {
        Self { accounts: Mutex::default(), most_held }
    }

    /// The place of an account; refused for one that was removed.
    pub(crate) fn slot(&self, id: AccountId) -> Result<Arc<Slot>, Error> {
        let mut accounts = self.accounts.lock();
        if accounts.removed.contains(&id) {
            return Err(Error::NoSuchAccount);
        }
        if accounts.slots.get(&id).is_some_and(|slot| slot.account.get().is_some_and(Account::is_stopped)) {
            accounts.take(id);
        }
        accounts.uses += 1;
        let slot = Arc::clone(accounts.slots.entry(id).or_default());
        slot.last_use.store(accounts.uses, Ordering::Relaxed);
        Ok(slot)
    }

    /// Counts an account that was opened.
    pub(crate) fn weigh(&self, slot: &Slot, account: &Account) {
        let weight = account.weight() + LEAST_WEIGHT;
        slot.weight.store(weight, Ordering::Relaxed);
        self.accounts.lock().held += weight;
    }

    /// Takes an account out for ever; it may still be open, or being opened.
    pub(crate) fn remove(&self, id: AccountId) -> Option<Arc<Slot>> {
        let mut accounts = self.accounts.lock();
        accounts.removed.insert(id);
        accounts.take(id)
    }

    /// Takes an account out unless somebody holds it. Without the lock nobody can get a handle, so one that is idle under
    /// it stays idle.
    pub(crate) fn take_idle(&self, id: AccountId) {
        let mut accounts = self.accounts.lock();
        if accounts.slots.get(&id).is_some_and(is_idle) {
            accounts.take(id);
        }
    }

    /// Every open account.
    pub(crate) fn open(&self) -> Vec<(AccountId, Account)> {
        let accounts = self.accounts.lock();
        accounts.slots.iter().filter_map(|(id, slot)| Some((*id, slot.account.get()?.clone()))).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.accounts.lock().slots.len()
    }

    /// The idle accounts that have to go so that the others fit, the longest unused first.
    pub(crate) fn surplus(&self) -> Vec<(AccountId, Account)> {
        let accounts = self.accounts.lock();
        if accounts.held <= self.most_held {
            return Vec::new();
        }
        let mut idle: Vec<_> = accounts.slots.iter().filter(|(_, slot)| is_idle(slot)).collect();
        idle.sort_unstable_by_key(|(_, slot)| slot.last_use.load(Ordering::Relaxed));
        // More than the least, so that it is not done for every account that is opened.
        let mut too_much = accounts.held - self.most_held / 4 * 3;
        let mut surplus = Vec::new();
        for (id, slot) in idle {
            let Some(account) = slot.account.get().filter(|_| too_much > 0) else { break };
            surplus.push((*id, account.clone()));
            too_much = too_much.saturating_sub(slot.weight.load(Ordering::Relaxed));
        }
        surplus
    }
}

impl Accounts {
    fn take(&mut self, id: AccountId) -> Option<Arc<Slot>> {
        let slot = self.slots.remove(&id)?;
        self.held = self.held.saturating_sub(slot.weight.load(Ordering::Relaxed));
        Some(slot)
    }
}

/// A slot that somebody holds is being opened or about to be used.
fn is_idle(slot: &Arc<Slot>) -> bool {
    Arc::strong_count(slot) == 1 && slot.account.get().is_some_and(Account::is_idle)
}
