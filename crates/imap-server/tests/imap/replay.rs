//! Several sessions change one mailbox; what each has been told must add up to what is there.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::client::{Client, Known};
use crate::results;
use crate::world::World;

const CLIENTS: usize = 3;

/// What a client does.
#[derive(Clone, Debug)]
enum Act {
    Append(&'static str),
    Store { by_uid: bool, first: usize, last: usize, how: &'static str, flags: &'static str },
    Expunge,
    UidExpunge(u32, u32),
    Copy(usize),
    Move(usize),
    Fetch(usize),
    Search,
    Idle,
    Noop,
}

fn act() -> impl Strategy<Value = Act> {
    let flags = prop::sample::select(vec!["\\Seen", "\\Deleted", "\\Seen \\Flagged", "$Work", "$Other \\Deleted"]);
    let how = prop::sample::select(vec!["FLAGS", "+FLAGS", "-FLAGS", "+FLAGS.SILENT", "-FLAGS.SILENT"]);
    let store = (any::<bool>(), 0usize..12, 0usize..12, how, flags.clone());
    prop_oneof![
        3 => flags.prop_map(Act::Append),
        4 => store.prop_map(|(by_uid, first, last, how, flags)| Act::Store { by_uid, first, last, how, flags }),
        2 => Just(Act::Expunge),
        1 => (1u32..20, 1u32..20).prop_map(|(first, last)| Act::UidExpunge(first, last)),
        1 => (0usize..12).prop_map(Act::Copy),
        1 => (0usize..12).prop_map(Act::Move),
        1 => (0usize..12).prop_map(Act::Fetch),
        1 => Just(Act::Search),
        1 => Just(Act::Idle),
        2 => Just(Act::Noop),
    ]
}

impl Act {
    async fn perform(&self, client: &mut Client, mailbox: &str) {
        let count = client.messages.len();
        // A number that the client may use, if it knows any message.
        let number = |wanted: usize| (count > 0).then(|| wanted % count + 1);
        match *self {
            Self::Append(flags) => _ = client.ok(&format!("APPEND {mailbox} ({flags}) {{1+}}\r\nx")).await,
            Self::Store { by_uid, first, last, how, flags } => {
                let (Some(first), Some(last)) = (number(first), number(last)) else { return };
                store(client, by_uid, first.min(last), first.max(last), how, flags).await;
            }
            Self::Expunge => _ = client.ok("EXPUNGE").await,
            Self::UidExpunge(first, last) => _ = client.ok(&format!("UID EXPUNGE {first}:{last}")).await,
            Self::Copy(at) if count > 0 => _ = client.command(&format!("COPY {} {mailbox}", at % count + 1)).await,
            Self::Move(at) if count > 0 => _ = client.command(&format!("MOVE {} Trash", at % count + 1)).await,
            Self::Fetch(at) if count > 0 => {
                client.ok(&format!("FETCH {} BODY[TEXT]<99.1>", at % count + 1)).await;
            }
            Self::Search => _ = client.ok("SEARCH UNDELETED").await,
            Self::Idle => client.idle().await,
            Self::Copy(_) | Self::Move(_) | Self::Fetch(_) | Self::Noop => _ = client.ok("NOOP").await,
        }
        client.ask_for_unknown().await;
    }
}

/// With `.SILENT`, the client notes the outcome itself.
async fn store(client: &mut Client, by_uid: bool, first: usize, last: usize, how: &str, flags: &str) {
    let uid = |known: &Known| known.uid.unwrap();
    let before = client.messages.clone();
    let set = match by_uid {
        true => format!("UID STORE {}:{}", uid(&before[first - 1]), uid(&before[last - 1])),
        false => format!("STORE {first}:{last}"),
    };
    if how.ends_with(".SILENT") {
        for known in &mut client.messages[first - 1..last] {
            let own = known.flags.get_or_insert_default();
            for flag in flags.split(' ') {
                _ = if how.starts_with('+') { own.insert(flag.to_owned()) } else { own.remove(flag) };
            }
        }
    }
    let answer = client.command(&format!("{set} {how} ({flags})")).await;
    assert!(answer.starts_with("OK ") || answer.starts_with("NO [EXPUNGEISSUED]"), "{answer}");
}

async fn play(world: &World, mailbox: &str, acts: &[(usize, Act)], together: bool) {
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        clients.push(logged_in(world).await);
    }
    clients[0].ok(&format!("CREATE {mailbox}")).await;
    for client in &mut clients {
        client.select(mailbox).await;
        results::begin(client).await;
    }
    match together {
        true => all_at_once(&mut clients, mailbox, acts).await,
        false => in_turns(&mut clients, mailbox, acts).await,
    }
    let mut fresh = logged_in(world).await;
    fresh.select(mailbox).await;
    for client in &mut clients {
        client.ok("NOOP").await;
        client.ask_for_unknown().await;
        assert_eq!(client.messages, fresh.messages);
        client.results.assert_are_of(&client.messages);
    }
}

async fn in_turns(clients: &mut [Client], mailbox: &str, acts: &[(usize, Act)]) {
    for (who, act) in acts {
        act.perform(&mut clients[*who], mailbox).await;
    }
}

async fn all_at_once(clients: &mut [Client], mailbox: &str, acts: &[(usize, Act)]) {
    let [one, two, three] = clients else { panic!() };
    tokio::join!(
        in_own_turns(one, mailbox, acts, 0),
        in_own_turns(two, mailbox, acts, 1),
        in_own_turns(three, mailbox, acts, 2),
    );
}

async fn in_own_turns(client: &mut Client, mailbox: &str, acts: &[(usize, Act)], who: usize) {
    for (_, act) in acts.iter().filter(|(whose, _)| *whose == who) {
        act.perform(client, mailbox).await;
    }
}

async fn logged_in(world: &World) -> Client {
    let mut client = Client::new(world.dial("imap"));
    client.line().await;
    client.ok("LOGIN alice@example.test \"open sesame\"").await;
    client
}

#[test]
fn what_was_told_adds_up_to_what_is_there() {
    run(128, false);
}

#[test]
fn it_adds_up_when_all_act_at_once() {
    run(64, true);
}

fn run(cases: u32, together: bool) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let world = runtime.block_on(World::new(None));
    let acts = prop::collection::vec((0..CLIENTS, act()), 1..40);
    let mut runner = TestRunner::new(Config::with_cases(cases));
    let case = Cell::new(0);
    let outcome = runner.run(&acts, |acts| {
        case.set(case.get() + 1);
        runtime.block_on(play(&world, &format!("case{}", case.get()), &acts, together));
        Ok(())
    });
    outcome.unwrap();
    runtime.block_on(world.end());
}
