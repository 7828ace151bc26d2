//! The figures that keep guessing slow and the machine usable.

use std::num::NonZeroUsize;
use std::time::Duration;

/// How failures of one kind are counted and what they cost. What is being checked counts as a failure until it is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowance {
    /// Failures that cost nothing.
    pub free: u32,
    /// What each further one adds to the delay before the next check.
    pub step: Duration,
    /// The longest delay.
    pub longest: Duration,
    /// Failures after which nothing is checked until some are forgiven; `None` delays only.
    pub refuse_at: Option<u32>,
    /// The time in which one failure is forgiven.
    pub forgive_every: Duration,
}

/// Limits of an [`crate::Authenticator`]. The defaults suit a server in the open.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Failures for one account from one address (an IPv6 /64 counts as one).
    pub account_from_address: Allowance,
    /// Failures from one address, for any account; does not touch an account that has logged in from there.
    pub address: Allowance,
    /// Failures for one account from anywhere; only slows addresses from which it never logged in.
    pub account: Allowance,
    /// How many counters of each kind are kept; the least guilty makes room.
    pub counters: usize,
    /// For how long, and for how many pairs, it is remembered that an account has logged in from an address.
    pub known: (usize, Duration),
    /// How many verified passwords are remembered (as keyed hashes), and for how long.
    pub verified: (usize, Duration),
    /// How many passwords are hashed at once; each takes 19 MiB.
    pub hashing: usize,
    /// How many logins may wait to be hashed.
    pub waiting: usize,
    /// How many of them may come from one address.
    pub waiting_per_address: usize,
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

impl Default for Limits {
    fn default() -> Self {
        Self {
            account_from_address: Allowance {
                free: 5,
                step: Duration::from_millis(500),
                longest: Duration::from_secs(10),
                refuse_at: Some(40),
                forgive_every: MINUTE,
            },
            address: Allowance {
                free: 20,
                step: Duration::from_millis(250),
                longest: Duration::from_secs(10),
                refuse_at: Some(200),
                forgive_every: Duration::from_secs(15),
            },
            account: Allowance {
                free: 20,
                step: Duration::from_millis(250),
                longest: Duration::from_secs(10),
                refuse_at: None,
                forgive_every: Duration::from_secs(30),
            },
            counters: 16_384,
            known: (65_536, 24 * 90 * HOUR),
            verified: (65_536, HOUR),
            hashing: std::thread::available_parallelism().map_or(2, NonZeroUsize::get).clamp(2, 16),
            waiting: 512,
            waiting_per_address: 128,
        }
    }
}
