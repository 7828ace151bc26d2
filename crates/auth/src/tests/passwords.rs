use super::*;
use crate::PasswordError;

#[tokio::test(start_paused = true)]
async fn the_right_password_logs_in_under_the_name_in_any_case() {
    let auth = authenticator().await;
    for name in [ALICE, "Alice@EXAMPLE.test"] {
        let login = verify(&auth, name, RIGHT, home()).await.unwrap();
        assert_eq!((login.account.0, login.address), (1, alice()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_name_and_a_wrong_password_look_the_same() {
    let auth = authenticator().await;
    for attempt in 0..10 {
        let wrong_password = timed(&auth, ALICE, "wrong", peer("192.0.2.2"));
        let wrong_name = timed(&auth, NOBODY, "wrong", peer("192.0.2.3"));
        let shared = timed(&auth, SHARED, RIGHT, peer("192.0.2.4"));
        let (wrong_password, wrong_name, shared) = tokio::join!(wrong_password, wrong_name, shared);
        assert_eq!((&wrong_password, &shared), (&wrong_name, &wrong_name), "attempt {attempt}");
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_is_sent_as_name_or_password_is_only_wrong() {
    let auth = authenticator().await;
    let long = "x".repeat(100_000);
    for (number, (name, password)) in
        [(ALICE, ""), (ALICE, "\0"), (ALICE, &long), (&long, RIGHT), ("", RIGHT), ("@", "")].into_iter().enumerate()
    {
        let outcome = verify(&auth, name, password, peer(&format!("192.0.2.{number}"))).await;
        assert!(matches!(outcome, Err(AuthError::BadCredentials)), "{outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn passwords_are_compared_after_saslprep() {
    let directory = directory().await;
    let credentials = credentials::make(&Secret::new("pa\u{301}ss\u{a0}\u{2168}")).unwrap();
    directory.set_credentials(&alice(), credentials).await.unwrap();
    let auth = on(&directory, Limits::default()).await;
    assert!(verify(&auth, ALICE, "p\u{e1}ss IX", home()).await.is_ok());
}

#[test]
fn a_text_that_clients_cannot_send_is_no_password() {
    let make = |text: &str| credentials::make(&Secret::new(text)).unwrap_err();
    assert!(matches!(make(""), PasswordError::Empty));
    assert!(matches!(make("\u{ad}"), PasswordError::Empty));
    assert!(matches!(make("a\nb"), PasswordError::Forbidden));
    assert!(matches!(make(&"x".repeat(1_025)), PasswordError::TooLong));
}

#[test]
fn credentials_are_salted_and_costly() {
    let [one, two] = [(); 2].map(|()| credentials::make(&Secret::new("secret")).unwrap());
    assert!(one.password_hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_ne!(one.password_hash, two.password_hash);
    for (keys, other) in [(&one.scram_sha1, &two.scram_sha1), (&one.scram_sha256, &two.scram_sha256)] {
        assert!(keys.iterations >= 4_096 && keys.salt.len() == 16 && keys.salt != other.salt);
    }
}

#[test]
fn a_secret_is_not_shown() {
    assert_eq!(format!("{:?}", Secret::new("pencil")), "Secret(…)");
}

#[tokio::test(start_paused = true)]
async fn a_broken_storage_is_not_a_wrong_password() {
    use posthouse_engine::failing::{Failing, Plan};
    let engine = Arc::new(Failing::new(Plan::never()));
    let directory = Directory::open(engine).await.unwrap();
    let auth = on(&directory, Limits::default()).await;
    assert!(matches!(verify(&auth, ALICE, RIGHT, home()).await, Err(AuthError::BadCredentials)));
    let error = posthouse_engine::Error::Unavailable("secret path".to_owned());
    let engine = Arc::new(Failing::new(Plan::failed_read(1, error)));
    let auth = on(&Directory::open(engine).await.unwrap(), Limits::default()).await;
    let outcome = verify(&auth, ALICE, RIGHT, home()).await.unwrap_err();
    assert!(matches!(outcome, AuthError::Unavailable(_)));
    assert_eq!(outcome.to_string(), "logging in is not possible for the moment");
}

#[tokio::test(start_paused = true)]
async fn a_login_is_confirmed_while_somebody_may_log_in() {
    let directory = directory().await;
    let auth = on(&directory, Limits::default()).await;
    let login = verify(&auth, ALICE, RIGHT, away()).await.unwrap();
    auth.confirm(&login).await.unwrap();
    directory.share_account(&alice()).await.unwrap();
    assert!(matches!(auth.confirm(&login).await, Err(AuthError::BadCredentials)));
}
