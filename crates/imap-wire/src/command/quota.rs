/// `SETQUOTA` (RFC 9208 §4.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetQuota {
    /// The name of the quota root.
    pub root: Vec<u8>,
    /// What the limits shall be; resources that are not named are no longer limited.
    pub limits: Vec<QuotaLimit>,
}

/// How much there may be of something (RFC 9208 §7, ABNF `setquota-resource`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaLimit {
    /// Of what, in upper case: `STORAGE` in units of 1024 octets, `MESSAGE`, `MAILBOX` (RFC 9208 §5).
    pub resource: String,
    /// How much.
    pub limit: u64,
}

impl SetQuota {
    /// How many resources one command may name.
    pub const MAX_RESOURCES: usize = 16;
}
