//! How long somebody who has failed must wait.
//!
//! Three counters see every failure: of the account from this address, of this address, of the account. Where an
//! account has logged in before, only the first counts: whoever hammers it from elsewhere, or hammers others from the
//! same address, does not slow it there. An account is counted by its name, whether or not there is one.

mod counters;

#[cfg(test)]
mod tests;

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use counters::Counters;
use parking_lot::Mutex;

use crate::network::Network;
use crate::recent::Recent;
use crate::{Allowance, Limits};

/// What is to be done with an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Check it after this time, and answer, right or wrong, only then.
    Wait(Duration),
    /// Do not check it; another one makes sense after this time.
    Refuse(Duration),
}

/// Who tries to log in as whom. The hashes are under a key of this process, so that nobody can aim at a collision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    pair: u64,
    network: u64,
    account: u64,
}

/// Counts failures.
pub(crate) struct Throttle {
    keys: RandomState,
    state: Mutex<State>,
}

struct State {
    pair: Counters,
    network: Counters,
    account: Counters,
    known: Recent<u64>,
}

impl Throttle {
    pub(crate) fn new(limits: &Limits) -> Self {
        let counters = |allowance: Allowance| Counters::new(limits.counters, allowance);
        let state = State {
            pair: counters(limits.account_from_address),
            network: counters(limits.address),
            account: counters(limits.account),
            known: Recent::new(limits.known),
        };
        Self { keys: RandomState::new(), state: Mutex::new(state) }
    }

    /// Names an attempt; `name` is the login name in the form in which it is compared.
    pub(crate) fn attempt(&self, name: &str, network: Network) -> Attempt {
        Attempt {
            pair: self.keys.hash_one((name, network)),
            network: self.keys.hash_one(network),
            account: self.keys.hash_one(name),
        }
    }

    /// What is to be done with an attempt that comes now.
    pub(crate) fn verdict(&self, attempt: Attempt, now: Duration) -> Verdict {
        let mut state = self.state.lock();
        let pair = state.pair.verdict(attempt.pair, now);
        if state.known.contains(&attempt.pair, now) {
            return pair;
        }
        let network = state.network.verdict(attempt.network, now);
        pair.or_worse(network).or_worse(state.account.verdict(attempt.account, now))
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, attempt: Attempt, now: Duration) {
        let mut state = self.state.lock();
        state.pair.count(attempt.pair, now);
        state.network.count(attempt.network, now);
        if !state.known.contains(&attempt.pair, now) {
            state.account.count(attempt.account, now);
        }
    }

    /// Forgives this account's failures from this address, and only those: with an account of one's own, one cannot
    /// clear what an address has done to others.
    pub(crate) fn succeeded(&self, attempt: Attempt, now: Duration) {
        let mut state = self.state.lock();
        state.pair.clear(attempt.pair);
        state.known.insert(attempt.pair, now);
    }
}

impl Verdict {
    fn or_worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Wait(a), Self::Wait(b)) => Self::Wait(a.max(b)),
            (Self::Refuse(a), Self::Refuse(b)) => Self::Refuse(a.max(b)),
            (Self::Refuse(after), _) | (_, Self::Refuse(after)) => Self::Refuse(after),
        }
    }
}
