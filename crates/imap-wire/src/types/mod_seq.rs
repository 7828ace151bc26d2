/// A modification sequence: an unsigned 63-bit number (RFC 7162 §3.1.1, §7 `mod-sequence-valzer`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModSeq(u64);

impl ModSeq {
    /// The largest modification sequence that fits the wire.
    pub const MAX: ModSeq = ModSeq(i64::MAX as u64);
    /// Older than every change; `UNCHANGEDSINCE 0` and `MODSEQ 0` are allowed.
    pub const ZERO: ModSeq = ModSeq(0);

    /// The modification sequence, or `None` where it needs more than 63 bits.
    pub fn new(value: u64) -> Option<Self> {
        (value <= Self::MAX.0).then_some(ModSeq(value))
    }

    /// The number, at most 2^63 - 1.
    pub fn get(self) -> u64 {
        self.0
    }
}
