//! Which logins are hashed for. With no room in the queue, those that need hashing are turned away at once.

use super::*;
use crate::hasher::Turn;
use crate::network::Network;

/// An authenticator that hashes one password at a time, and nobody may wait.
async fn narrow(directory: &Directory) -> Authenticator {
    on(directory, Limits { hashing: 1, waiting: 0, ..Limits::default() }).await
}

/// Takes the only turn.
async fn busy(auth: &Authenticator) -> Turn {
    auth.inner.hasher.turn(Network::of(peer("203.0.113.1"))).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_verified_password_is_not_hashed_again_a_wrong_one_always() {
    let auth = narrow(&directory().await).await;
    verify(&auth, ALICE, RIGHT, home()).await.unwrap();
    let turn = busy(&auth).await;
    verify(&auth, ALICE, RIGHT, away()).await.unwrap();
    for (name, password) in [(ALICE, "wrong"), (NOBODY, RIGHT), (NOBODY, "wrong")] {
        let outcome = verify(&auth, name, password, home()).await;
        assert!(matches!(outcome, Err(AuthError::TryLater { .. })), "{outcome:?}");
    }
    drop(turn);
    assert!(matches!(verify(&auth, ALICE, "wrong", home()).await, Err(AuthError::BadCredentials)));
}

#[tokio::test(start_paused = true)]
async fn a_new_password_ends_the_old_one_at_once() {
    let directory = directory().await;
    let auth = narrow(&directory).await;
    verify(&auth, ALICE, RIGHT, home()).await.unwrap();
    let credentials = credentials::make(&Secret::new("new")).unwrap();
    directory.set_credentials(&alice(), credentials).await.unwrap();
    assert!(matches!(verify(&auth, ALICE, RIGHT, home()).await, Err(AuthError::BadCredentials)));
    assert!(verify(&auth, ALICE, "new", home()).await.is_ok());
    directory.remove_account(&alice()).await.unwrap();
    assert!(matches!(verify(&auth, ALICE, "new", home()).await, Err(AuthError::BadCredentials)));
}

#[tokio::test(start_paused = true)]
async fn a_verified_password_is_hashed_again_after_a_while() {
    let auth = narrow(&directory().await).await;
    verify(&auth, ALICE, RIGHT, home()).await.unwrap();
    tokio::time::advance(Limits::default().verified.1).await;
    let _turn = busy(&auth).await;
    assert!(matches!(verify(&auth, ALICE, RIGHT, home()).await, Err(AuthError::TryLater { .. })));
}

#[tokio::test(start_paused = true)]
async fn one_address_cannot_fill_the_queue() {
    let limits = Limits { hashing: 1, waiting: 8, waiting_per_address: 2, ..Limits::default() };
    let auth = on(&directory().await, limits).await;
    let attacker = Network::of(away());
    let hasher = &auth.inner.hasher;
    let (one, two) = tokio::join!(hasher.turn(attacker), async {
        let waiting = hasher.turn(attacker);
        let third = hasher.turn(attacker);
        tokio::select! {
            biased;
            _ = waiting => panic!("there is one turn only"),
            third = third => third.is_err(),
        }
    });
    assert!(two, "the third of an address is turned away");
    drop(one);
    assert!(verify(&auth, ALICE, RIGHT, home()).await.is_ok());
    assert!(hasher.turn(attacker).await.is_ok(), "places are given back");
}

#[tokio::test(start_paused = true)]
async fn a_login_that_is_given_up_gives_its_place_back() {
    let auth = narrow(&directory().await).await;
    let login = tokio::time::timeout(Duration::ZERO, verify(&auth, ALICE, RIGHT, home()));
    let _ = login.await;
    while verify(&auth, ALICE, RIGHT, home()).await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_of_one_client_share_one_hash() {
    let auth = on(&directory().await, Limits { hashing: 1, ..Limits::default() }).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let auth = auth.clone();
        tasks.spawn(async move { verify(&auth, ALICE, RIGHT, home()).await.is_ok() });
    }
    assert!(tasks.join_all().await.into_iter().all(|ok| ok));
}
