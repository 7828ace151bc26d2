//! Conditions on placements, against a naive evaluator.

use proptest::prelude::*;

use super::super::{Day, When};
use super::*;
use crate::{Flags, Message, ModSeq, StoreMode, Uid, UidSet};

const KEYWORDS: [&str; 2] = ["$Junk", "work"];

/// A message as a test wants it.
#[derive(Clone, Debug)]
struct Sample {
    system: u128,
    keywords: Vec<usize>,
    length: usize,
    date: InternalDate,
}

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    let date = (-3i64..3, 0i64..86_400, prop_oneof![Just(0i16), Just(-720), Just(839)]);
    let sample = (0u128..32, prop::collection::vec(0usize..2, 0..3), 0usize..6, date);
    let sample = sample.prop_map(|(system, keywords, length, (day, second, offset_minutes))| Sample {
        system,
        keywords,
        length,
        date: InternalDate { seconds: day * 86_400 + second, offset_minutes },
    });
    prop::collection::vec(sample, 0..12)
}

fn queries() -> impl Strategy<Value = Query> {
    let when = (0usize..3, -4i64..4).prop_map(|(kind, day)| match kind {
        0 => When::Before(Day(day)),
        1 => When::On(Day(day)),
        _ => When::Since(Day(day)),
    });
    let leaf = prop_oneof![
        Just(Query::All),
        (1u32..14, 1u32..14).prop_map(|(first, last)| Query::Uids(UidSet::range(uid(first), uid(last)))),
        (0u128..32).prop_map(|flags| Query::Flags(Flags(flags))),
        prop_oneof![Just("$junk"), Just("WORK"), Just("unknown")].prop_map(|name| Query::Keyword(name.to_owned())),
        (0u64..8).prop_map(Query::Larger),
        (0u64..8).prop_map(Query::Smaller),
        when.prop_map(Query::Received),
        (0u64..18).prop_map(|modseq| Query::ChangedSince(ModSeq(modseq))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Query::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Query::Or),
            inner.prop_map(|query| Query::Not(Box::new(query))),
        ]
    })
}

fn uid(number: u32) -> Uid {
    Uid::new(number).unwrap()
}

/// The meaning of a query, as plainly as it can be said.
fn holds(query: &Query, message: &Message, sample: &Sample) -> bool {
    match query {
        Query::All => true,
        Query::And(queries) => queries.iter().all(|query| holds(query, message, sample)),
        Query::Or(queries) => queries.iter().any(|query| holds(query, message, sample)),
        Query::Not(query) => !holds(query, message, sample),
        Query::Uids(uids) => uids.iter().any(|uid| uid == message.uid),
        Query::Flags(flags) => (0..128).all(|bit| flags.0 >> bit & 1 == 0 || sample.system >> bit & 1 == 1),
        Query::Keyword(name) => sample.keywords.iter().any(|&at| KEYWORDS[at].eq_ignore_ascii_case(name)),
        Query::Larger(size) => sample.length as u64 > *size,
        Query::Smaller(size) => (sample.length as u64) < *size,
        Query::Received(when) => {
            let local = sample.date.seconds + i64::from(sample.date.offset_minutes) * 60;
            let day = (local as f64 / 86_400.0).floor() as i64;
            match when {
                When::Before(other) => day < other.0,
                When::On(other) => day == other.0,
                When::Since(other) => day >= other.0,
            }
        }
        Query::ChangedSince(modseq) => message.modseq.0 >= modseq.0,
        other => panic!("{other:?} is not decided in memory"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn memory_decides_as_a_naive_evaluator(samples in samples(), queries in prop::collection::vec(queries(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let stand = Stand::new().await;
            for sample in &samples {
                let keywords = sample.keywords.iter().map(|&at| KEYWORDS[at].to_owned()).collect();
                let flags = NamedFlags { system: Flags(sample.system), keywords };
                stand.add(&b"abcdef"[..sample.length], flags, sample.date).await;
            }
            let mailbox = stand.inbox();
            for query in &queries {
                let pairs = mailbox.messages().zip(&samples).filter(|(message, sample)| holds(query, message, sample));
                let expected: Vec<&Message> = pairs.map(|(message, _)| message).collect();
                let found = search(&stand.account, &mailbox, query).await.unwrap();
                let uids: Vec<Uid> = expected.iter().map(|message| message.uid).collect();
                assert_eq!(found.uids.iter().collect::<Vec<_>>(), uids, "{query:?}");
                assert_eq!(found.modseq, expected.iter().map(|message| message.modseq).max(), "{query:?}");
            }
        });
    }
}

#[tokio::test]
async fn the_version_is_searched_not_the_newest() {
    let stand = with_messages(&["a", "b"]).await;
    let version = stand.inbox();
    let flags = NamedFlags { system: Flags::SEEN, keywords: Vec::new() };
    let uids = UidSet::range(uid(1), uid(1));
    stand.account.store_flags(version.id, uids, StoreMode::Add, flags, None).await.unwrap();
    let seen = Query::Flags(Flags::SEEN);
    assert!(search(&stand.account, &version, &seen).await.unwrap().uids.is_empty());
    assert_eq!(stand.find(&seen).await, [1]);
}
