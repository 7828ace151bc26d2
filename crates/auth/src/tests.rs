//! The authenticator on the engine in memory and paused time.

pub(crate) mod client;

mod bursts;
mod passwords;
mod rates;
mod sasl;
mod verified;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use posthouse_directory::{Address, Directory, Domain};
use posthouse_engine::memory::Memory;
use tokio::time::Instant;

use crate::{AuthError, Authenticator, Clock, Limits, Login, Secret, credentials};

const ALICE: &str = "alice@example.test";
const NOBODY: &str = "nobody@example.test";
const SHARED: &str = "team@example.test";
const RIGHT: &str = "correct horse";

/// The clock of the runtime, which stands still in tests unless everybody sleeps.
struct PausedClock(Instant);

impl Clock for PausedClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

fn peer(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn home() -> IpAddr {
    peer("192.0.2.1")
}

fn away() -> IpAddr {
    peer("2001:db8::1")
}

/// A directory in which Alice has the password [`RIGHT`], and [`SHARED`] has none.
async fn directory() -> Directory {
    let directory = Directory::open(Arc::new(Memory::new())).await.unwrap();
    directory.add_domain(&Domain::parse("example.test").unwrap()).await.unwrap();
    let credentials = credentials::make(&Secret::new(RIGHT)).unwrap();
    directory.add_account(&alice(), credentials, false).await.unwrap();
    directory.add_shared_account(&Address::parse(SHARED).unwrap()).await.unwrap();
    directory
}

fn alice() -> Address {
    Address::parse(ALICE).unwrap()
}

async fn on(directory: &Directory, limits: Limits) -> Authenticator {
    let clock = Arc::new(PausedClock(Instant::now()));
    Authenticator::open(directory.clone(), limits, clock).await.unwrap()
}

async fn authenticator() -> Authenticator {
    on(&directory().await, Limits::default()).await
}

async fn verify(auth: &Authenticator, name: &str, password: &str, peer: IpAddr) -> Result<Login, AuthError> {
    auth.verify_password(name, Secret::new(password), peer).await
}

/// The outcome and how long it took on the paused clock.
async fn timed(auth: &Authenticator, name: &str, password: &str, peer: IpAddr) -> (String, Duration) {
    let start = Instant::now();
    let outcome = match verify(auth, name, password, peer).await {
        Ok(login) => login.address.to_string(),
        Err(error) => error.to_string(),
    };
    (outcome, start.elapsed())
}
