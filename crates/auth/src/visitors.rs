//! Who is connected: bounds on strangers of an address and on sessions of an account, and the word that it is time to go.
//!
//! It accepts no connection and closes none: sessions do, when [`Visit::stop`] says so.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use posthouse_directory::AccountId;
use tokio::sync::{Notify, watch};

use crate::network::Network;

/// Bounds on connections at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitorLimits {
    /// All connections together.
    pub connections: usize,
    /// Connections of one address (an IPv6 /64 counts as one) that have not logged in.
    pub strangers_per_address: usize,
    /// Sessions of one account from one address; `None` for any number.
    pub sessions_per_account_and_address: Option<usize>,
}

/// A bound was reached; nothing was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMany {
    /// All connections together.
    #[error("too many connections")]
    Connections,
    /// Connections of this address that have not logged in.
    #[error("too many connections from your address")]
    Strangers,
    /// Sessions of this account from this address.
    #[error("too many sessions of this account from your address")]
    Sessions,
}

/// Everybody who is connected. Clones share the counts.
#[derive(Clone, Debug)]
pub struct Visitors {
    limits: VisitorLimits,
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    register: Mutex<Register>,
    /// Told of every visit that ends.
    left: Notify,
}

/// One connection; dropping it takes it off the register.
#[derive(Debug)]
pub struct Visit {
    inner: Arc<Inner>,
    limits: VisitorLimits,
    number: u64,
    stop: watch::Receiver<bool>,
}

#[derive(Debug, Default)]
struct Register {
    last: u64,
    stopping: bool,
    visits: HashMap<u64, Entry>,
    strangers: HashMap<Network, usize>,
    sessions: HashMap<(AccountId, Network), usize>,
}

#[derive(Debug)]
struct Entry {
    network: Network,
    account: Option<AccountId>,
    stop: watch::Sender<bool>,
}

impl Visitors {
    /// Nobody yet.
    #[must_use]
    pub fn new(limits: VisitorLimits) -> Self {
        Self { limits, inner: Arc::default() }
    }

    /// Registers a connection from `address`, a stranger until it logs in.
    ///
    /// # Errors
    /// Where it would be one too many.
    pub fn enter(&self, address: IpAddr) -> Result<Visit, TooMany> {
        let network = Network::of(address);
        let mut register = self.inner.register.lock();
        if register.visits.len() >= self.limits.connections {
            return Err(TooMany::Connections);
        }
        if register.strangers.get(&network).is_some_and(|count| *count >= self.limits.strangers_per_address) {
            return Err(TooMany::Strangers);
        }
        register.last += 1;
        let number = register.last;
        let (sender, stop) = watch::channel(register.stopping);
        *register.strangers.entry(network).or_default() += 1;
        register.visits.insert(number, Entry { network, account: None, stop: sender });
        Ok(Visit { inner: Arc::clone(&self.inner), limits: self.limits, number, stop })
    }

    /// How many connections there are, and how many of them have logged in.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        let register = self.inner.register.lock();
        (register.visits.len(), register.sessions.values().sum())
    }

    /// Tells everybody to go, those who come later too.
    pub fn stop(&self) {
        let mut register = self.inner.register.lock();
        register.stopping = true;
        register.visits.values().for_each(|entry| _ = entry.stop.send_replace(true));
    }

    /// Waits until nobody is there.
    pub async fn gone(&self) {
        self.wait_until(|register| register.visits.is_empty()).await;
    }

    /// Tells the sessions of an account to go, and waits until they have.
    pub async fn end_sessions(&self, account: AccountId) {
        for entry in self.inner.register.lock().visits.values() {
            if entry.account == Some(account) {
                entry.stop.send_replace(true);
            }
        }
        let is_there = |register: &Register| register.sessions.keys().any(|(of, _)| *of == account);
        self.wait_until(|register| !is_there(register)).await;
    }

    async fn wait_until(&self, holds: impl Fn(&Register) -> bool) {
        loop {
            let left = self.inner.left.notified();
            if holds(&self.inner.register.lock()) {
                return;
            }
            left.await;
        }
    }
}

impl Visit {
    /// Counts the connection as a session of `account` from now on.
    ///
    /// # Errors
    /// Where the account has as many sessions from this address as it may have; nothing changes then.
    pub fn log_in(&self, account: AccountId) -> Result<(), TooMany> {
        let mut register = self.inner.register.lock();
        let most = self.limits.sessions_per_account_and_address.unwrap_or(usize::MAX);
        let Some(network) = register.visits.get(&self.number).map(|entry| entry.network) else { return Ok(()) };
        if register.sessions.get(&(account, network)).is_some_and(|count| *count >= most) {
            return Err(TooMany::Sessions);
        }
        register.uncount(self.number);
        *register.sessions.entry((account, network)).or_default() += 1;
        if let Some(entry) = register.visits.get_mut(&self.number) {
            entry.account = Some(account);
        }
        Ok(())
    }

    /// Counts the connection as a stranger again (RFC 8437).
    pub fn log_out(&self) {
        let mut register = self.inner.register.lock();
        register.uncount(self.number);
        if let Some(entry) = register.visits.get_mut(&self.number) {
            entry.account = None;
            let network = entry.network;
            *register.strangers.entry(network).or_default() += 1;
        }
    }

    /// Becomes true when it is time to go.
    #[must_use]
    pub fn stop(&self) -> watch::Receiver<bool> {
        self.stop.clone()
    }
}

impl Register {
    fn uncount(&mut self, number: u64) {
        let Some(entry) = self.visits.get(&number) else { return };
        match entry.account {
            Some(account) => count_down(&mut self.sessions, &(account, entry.network)),
            None => count_down(&mut self.strangers, &entry.network),
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut register = self.inner.register.lock();
        register.uncount(self.number);
        register.visits.remove(&self.number);
        drop(register);
        self.inner.left.notify_waiters();
    }
}

/// Entries at 0 go, so that the map is never larger than the number of connections.
fn count_down<K: Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    match counts.get_mut(key) {
        Some(count) if *count > 1 => *count -= 1,
        _ => _ = counts.remove(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitors() -> Visitors {
        Visitors::new(VisitorLimits {
            connections: 4,
            strangers_per_address: 2,
            sessions_per_account_and_address: Some(1),
        })
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn strangers_of_an_address_are_bounded_until_they_log_in_or_go() {
        let visitors = visitors();
        let first = visitors.enter(address(1)).unwrap();
        let second = visitors.enter(address(1)).unwrap();
        assert_eq!(visitors.enter(address(1)).unwrap_err(), TooMany::Strangers);
        first.log_in(AccountId(7)).unwrap();
        let third = visitors.enter(address(1)).unwrap();
        assert_eq!(visitors.count(), (3, 1));
        drop((second, third));
        assert_eq!(visitors.count(), (1, 1));
    }

    #[test]
    fn sessions_of_an_account_are_bounded_by_address() {
        let visitors = visitors();
        let (first, second) = (visitors.enter(address(1)).unwrap(), visitors.enter(address(1)).unwrap());
        let elsewhere = visitors.enter(address(2)).unwrap();
        first.log_in(AccountId(7)).unwrap();
        assert_eq!(second.log_in(AccountId(7)), Err(TooMany::Sessions));
        second.log_in(AccountId(8)).unwrap();
        elsewhere.log_in(AccountId(7)).unwrap();
    }

    #[test]
    fn all_connections_are_bounded_and_nothing_is_left_behind() {
        let visitors = visitors();
        let all: Vec<_> = (1..=4).map(|last| visitors.enter(address(last)).unwrap()).collect();
        assert_eq!(visitors.enter(address(9)).unwrap_err(), TooMany::Connections);
        drop(all);
        assert_eq!(visitors.count(), (0, 0));
        let register = visitors.inner.register.lock();
        assert!(register.strangers.is_empty() && register.sessions.is_empty());
    }

    #[test]
    fn whoever_logs_out_is_a_stranger_again() {
        let visitors = visitors();
        let visit = visitors.enter(address(1)).unwrap();
        visit.log_in(AccountId(7)).unwrap();
        visit.log_out();
        let _second = visitors.enter(address(1)).unwrap();
        assert_eq!(visitors.enter(address(1)).unwrap_err(), TooMany::Strangers);
        assert_eq!(visitors.count(), (2, 0));
    }

    #[tokio::test]
    async fn sessions_of_an_account_are_told_to_go_and_waited_for() {
        let visitors = visitors();
        let (theirs, other) = (visitors.enter(address(1)).unwrap(), visitors.enter(address(1)).unwrap());
        theirs.log_in(AccountId(7)).unwrap();
        other.log_in(AccountId(8)).unwrap();
        let session = async move {
            theirs.stop().wait_for(|stop| *stop).await.unwrap();
            drop(theirs);
        };
        tokio::join!(session, visitors.end_sessions(AccountId(7)));
        assert!(!*other.stop().borrow());
        assert_eq!(visitors.count(), (1, 1));
    }

    #[tokio::test]
    async fn everybody_is_told_to_go_also_who_comes_late() {
        let visitors = visitors();
        let early = visitors.enter(address(1)).unwrap();
        visitors.stop();
        let late = visitors.enter(address(1)).unwrap();
        assert!(*early.stop().borrow() && *late.stop().borrow());
        let leave = async { drop((early, late)) };
        tokio::join!(visitors.gone(), leave);
    }
}
