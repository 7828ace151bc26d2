//! Many attempts at once: each sees those before it, whether or not they are over.

use tokio::task::JoinSet;

use super::client::Client;
use super::*;
use crate::Mechanism;
use crate::sasl::scram::Hash;
use crate::tests::sasl::{begin, scram, text};

const BURST: usize = 100;

/// What became of a burst: the delays, in milliseconds, of those that were checked; how many were not.
#[derive(Debug, PartialEq)]
struct Burst {
    checked: Vec<u128>,
    refused: usize,
}

impl Burst {
    /// Runs an attempt that must not succeed so many times at once.
    async fn of<F>(attempt: impl Fn() -> F) -> Self
    where
        F: Future<Output = AuthError> + Send + 'static,
    {
        let mut attempts = JoinSet::new();
        for _ in 0..BURST {
            let (attempt, start) = (attempt(), Instant::now());
            attempts.spawn(async move { (attempt.await, start.elapsed()) });
        }
        let mut burst = Self { checked: Vec::new(), refused: 0 };
        for (error, delay) in attempts.join_all().await {
            match error {
                AuthError::BadCredentials => burst.checked.push(delay.as_millis()),
                AuthError::TryLater { .. } => burst.refused += 1,
                other => panic!("{other}"),
            }
        }
        burst.checked.sort_unstable();
        burst
    }

    /// As few are checked, and as late, as if they had come one after the other: the free ones at once, each further
    /// one half a second later up to the longest delay, and about 40 in all; a failure is forgiven in a minute.
    #[track_caller]
    fn assert_throttled(&self) {
        let free = [0; 6].into_iter();
        let delayed: Vec<_> = free.chain((1..=20).map(|step| 500 * step)).collect();
        assert_eq!(self.checked[..delayed.len()], delayed);
        assert!(self.checked.len() <= 41, "{self:?}");
        assert_eq!(self.checked.len() + self.refused, BURST);
    }
}

async fn wrong_password(auth: Authenticator, peer: IpAddr) -> AuthError {
    verify(&auth, ALICE, "wrong", peer).await.unwrap_err()
}

async fn wrong_proof(auth: Authenticator) -> AuthError {
    scram(&auth, &Client::new(Hash::Sha256, ALICE, "wrong")).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn guessing_at_once_is_no_faster_than_in_turn() {
    let auth = authenticator().await;
    Burst::of(|| wrong_password(auth.clone(), away())).await.assert_throttled();
}

#[tokio::test(start_paused = true)]
async fn proofs_at_once_are_no_faster_than_in_turn() {
    let auth = authenticator().await;
    Burst::of(|| wrong_proof(auth.clone())).await.assert_throttled();
}

#[tokio::test(start_paused = true)]
async fn after_a_burst_the_next_one_is_hardly_checked() {
    let auth = authenticator().await;
    Burst::of(|| wrong_password(auth.clone(), away())).await;
    tokio::time::advance(Duration::from_secs(60)).await;
    let next = Burst::of(|| wrong_password(auth.clone(), away())).await;
    assert!(next.checked.len() <= 2 && next.checked.iter().all(|delay| *delay == 10_000), "{next:?}");
}

#[tokio::test(start_paused = true)]
async fn a_burst_from_elsewhere_hinders_nobody() {
    let auth = authenticator().await;
    verify(&auth, ALICE, RIGHT, home()).await.unwrap();
    let login = timed(&auth, ALICE, RIGHT, home());
    let elsewhere = timed(&auth, ALICE, RIGHT, peer("192.0.2.2"));
    let burst = Burst::of(|| wrong_password(auth.clone(), away()));
    let (burst, login, elsewhere) = tokio::join!(burst, login, elsewhere);
    burst.assert_throttled();
    assert_eq!(login, (ALICE.to_owned(), Duration::ZERO));
    assert_eq!(elsewhere, (ALICE.to_owned(), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_the_right_password_waits_for_the_first_answer_only() {
    let auth = authenticator().await;
    let mut logins = JoinSet::new();
    for _ in 0..BURST {
        let auth = auth.clone();
        logins.spawn(async move { timed(&auth, ALICE, RIGHT, home()).await });
    }
    for (outcome, delay) in logins.join_all().await {
        assert_eq!(outcome, ALICE);
        assert!(delay <= Duration::from_millis(100), "{delay:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_login_that_is_given_up_is_no_failure() {
    let auth = authenticator().await;
    for _ in 0..BURST {
        let login = verify(&auth, ALICE, "wrong", home());
        assert!(tokio::time::timeout(Duration::ZERO, login).await.is_err());
    }
    assert_eq!(timed(&auth, ALICE, "wrong", home()).await.1, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_proof_that_is_none_is_no_failure() {
    let auth = authenticator().await;
    let client = Client::new(Hash::Sha256, ALICE, "wrong");
    for _ in 0..BURST {
        let mut dialogue = begin(&auth, Mechanism::Scram(client.hash));
        text(dialogue.start(Some(client.first().as_bytes())).await.unwrap());
        assert!(matches!(dialogue.step(b"nonsense").await, Err(AuthError::Malformed(_))));
    }
    assert_eq!(timed(&auth, ALICE, "wrong", home()).await.1, Duration::ZERO);
}
