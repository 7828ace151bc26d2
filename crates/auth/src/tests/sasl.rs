//! Whole exchanges, as a protocol server drives them.

use super::client::Client;
use super::*;
use crate::sasl::scram::Hash;
use crate::sasl::wire;
use crate::{Dialogue, Mechanism, Offer, Reply};

pub(super) fn begin(auth: &Authenticator, mechanism: Mechanism) -> Dialogue {
    auth.exchange(mechanism, &Offer::plain(true), home()).unwrap()
}

pub(super) fn text(reply: Reply) -> String {
    match reply {
        Reply::Challenge(challenge) => String::from_utf8(challenge).unwrap(),
        Reply::Done(login) => panic!("{login:?} is no challenge"),
    }
}

/// Plays a SCRAM exchange up to its end.
pub(super) async fn scram(auth: &Authenticator, client: &Client) -> Result<Reply, AuthError> {
    let mut dialogue = begin(auth, Mechanism::Scram(client.hash));
    let server_first = text(dialogue.start(Some(client.first().as_bytes())).await?);
    let server_final = text(dialogue.step(client.last(&server_first).as_bytes()).await?);
    assert!(server_final.starts_with("v="));
    dialogue.line(b"").await
}

#[tokio::test(start_paused = true)]
async fn scram_logs_in_with_both_hashes() {
    let auth = authenticator().await;
    for hash in [Hash::Sha1, Hash::Sha256] {
        let reply = scram(&auth, &Client::new(hash, "ALICE@example.test", RIGHT)).await.unwrap();
        assert!(matches!(reply, Reply::Done(login) if login.address == alice()));
    }
}

#[tokio::test(start_paused = true)]
async fn plain_and_login_go_by_base64_lines() {
    let auth = authenticator().await;
    let mut plain = begin(&auth, Mechanism::Plain);
    let initial = wire::encode(format!("\0{ALICE}\0{RIGHT}").as_bytes());
    assert!(matches!(plain.start_line(Some(initial.as_bytes())).await.unwrap(), Reply::Done(_)));
    let mut login = begin(&auth, Mechanism::Login);
    let asked = login.start_line(None).await.unwrap();
    assert_eq!(asked.challenge_base64().unwrap(), "VXNlcm5hbWU6");
    let asked = login.line(wire::encode(ALICE.as_bytes()).as_bytes()).await.unwrap();
    assert_eq!(asked.challenge_base64().unwrap(), "UGFzc3dvcmQ6");
    let done = login.line(wire::encode(RIGHT.as_bytes()).as_bytes()).await.unwrap();
    assert_eq!(done.challenge_base64(), None);
}

#[tokio::test(start_paused = true)]
async fn nobody_acts_for_somebody_else_which_only_those_learn_who_have_proven_to_be_somebody() {
    let auth = authenticator().await;
    let plain = async |acts_as: &str, password: &str| {
        begin(&auth, Mechanism::Plain).start(Some(format!("{acts_as}\0{ALICE}\0{password}").as_bytes())).await
    };
    for acts_as in ["", ALICE, "ALICE@example.test"] {
        assert!(matches!(plain(acts_as, RIGHT).await, Ok(Reply::Done(_))), "{acts_as}");
    }
    for acts_as in ["admin", NOBODY, "alice"] {
        assert!(matches!(plain(acts_as, RIGHT).await, Err(AuthError::NotAuthorized)), "{acts_as}");
        assert!(matches!(plain(acts_as, "wrong").await, Err(AuthError::BadCredentials)), "{acts_as}");
    }
}

#[tokio::test(start_paused = true)]
async fn scram_refuses_to_act_for_somebody_else_after_the_proof() {
    let auth = authenticator().await;
    for (acts_as, password) in [(ALICE, RIGHT), (NOBODY, RIGHT), (NOBODY, "wrong")] {
        let client = Client::new(Hash::Sha256, ALICE, password).acting_as(acts_as);
        let outcome = scram(&auth, &client).await;
        assert!(match (acts_as, password) {
            (ALICE, _) => matches!(outcome, Ok(Reply::Done(_))),
            (_, RIGHT) => matches!(outcome, Err(AuthError::NotAuthorized)),
            _ => matches!(outcome, Err(AuthError::BadCredentials)),
        });
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_may_give_up() {
    let auth = authenticator().await;
    let mut login = begin(&auth, Mechanism::Login);
    login.start_line(None).await.unwrap();
    assert!(matches!(login.line(b"*").await, Err(AuthError::Cancelled)));
}

#[tokio::test(start_paused = true)]
async fn scram_fails_alike_for_a_wrong_name_and_a_wrong_password() {
    scram_fails_as_with_a_wrong_password(NOBODY).await;
}

#[tokio::test(start_paused = true)]
async fn scram_fails_alike_for_a_shared_account_and_a_wrong_password() {
    scram_fails_as_with_a_wrong_password(SHARED).await;
}

async fn scram_fails_as_with_a_wrong_password(name: &str) {
    let auth = authenticator().await;
    for _ in 0..10 {
        let start = Instant::now();
        let fail = async |client: Client| {
            let error = scram(&auth, &client).await.unwrap_err();
            (error.to_string(), start.elapsed())
        };
        let wrong_password = fail(Client::new(Hash::Sha256, ALICE, "wrong"));
        let wrong_name = fail(Client::new(Hash::Sha256, name, RIGHT));
        let (wrong_password, wrong_name) = tokio::join!(wrong_password, wrong_name);
        assert_eq!(wrong_password, wrong_name);
    }
}

/// The salt and iteration count for a name.
async fn salt(auth: &Authenticator, hash: Hash, name: &str) -> String {
    let mut dialogue = begin(auth, Mechanism::Scram(hash));
    let server_first = text(dialogue.start(Some(Client::new(hash, name, "x").first().as_bytes())).await.unwrap());
    server_first.split_once(",s=").unwrap().1.to_owned()
}

#[tokio::test(start_paused = true)]
async fn the_salt_of_a_name_that_nobody_has_looks_like_one_and_stays() {
    let directory = directory().await;
    let [before, after] = [on(&directory, Limits::default()).await, on(&directory, Limits::default()).await];
    let real = salt(&before, Hash::Sha256, ALICE).await;
    let fake = salt(&before, Hash::Sha256, NOBODY).await;
    assert_eq!(fake.len(), real.len());
    assert_eq!(fake.split_once(',').unwrap().1, real.split_once(',').unwrap().1, "the iteration count");
    assert_eq!(fake, salt(&after, Hash::Sha256, "Nobody@Example.test").await, "after a restart, in any case");
    assert_ne!(fake, salt(&before, Hash::Sha1, NOBODY).await);
    assert_eq!(salt(&before, Hash::Sha256, SHARED).await, salt(&after, Hash::Sha256, SHARED).await);
    assert_ne!(fake, salt(&before, Hash::Sha256, "somebody@example.test").await);
}

#[tokio::test(start_paused = true)]
async fn failed_proofs_are_throttled_like_failed_passwords() {
    let auth = authenticator().await;
    for _ in 0..8 {
        assert!(scram(&auth, &Client::new(Hash::Sha256, ALICE, "wrong")).await.is_err());
    }
    assert_eq!(timed(&auth, ALICE, RIGHT, home()).await.1, Duration::from_millis(1_500));
}

#[tokio::test(start_paused = true)]
async fn a_dialogue_may_run_on_any_thread() {
    let auth = authenticator().await;
    let reply = tokio::spawn(async move { scram(&auth, &Client::new(Hash::Sha1, ALICE, RIGHT)).await });
    assert!(reply.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_login_needs_the_whole_exchange() {
    let auth = authenticator().await;
    let mut dialogue = begin(&auth, Mechanism::Scram(Hash::Sha256));
    let client = Client::new(Hash::Sha256, ALICE, RIGHT);
    let server_first = text(dialogue.start(Some(client.first().as_bytes())).await.unwrap());
    dialogue.step(client.last(&server_first).as_bytes()).await.unwrap();
    assert!(matches!(dialogue.line(b"eA==").await, Err(AuthError::Malformed(_))));
    assert!(matches!(dialogue.line(b"").await, Err(AuthError::Malformed(_))));
}
