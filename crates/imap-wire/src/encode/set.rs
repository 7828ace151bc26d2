use std::ops::RangeInclusive;

use super::number;

/// Writes ranges as a set: `1:3,5` (RFC 9051 §9, ABNF `sequence-set`, `uid-set`). The set must not be empty.
pub fn set(out: &mut Vec<u8>, ranges: &[RangeInclusive<u32>]) {
    for (index, range) in ranges.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        number(out, (*range.start()).into());
        if range.end() != range.start() {
            out.push(b':');
            number(out, (*range.end()).into());
        }
    }
}

/// Gathers numbers into runs of successive ones, in their order: 1 2 3 5 4 gives 1:3, 5, 4.
pub fn runs(numbers: impl IntoIterator<Item = u32>) -> Vec<RangeInclusive<u32>> {
    let mut runs: Vec<RangeInclusive<u32>> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some(run) if run.end().checked_add(1) == Some(number) => *run = *run.start()..=number,
            _ => runs.push(number..=number),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sets_are_compressed() {
        let mut out = Vec::new();
        set(&mut out, &runs([1, 2, 3, 5, 4, u32::MAX]));
        assert_eq!(out, b"1:3,5,4,4294967295");
    }

    proptest! {
        #[test]
        fn runs_keep_every_number_in_order(numbers in prop::collection::vec(0u32..20, 0..30)) {
            prop_assert_eq!(runs(numbers.iter().copied()).into_iter().flatten().collect::<Vec<_>>(), numbers);
        }
    }
}
