//! How long somebody who has failed must wait.
//!
//! Whoever is checked counts as failed until proven otherwise. So of any number who come at once, each sees those before
//! it, and guessing in parallel is no faster than guessing in turn. Those who only wait are not counted.
//!
//! Three counters see every failure: of the account from this address, of this address, of the account. Where an
//! account has logged in before, only the first counts: whoever hammers it from elsewhere, or hammers others from the
//! same address, does not slow it there. An account is counted by its name, whether or not there is one.

mod checking;
mod counters;

#[cfg(test)]
mod tests;

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

pub(crate) use checking::Checking;
use counters::Counters;
use parking_lot::Mutex;

use crate::network::Network;
use crate::recent::Recent;
use crate::{Allowance, Limits};

/// What is to be done with an attempt.
pub(crate) enum Admission<'t> {
    /// Check it now.
    Check(Checking<'t>),
    /// Ask again after this time at the latest; earlier, if somebody has proven right meanwhile.
    Wait(Duration),
    /// Do not check it; another one makes sense after this time.
    Refuse(Duration),
}

/// What counters say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
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

/// What an attempt has added to the counters: less than 1 where a counter is at its ceiling.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    pair: f64,
    network: f64,
    account: f64,
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

    /// What is to be done now with an attempt that has waited for so long.
    pub(crate) fn admit(&self, attempt: Attempt, waited: Duration, now: Duration) -> Admission<'_> {
        let mut state = self.state.lock();
        match state.verdict(attempt, now) {
            Verdict::Wait(delay) if delay > waited => Admission::Wait(delay - waited),
            Verdict::Wait(_) => Admission::Check(Checking::new(self, attempt, state.count(attempt, now))),
            Verdict::Refuse(after) => Admission::Refuse(after),
        }
    }
}

impl State {
    fn verdict(&mut self, attempt: Attempt, now: Duration) -> Verdict {
        let pair = self.pair.verdict(attempt.pair, now);
        if self.known.contains(&attempt.pair, now) {
            return pair;
        }
        let network = self.network.verdict(attempt.network, now);
        pair.or_worse(network).or_worse(self.account.verdict(attempt.account, now))
    }

    /// Counts a failure.
    fn count(&mut self, attempt: Attempt, now: Duration) -> Counted {
        let is_known = self.known.contains(&attempt.pair, now);
        Counted {
            pair: self.pair.count(attempt.pair, now),
            network: self.network.count(attempt.network, now),
            account: if is_known { 0.0 } else { self.account.count(attempt.account, now) },
        }
    }

    /// Makes a failure unhappened.
    fn take_back(&mut self, attempt: Attempt, counted: Counted) {
        self.pair.take_back(attempt.pair, counted.pair);
        self.network.take_back(attempt.network, counted.network);
        self.account.take_back(attempt.account, counted.account);
    }

    /// Forgives this account's failures from this address, and only those: with an account of one's own, one cannot
    /// clear what an address has done to others.
    fn succeed(&mut self, attempt: Attempt, now: Duration) {
        self.pair.clear(attempt.pair);
        self.known.insert(attempt.pair, now);
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
