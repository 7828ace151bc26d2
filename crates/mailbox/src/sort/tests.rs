//! Orders, against a naive comparison.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::*;
use crate::search::tests::Stand;
use crate::{InternalDate, NamedFlags};

/// A message whose keys are plain to see.
#[derive(Clone, Debug)]
struct Sample {
    arrival: i64,
    sent: Option<i64>,
    subject: &'static str,
    from: &'static str,
    padding: usize,
}

impl Sample {
    fn message(&self) -> Vec<u8> {
        let date = self.sent.map(|second| format!("Date: Thu, 01 Jan 1970 01:00:{second:02} +0100\r\n"));
        let date = date.unwrap_or_default();
        let padding = "x".repeat(self.padding);
        format!("{date}Subject: Re: {}\r\nFrom: {}@x\r\n\r\n{padding}", self.subject, self.from).into_bytes()
    }

    fn compare(&self, other: &Self, key: SortKey) -> Ordering {
        let folded = |text: &str| text.to_uppercase();
        let sent = |sample: &Self| sample.sent.unwrap_or(sample.arrival);
        match key {
            SortKey::Arrival => self.arrival.cmp(&other.arrival),
            SortKey::Date => sent(self).cmp(&sent(other)),
            SortKey::Size => self.message().len().cmp(&other.message().len()),
            SortKey::Subject => folded(self.subject).cmp(&folded(other.subject)),
            SortKey::From => folded(self.from).cmp(&folded(other.from)),
            SortKey::DisplayFrom => folded(&format!("{}@", self.from)).cmp(&folded(&format!("{}@", other.from))),
            SortKey::Cc | SortKey::To | SortKey::DisplayTo | SortKey::Relevancy => Ordering::Equal,
        }
    }
}

const KEYS: [SortKey; 9] = [
    SortKey::Arrival,
    SortKey::Cc,
    SortKey::Date,
    SortKey::From,
    SortKey::Size,
    SortKey::Subject,
    SortKey::To,
    SortKey::DisplayFrom,
    SortKey::DisplayTo,
];

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    let subject = prop_oneof![Just("b"), Just("B"), Just("aa"), Just("_"), Just("bcdefghij"), Just("bcdefghik")];
    let from = prop_oneof![Just("ann"), Just("Ann"), Just("zoe")];
    let sample = (0i64..4, prop::option::of(0i64..4), subject, from, 0usize..3);
    let sample =
        sample.prop_map(|(arrival, sent, subject, from, padding)| Sample { arrival, sent, subject, from, padding });
    prop::collection::vec(sample, 0..9)
}

fn criteria() -> impl Strategy<Value = Vec<Criterion>> {
    let criterion = (0..KEYS.len(), any::<bool>()).prop_map(|(key, reverse)| Criterion { key: KEYS[key], reverse });
    prop::collection::vec(criterion, 1..5)
}

async fn sorted(samples: &[Sample], criteria: &[Criterion]) -> Vec<u32> {
    let stand = Stand::new().await;
    for sample in samples {
        let date = InternalDate { seconds: sample.arrival, offset_minutes: 0 };
        stand.add(&sample.message(), NamedFlags::default(), date).await;
    }
    let all = UidSet::range(Uid::MIN, Uid::MAX);
    let places = sort(&stand.account, &stand.inbox(), &all, criteria).await.unwrap();
    assert!(places.iter().all(|place| place.number == place.uid.get()));
    places.iter().map(|place| place.number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_order_is_that_of_the_criteria(samples in samples(), criteria in criteria()) {
        let mut expected: Vec<u32> = (1..=samples.len() as u32).collect();
        expected.sort_by(|one, other| {
            let (one, other) = (&samples[*one as usize - 1], &samples[*other as usize - 1]);
            let differences = criteria.iter().map(|criterion| match criterion.reverse {
                true => other.compare(one, criterion.key),
                false => one.compare(other, criterion.key),
            });
            differences.fold(Ordering::Equal, Ordering::then)
        });
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        prop_assert_eq!(runtime.block_on(sorted(&samples, &criteria)), expected);
    }
}
