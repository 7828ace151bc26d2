//! Where a body lies.

/// The place of a record in the segment files.
///
/// A location is a hint when it comes from outside this crate: compaction moves records, and the record's own header
/// says whether it is still the one that was meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The number of the segment file; numbers are never used twice.
    pub segment: u64,
    /// Where the record begins, in bytes from the start of the segment file.
    pub offset: u64,
    /// The length of the whole record in the file, in bytes: header, frame table and frames.
    pub length: u64,
}

impl Location {
    /// The length of an encoded location.
    pub const ENCODED: usize = 24;

    /// Three big-endian numbers: segment, offset, length.
    #[must_use]
    pub fn encode(&self) -> [u8; Self::ENCODED] {
        let mut bytes = [0; Self::ENCODED];
        bytes[..8].copy_from_slice(&self.segment.to_be_bytes());
        bytes[8..16].copy_from_slice(&self.offset.to_be_bytes());
        bytes[16..].copy_from_slice(&self.length.to_be_bytes());
        bytes
    }

    /// The reverse of [`Location::encode`]; `None` when the length is wrong.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; Self::ENCODED] = bytes.try_into().ok()?;
        let (numbers, _) = bytes.as_chunks::<8>();
        let [segment, offset, length] = numbers else { return None };
        Some(Self {
            segment: u64::from_be_bytes(*segment),
            offset: u64::from_be_bytes(*offset),
            length: u64::from_be_bytes(*length),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn decoding_reverses_encoding(segment: u64, offset: u64, length: u64) {
            let location = Location { segment, offset, length };
            prop_assert_eq!(Location::decode(&location.encode()), Some(location));
        }
    }

    #[test]
    fn a_location_of_another_length_is_refused() {
        assert_eq!(Location::decode(&[0; 23]), None);
        assert_eq!(Location::decode(&[0; 25]), None);
    }
}
