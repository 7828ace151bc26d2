//! Seven devices that speak different extensions change one mailbox, thousands of times. What each has been told adds up to
//! what is there.

use crate::client::FlagSet;
use crate::device::{Device, Kind, Known};
use crate::pop3::Pop3;
use crate::world::World;

/// How many messages may come before some are expunged.
const MANY: usize = 60;

/// A generator with a seed (splitmix64): a failure comes back.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % sides as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }
}

pub(crate) async fn act(device: &mut Device<'_>, dice: &mut Dice) {
    match dice.roll(20) {
        0..4 if device.messages.len() < MANY => {
            let flags = dice.pick(&["", "\\Seen", "\\Deleted $Work", "\\Flagged"]);
            device.ok(&format!("APPEND {} ({flags}) {{1+}}\r\nx", device.mailbox)).await;
        }
        0..8 => store(device, dice).await,
        8..10 => _ = device.ok("EXPUNGE").await,
        10 => _ = device.ok(&format!("UID EXPUNGE {}:*", dice.roll(100) + 1)).await,
        11 => _ = about_some(device, dice, "COPY", "Archive").await,
        12 if device.messages.len() < MANY => _ = about_some(device, dice, "COPY", device.mailbox).await,
        12 | 13 => _ = about_some(device, dice, "MOVE", "Archive").await,
        14 => _ = about_some(device, dice, "FETCH", "BODY[TEXT]<99.1>").await,
        15 => _ = device.ok(if device.kind.is_uid_only() { "UID SEARCH UNSEEN" } else { "SEARCH UNSEEN" }).await,
        16 => device.idle().await,
        17 => device.reconnect().await,
        18 if device.kind.knows_qresync() => {
            let since = device.highest;
            device.ok(&format!("UID FETCH 1:* (FLAGS) (CHANGEDSINCE {since} VANISHED)")).await;
        }
        _ => _ = device.ok("NOOP").await,
    }
    device.ask_for_unknown().await;
}

/// Some of the messages that the device knows, one after another.
fn some(device: &Device<'_>, dice: &mut Dice) -> Option<std::ops::Range<usize>> {
    let count = device.messages.len();
    let first = (count > 0).then(|| dice.roll(count))?;
    Some(first..(first + 1 + dice.roll(6)).min(count))
}

/// A command on some of the messages; others may have expunged them.
async fn about_some(device: &mut Device<'_>, dice: &mut Dice, name: &str, rest: &str) -> String {
    let Some(messages) = some(device, dice) else { return device.ok("NOOP").await };
    let uid = |place: usize| device.messages[place].uid.unwrap();
    let by_uid = device.kind.is_uid_only() || dice.roll(2) == 0;
    let command = match by_uid {
        true => format!("UID {name} {}:{} {rest}", uid(messages.start), uid(messages.end - 1)),
        false => format!("{name} {}:{} {rest}", messages.start + 1, messages.end),
    };
    let answer = device.command(&command).await;
    assert!(answer.starts_with("OK ") || answer.starts_with("NO [EXPUNGEISSUED]"), "{command}: {answer}");
    answer
}

/// With `.SILENT`, the device notes the outcome itself.
async fn store(device: &mut Device<'_>, dice: &mut Dice) {
    // What is pushed while a STORE is on its way may be older or newer than it, so that nothing is known without a word.
    let ways = ["FLAGS", "+FLAGS", "-FLAGS", "+FLAGS.SILENT", "-FLAGS.SILENT"];
    let how = dice.pick(if device.kind == Kind::Notify { &ways[..3] } else { &ways });
    let flags = dice.pick(&["\\Seen", "\\Deleted", "\\Seen \\Flagged", "$Work", "$Other \\Deleted"]);
    let Some(messages) = some(device, dice) else { return };
    let uid = |place: usize| device.messages[place].uid.unwrap();
    let command = match device.kind.is_uid_only() || dice.roll(2) == 0 {
        true => format!("UID STORE {}:{} {how} ({flags})", uid(messages.start), uid(messages.end - 1)),
        false => format!("STORE {}:{} {how} ({flags})", messages.start + 1, messages.end),
    };
    if how.ends_with(".SILENT") {
        device.messages[messages].iter_mut().for_each(|known| note(known, how.starts_with('+'), flags));
    }
    let answer = device.command(&command).await;
    assert!(answer.starts_with("OK ") || answer.starts_with("NO [EXPUNGEISSUED]"), "{command}: {answer}");
}

fn note(known: &mut Known, added: bool, flags: &str) {
    let own: &mut FlagSet = known.flags.get_or_insert_default();
    for flag in flags.split(' ') {
        _ = if added { own.insert(flag.to_owned()) } else { own.remove(flag) };
    }
}

/// Some of the messages go by POP3.
async fn delete_some(pop3: &mut Pop3<'_>, dice: &mut Dice) {
    let count = pop3.open().await;
    for _ in 0..dice.roll(3).min(count) {
        pop3.delete(dice.roll(count) + 1).await;
    }
    pop3.quit().await;
}

struct Household<'w> {
    devices: Vec<Device<'w>>,
    pop3: Pop3<'w>,
}

impl<'w> Household<'w> {
    async fn new(world: &'w World) -> Self {
        let mut devices = Vec::new();
        for kind in [Kind::Plain, Kind::CondStore, Kind::QResync, Kind::UidOnly, Kind::UidOnlyResync, Kind::Notify] {
            devices.push(Device::new(world, kind).await);
        }
        Self { devices, pop3: Pop3::new(world) }
    }

    async fn check(&mut self, world: &World) {
        let fresh = Device::new(world, Kind::Plain).await.messages;
        for device in &mut self.devices {
            device.ok("NOOP").await;
            device.ask_for_unknown().await;
            assert_eq!(device.messages, fresh, "{:?}", device.kind);
        }
        let count = self.pop3.open().await;
        let uids = self.pop3.uids().await;
        self.pop3.quit().await;
        assert_eq!(count, fresh.len());
        assert_eq!(uids, fresh.iter().map(|known| known.uid.unwrap()).collect::<Vec<_>>());
    }
}

async fn in_turns(seed: u64, steps: usize) {
    let world = World::new(None).await;
    let mut household = Household::new(&world).await;
    let mut dice = Dice(seed);
    for step in 0..steps {
        match dice.roll(household.devices.len() * 4 + 1) {
            0 => delete_some(&mut household.pop3, &mut dice).await,
            who => act(&mut household.devices[who % 6], &mut dice).await,
        }
        if step % 100 == 99 {
            household.check(&world).await;
        }
    }
    world.end().await;
}

async fn all_at_once(seed: u64, steps: usize) {
    let world = World::new(None).await;
    let mut household = Household::new(&world).await;
    for round in 0..steps / 50 {
        let [one, two, three, four, five, six] = &mut household.devices[..] else { panic!() };
        let dice = |who: u64| Dice(seed * 1000 + round as u64 * 10 + who);
        tokio::join!(
            acts(one, dice(1)),
            acts(two, dice(2)),
            acts(three, dice(3)),
            acts(four, dice(4)),
            acts(five, dice(5)),
            acts(six, dice(7)),
            async { delete_some(&mut household.pop3, &mut dice(6)).await },
        );
        household.check(&world).await;
    }
    world.end().await;
}

pub(crate) async fn acts(device: &mut Device<'_>, mut dice: Dice) {
    for _ in 0..10 {
        act(device, &mut dice).await;
    }
}

#[tokio::test]
async fn devices_that_act_in_turns_know_what_is_there() {
    in_turns(1, 8000).await;
    in_turns(2, 4000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_that_act_at_once_know_what_is_there() {
    all_at_once(3, 8000).await;
}
