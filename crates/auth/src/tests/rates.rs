//! What failures cost, and whom.

use super::*;

/// Limits that are reached soon.
async fn strict() -> Authenticator {
    let mut limits = Limits::default();
    limits.account_from_address.refuse_at = Some(8);
    limits.address.free = 4;
    limits.address.refuse_at = Some(12);
    limits.account.free = 4;
    on(&directory().await, limits).await
}

/// Fails `times` from an address, whatever that costs.
async fn hammer(auth: &Authenticator, name: &str, peer: IpAddr, times: usize) {
    for _ in 0..times {
        let _ = verify(auth, name, "wrong", peer).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_few_mistakes_cost_nothing_more_cost_more_and_more() {
    let auth = authenticator().await;
    let mut delays = Vec::new();
    for _ in 0..9 {
        delays.push(timed(&auth, ALICE, "wrong", home()).await.1.as_millis());
    }
    assert_eq!(delays, [0, 0, 0, 0, 0, 0, 500, 1_000, 1_500]);
}

#[tokio::test(start_paused = true)]
async fn right_or_wrong_the_delay_is_the_same() {
    let auth = authenticator().await;
    hammer(&auth, ALICE, home(), 8).await;
    assert_eq!(timed(&auth, ALICE, RIGHT, home()).await, (ALICE.to_owned(), Duration::from_millis(1_500)));
    assert_eq!(timed(&auth, ALICE, RIGHT, home()).await, (ALICE.to_owned(), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn at_an_extreme_nothing_is_checked_until_some_is_forgiven() {
    let auth = strict().await;
    hammer(&auth, ALICE, away(), 10).await;
    let refused = verify(&auth, ALICE, RIGHT, away()).await.unwrap_err();
    let AuthError::TryLater { after } = refused else { panic!("{refused}") };
    assert!(refused.to_string().starts_with("too many logins; try again in "));
    tokio::time::advance(after).await;
    assert!(verify(&auth, ALICE, RIGHT, away()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn who_has_logged_in_from_somewhere_is_not_hindered_there() {
    let auth = strict().await;
    verify(&auth, ALICE, RIGHT, home()).await.unwrap();
    for n in 0..20 {
        hammer(&auth, ALICE, peer(&format!("198.51.100.{n}")), 1).await;
        hammer(&auth, &format!("user{n}@example.test"), home(), 1).await;
    }
    assert!(matches!(verify(&auth, NOBODY, RIGHT, home()).await, Err(AuthError::TryLater { .. })));
    assert_eq!(timed(&auth, ALICE, RIGHT, home()).await, (ALICE.to_owned(), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn from_a_new_address_a_hammered_account_is_slow_but_open() {
    let auth = strict().await;
    for n in 0..50 {
        hammer(&auth, ALICE, peer(&format!("198.51.100.{n}")), 1).await;
    }
    let (outcome, delay) = timed(&auth, ALICE, RIGHT, home()).await;
    assert_eq!(outcome, ALICE);
    assert!(delay > Duration::ZERO && delay <= Duration::from_secs(10), "{delay:?}");
}

#[tokio::test(start_paused = true)]
async fn an_address_that_tries_many_names_is_slowed_for_all() {
    let auth = strict().await;
    for n in 0..6 {
        hammer(&auth, &format!("user{n}@example.test"), away(), 1).await;
    }
    assert!(timed(&auth, NOBODY, "wrong", peer("2001:db8::2")).await.1 > Duration::ZERO, "the same /64");
    assert!(timed(&auth, NOBODY, "wrong", peer("2001:db8:0:1::1")).await.1.is_zero(), "another /64");
}

#[tokio::test(start_paused = true)]
async fn an_account_of_ones_own_does_not_clear_ones_address() {
    let auth = strict().await;
    for n in 0..6 {
        hammer(&auth, &format!("user{n}@example.test"), away(), 1).await;
    }
    verify(&auth, ALICE, RIGHT, away()).await.unwrap();
    assert!(timed(&auth, NOBODY, "wrong", away()).await.1 > Duration::ZERO);
}
