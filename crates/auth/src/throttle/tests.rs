use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn allowance() -> Allowance {
    Allowance { free: 2, step: seconds(1), longest: seconds(5), refuse_at: Some(10), forgive_every: seconds(60) }
}

#[test]
fn failures_are_forgiven_one_by_one() {
    let mut counters = Counters::new(64, allowance());
    for _ in 0..4 {
        counters.count(1, seconds(0));
    }
    let delays: Vec<_> = (0..4).map(|minute| counters.verdict(1, seconds(60 * minute))).collect();
    assert_eq!(delays, [2, 1, 0, 0].map(|delay| Verdict::Wait(seconds(delay))));
}

#[test]
fn the_delay_has_a_bound_and_then_comes_the_refusal() {
    let mut counters = Counters::new(64, allowance());
    for _ in 0..9 {
        counters.count(1, seconds(0));
    }
    assert_eq!(counters.verdict(1, seconds(0)), Verdict::Wait(seconds(5)));
    for _ in 0..100 {
        counters.count(1, seconds(0));
    }
    assert_eq!(counters.verdict(1, seconds(0)), Verdict::Refuse(seconds(120)));
    assert_eq!(counters.verdict(1, seconds(61)), Verdict::Wait(seconds(5)));
}

#[test]
fn any_number_of_others_does_not_push_out_a_high_counter() {
    let mut counters = Counters::new(64, allowance());
    for _ in 0..10 {
        counters.count(u64::MAX / 3, seconds(0));
    }
    for other in 0..100_000 {
        counters.count(other, seconds(0));
    }
    assert!(matches!(counters.verdict(u64::MAX / 3, seconds(0)), Verdict::Refuse(_)));
}

#[test]
fn the_table_does_not_grow_and_forgets_the_lowest() {
    let mut counters = Counters::new(8, allowance());
    for key in 1..=8 {
        for _ in 0..=key {
            counters.count(key, seconds(0));
        }
    }
    counters.count(9, seconds(0));
    assert_eq!(counters.verdict(1, seconds(0)), Verdict::Wait(seconds(0)));
    assert_eq!(counters.verdict(8, seconds(0)), Verdict::Wait(seconds(5)));
}

fn throttle() -> Throttle {
    let limits = Limits { account_from_address: allowance(), address: allowance(), ..Limits::default() };
    Throttle::new(&limits)
}

fn network() -> Network {
    Network::of([192, 0, 2, 1].into())
}

/// The attempts of so many users from one address, as far as they need not wait.
fn admitted(throttle: &Throttle, users: std::ops::Range<u8>) -> Vec<Checking<'_>> {
    let admit = |user: u8| {
        let attempt = throttle.attempt(&user.to_string(), network());
        match throttle.admit(attempt, Duration::ZERO, Duration::ZERO) {
            Admission::Check(checking) => Some(checking),
            _ => None,
        }
    };
    users.filter_map(admit).collect()
}

#[test]
fn whoever_proves_right_makes_room_for_the_next_whoever_fails_does_not() {
    let throttle = throttle();
    let mut checking = admitted(&throttle, 0..10);
    assert_eq!(checking.len(), 3);
    checking.pop().unwrap().succeeded(Duration::ZERO);
    checking.extend(admitted(&throttle, 10..20));
    assert_eq!(checking.len(), 3);
    checking.into_iter().for_each(Checking::failed);
    assert_eq!(admitted(&throttle, 20..30).len(), 0);
}

#[test]
fn what_is_given_up_leaves_a_counter_at_its_ceiling_where_it_was() {
    let throttle = throttle();
    let attempt = throttle.attempt("user", network());
    let admit = |waited| throttle.admit(attempt, waited, Duration::ZERO);
    while let Admission::Check(checking) = admit(seconds(5)) {
        checking.failed();
    }
    throttle.state.lock().count(attempt, Duration::ZERO);
    let at_ceiling = throttle.state.lock().count(attempt, Duration::ZERO);
    assert_eq!(at_ceiling.network, 0.0);
    drop(Checking::new(&throttle, attempt, at_ceiling));
    assert!(matches!(admit(seconds(5)), Admission::Refuse(after) if after == seconds(120)));
}

proptest! {
    /// With room for all keys, the table is a map from keys to levels.
    #[test]
    fn counters_are_a_map_while_there_is_room(steps in prop::collection::vec((0..6u64, 0..90u64, 0..10u8), 0..80)) {
        let allowance = allowance();
        let mut counters = Counters::new(8, allowance);
        let mut model: HashMap<u64, f64> = HashMap::new();
        let mut now = 0;
        for (key, passed, action) in steps {
            now += passed;
            for level in model.values_mut() {
                *level = (*level - passed as f64 / 60.0).max(0.0);
            }
            let level = model.entry(key).or_default();
            let before = *level;
            match action {
                0 => {
                    counters.clear(key);
                    *level = 0.0;
                }
                1 => {
                    counters.take_back(key, 1.0);
                    *level = (before - 1.0).max(0.0);
                }
                _ => {
                    let counted = counters.count(key, seconds(now));
                    *level = (before + 1.0).min(11.0);
                    prop_assert!((counted - (*level - before)).abs() < 1e-6);
                }
            }
            for key in 0..6 {
                let level = model.get(&key).copied().unwrap_or_default();
                let found = counters.level_of(key, seconds(now));
                prop_assert!((found - level).abs() < 1e-6, "{key}: {found} is not {level}");
            }
        }
    }
}
