//! Who is connected: bounds on strangers of an address and on sessions of an account.
//!
//! Only counts; it accepts no connection and closes none.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use posthouse_directory::AccountId;

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

/// Counts everybody who is connected. Clones share the counts.
#[derive(Clone, Debug)]
pub struct Visitors {
    limits: VisitorLimits,
    counts: Arc<Mutex<Counts>>,
}

/// One connection; dropping it uncounts it.
#[derive(Debug)]
pub struct Visit {
    visitors: Visitors,
    network: Network,
    account: Mutex<Option<AccountId>>,
}

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    strangers: HashMap<Network, usize>,
    sessions: HashMap<(AccountId, Network), usize>,
}

impl Visitors {
    /// Nobody yet.
    #[must_use]
    pub fn new(limits: VisitorLimits) -> Self {
        Self { limits, counts: Arc::default() }
    }

    /// Counts a connection from `address`, a stranger until it logs in.
    ///
    /// # Errors
    /// Where it would be one too many.
    pub fn enter(&self, address: IpAddr) -> Result<Visit, TooMany> {
        let network = Network::of(address);
        let mut counts = self.counts.lock();
        if counts.all >= self.limits.connections {
            return Err(TooMany::Connections);
        }
        if counts.strangers.get(&network).is_some_and(|count| *count >= self.limits.strangers_per_address) {
            return Err(TooMany::Strangers);
        }
        counts.all += 1;
        *counts.strangers.entry(network).or_default() += 1;
        Ok(Visit { visitors: self.clone(), network, account: Mutex::new(None) })
    }

    /// How many connections there are, and how many of them have logged in.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        let counts = self.counts.lock();
        (counts.all, counts.sessions.values().sum())
    }
}

impl Visit {
    /// Counts the connection as a session of `account` from now on.
    ///
    /// # Errors
    /// Where the account has as many sessions from this address as it may have; the connection stays a stranger.
    pub fn log_in(&self, account: AccountId) -> Result<(), TooMany> {
        let mut counts = self.visitors.counts.lock();
        let most = self.visitors.limits.sessions_per_account_and_address.unwrap_or(usize::MAX);
        let key = (account, self.network);
        if counts.sessions.get(&key).is_some_and(|count| *count >= most) {
            return Err(TooMany::Sessions);
        }
        self.forget(&mut counts);
        *counts.sessions.entry(key).or_default() += 1;
        *self.account.lock() = Some(account);
        Ok(())
    }

    fn forget(&self, counts: &mut Counts) {
        match self.account.lock().take() {
            Some(account) => count_down(&mut counts.sessions, &(account, self.network)),
            None => count_down(&mut counts.strangers, &self.network),
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut counts = self.visitors.counts.lock();
        self.forget(&mut counts);
        counts.all = counts.all.saturating_sub(1);
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
        assert!(visitors.counts.lock().strangers.is_empty() && visitors.counts.lock().sessions.is_empty());
    }
}
