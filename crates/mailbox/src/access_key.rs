//! The secret behind the authorized URLs of a mailbox.

use std::fmt;

/// A mailbox access key: the secret with which its owner authorizes URLs (RFC 4467 §2.2).
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKey(pub [u8; AccessKey::LENGTH]);

impl AccessKey {
    /// How many random octets a key has.
    pub const LENGTH: usize = 32;
}

/// What gets into a log must not be of use to anybody.
impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_shown() {
        assert_eq!(format!("{:?}", AccessKey([7; AccessKey::LENGTH])), "AccessKey(…)");
    }
}
