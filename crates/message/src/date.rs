//! The date of a message (RFC 5322 §3.3, obsolete forms §4.3).

/// A moment, and the offset of the place where it was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i16,
}

impl Date {
    /// Seconds since 1970-01-01T00:00:00 on the writer's own clock: what SENTSINCE and its like compare, "disregarding
    /// time and timezone" (RFC 9051 §6.4.4).
    #[must_use]
    pub fn local_seconds(&self) -> i64 {
        self.seconds + i64::from(self.offset) * 60
    }
}

/// Reads the body of a Date field; `None` where it makes no date.
#[must_use]
pub fn parse_date(_raw: &[u8]) -> Option<Date> {
    None
}
