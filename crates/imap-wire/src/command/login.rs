use crate::Secret;

/// `LOGIN` (RFC 9051 §6.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The user's name as sent, in ASCII or UTF-8 as a rule.
    pub user: Vec<u8>,
    /// The password as sent.
    pub password: Secret,
}
