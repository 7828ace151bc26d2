//! Against a model that does what RFC 5256 §3 says, word for word.

mod model;

use proptest::prelude::*;

use super::tree::NONE;
use super::*;

/// A message as the algorithms see it.
#[derive(Clone, Debug, Default)]
struct Sample {
    date: i64,
    id: Option<u32>,
    references: Vec<u32>,
    /// 0 is the empty one.
    subject: u32,
    is_reply: bool,
}

fn facts(samples: &[Sample]) -> Facts {
    let mut facts = Facts {
        dates: samples.iter().map(|sample| sample.date).collect(),
        ids: samples.iter().map(|sample| sample.id.unwrap_or(NONE)).collect(),
        subjects: samples.iter().map(|sample| sample.subject.checked_sub(1).unwrap_or(NONE)).collect(),
        replies: samples.iter().map(|sample| sample.is_reply).collect(),
        names: 4 * MANY,
        ..Facts::default()
    };
    for sample in samples {
        let start = facts.all_references.len();
        facts.all_references.extend(&sample.references);
        facts.references.push(start..facts.all_references.len());
    }
    facts
}

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    let id = prop_oneof![3 => (0u32..9).prop_map(Some), 1 => Just(None)];
    let references = prop::collection::vec(0u32..12, 0..5);
    let subject = 0u32..3;
    let sample = (0i64..6, id, references, subject, any::<bool>());
    let sample =
        sample.prop_map(|(date, id, references, subject, is_reply)| Sample { date, id, references, subject, is_reply });
    prop::collection::vec(sample, 0..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn references_is_what_the_rfc_says(samples in samples()) {
        prop_assert_eq!(gather(&facts(&samples), Algorithm::References), model::references(&samples));
    }

    #[test]
    fn refs_is_references_without_subjects_the_newest_last(samples in samples()) {
        prop_assert_eq!(gather(&facts(&samples), Algorithm::Refs), model::refs(&samples));
    }

    #[test]
    fn orderedsubject_is_what_the_rfc_says(samples in samples()) {
        prop_assert_eq!(gather(&facts(&samples), Algorithm::OrderedSubject), model::ordered_subject(&samples));
    }
}

const MANY: u32 = 100_000;

/// A message that answers the one before it.
fn answer(number: u32) -> Sample {
    let references = number.checked_sub(1).into_iter().collect();
    Sample { date: i64::from(number), id: Some(number), references, subject: 1, is_reply: number > 0 }
}

#[test]
fn a_chain_of_answers_costs_no_stack() {
    let chain: Vec<Sample> = (0..MANY).map(answer).collect();
    let threads = gather(&facts(&chain), Algorithm::References);
    assert!(threads.iter().zip(0..).all(|(member, index)| *member == (index as usize, Some(index))));
}

#[test]
fn the_order_in_which_a_chain_came_makes_no_difference() {
    for step in [u64::from(MANY) - 1, 37_507] {
        let chain: Vec<Sample> =
            (0..MANY).map(|place| answer((u64::from(place) * step % u64::from(MANY)) as u32)).collect();
        let threads = gather(&facts(&chain), Algorithm::Refs);
        assert_eq!(threads.last().map(|member| member.0), Some(MANY as usize - 1));
    }
}

/// Each message moves the beginning of one long chain below the end of another.
#[test]
fn messages_made_to_be_searched_for_loops_cost_little() {
    let mut samples: Vec<Sample> = (0..MANY / 4).map(answer).collect();
    let end = MANY / 4 - 1;
    let heads = MANY..MANY / 2 * 3;
    samples.extend(heads.clone().map(|head| Sample { references: vec![head, MANY + head], ..Sample::default() }));
    samples.extend(heads.map(|head| Sample { id: Some(head), references: vec![end], ..Sample::default() }));
    assert_eq!(
        gather(&facts(&samples), Algorithm::References).iter().filter(|member| member.1.is_some()).count(),
        samples.len()
    );
}
