//! Devices of two users change one mailbox. What each has been told adds up to what its user sees there: the same messages
//! and flags, each with its own `\\Seen`.

use crate::client::{Client, FlagSet};
use crate::convergence::{Dice, act, acts};
use crate::device::{Device, Kind, Known};
use crate::world::World;

const ALICE: (&str, &str) = ("alice@example.test", "INBOX");
const TEAM: &str = "\"Shared Folders/team@example.test/INBOX\"";
const BOB: (&str, &str) = ("bob@example.test", "\"Other Users/alice@example.test/INBOX\"");

async fn share(world: &World) {
    let mut alice = Client::new(world.dial("imap"));
    alice.line().await;
    alice.ok("LOGIN alice@example.test \"open sesame\"").await;
    alice.ok("SETACL INBOX bob@example.test lrswited").await;
}

async fn check(world: &World, devices: &mut [Device<'_>], (user, mailbox): (&'static str, &'static str)) -> Vec<Known> {
    let fresh = Device::of(world, Kind::Plain, user, mailbox).await.messages;
    for device in devices {
        device.ok("NOOP").await;
        device.ask_for_unknown().await;
        assert_eq!(device.messages, fresh, "{user} {:?}", device.kind);
    }
    fresh
}

/// Two users of a shared account change what is in its mailbox, which neither owns.
#[tokio::test]
async fn devices_of_two_readers_of_a_shared_account_know_what_each_sees() {
    let world = World::new(None).await;
    for who in [ALICE.0, BOB.0] {
        world.give("team", "INBOX", who, "lrswite").await;
    }
    let (alice, bob) = ((ALICE.0, TEAM), (BOB.0, TEAM));
    let (mut hers, mut his) = (Vec::new(), Vec::new());
    for kind in [Kind::Plain, Kind::QResync, Kind::Notify] {
        hers.push(Device::of(&world, kind, alice.0, alice.1).await);
        his.push(Device::of(&world, kind, bob.0, bob.1).await);
    }
    let mut dice = Dice(11);
    for step in 0..1000 {
        let who = dice.roll(hers.len() + his.len());
        match who.checked_sub(hers.len()) {
            None => act(&mut hers[who], &mut dice).await,
            Some(who) => act(&mut his[who], &mut dice).await,
        }
        if step % 100 == 99 {
            let (hers, his) = (check(&world, &mut hers, alice).await, check(&world, &mut his, bob).await);
            assert_eq!(without_seen(hers), without_seen(his));
        }
    }
    world.end().await;
}

fn without_seen(messages: Vec<Known>) -> Vec<(Option<u32>, FlagSet)> {
    let shared = |flags: FlagSet| flags.into_iter().filter(|flag| flag != "\\Seen").collect();
    messages.into_iter().map(|known| (known.uid, shared(known.flags.unwrap()))).collect()
}

#[tokio::test]
async fn devices_of_two_users_know_what_each_sees() {
    let world = World::new(None).await;
    share(&world).await;
    let (mut hers, mut his) = (Vec::new(), Vec::new());
    for kind in [Kind::Plain, Kind::QResync, Kind::Notify] {
        hers.push(Device::of(&world, kind, ALICE.0, ALICE.1).await);
    }
    for kind in [Kind::Plain, Kind::CondStore, Kind::QResync, Kind::UidOnly, Kind::Notify] {
        his.push(Device::of(&world, kind, BOB.0, BOB.1).await);
    }
    let mut dice = Dice(7);
    for step in 0..4000 {
        let who = dice.roll(hers.len() + his.len());
        match who.checked_sub(hers.len()) {
            None => act(&mut hers[who], &mut dice).await,
            Some(who) => act(&mut his[who], &mut dice).await,
        }
        if step % 100 == 99 {
            let (hers, his) = (check(&world, &mut hers, ALICE).await, check(&world, &mut his, BOB).await);
            assert_eq!(without_seen(hers), without_seen(his));
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_of_two_users_that_act_at_once_know_what_each_sees() {
    let world = World::new(None).await;
    share(&world).await;
    let mut hers = [Device::of(&world, Kind::QResync, ALICE.0, ALICE.1).await];
    let mut his = Vec::new();
    for kind in [Kind::QResync, Kind::Notify] {
        his.push(Device::of(&world, kind, BOB.0, BOB.1).await);
    }
    for round in 0..50_u64 {
        let ([one], [two, three]) = (&mut hers, &mut his[..]) else { panic!() };
        let dice = |who: u64| Dice(round * 10 + who);
        tokio::join!(acts(one, dice(1)), acts(two, dice(2)), acts(three, dice(3)));
        let (hers, his) = (check(&world, &mut hers, ALICE).await, check(&world, &mut his, BOB).await);
        assert_eq!(without_seen(hers), without_seen(his));
    }
    world.end().await;
}
