//! The name of a message in logs, trace fields and replies.

use std::fmt;

/// A number that no other message of this server has had, shown as thirteen letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QueueId(pub(crate) u64);

/// Base 32 without the letters that look like digits.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl QueueId {
    /// Where to count from when the server starts at `seconds` since 1970: beyond what an earlier start can have reached,
    /// as long as it took in less than a million messages a second.
    pub(crate) fn first(seconds: i64) -> u64 {
        seconds.unsigned_abs() << 20
    }
}

impl fmt::Display for QueueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |place: u32| DIGITS.get((self.0 >> (5 * place)) as usize % DIGITS.len()).copied();
        (0..13).rev().filter_map(digit).try_for_each(|digit| write!(f, "{}", char::from(digit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_one_length_and_differ() {
        assert_eq!(QueueId(0).to_string(), "0000000000000");
        assert_eq!(QueueId(31 + 32).to_string(), "000000000001z");
        assert_eq!(QueueId(u64::MAX).to_string(), "fzzzzzzzzzzzz");
        assert!(QueueId::first(1_700_000_001) > QueueId::first(1_700_000_000) + 999_999);
    }
}
