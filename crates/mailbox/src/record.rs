//! The bytes of stored records: variable-length numbers, texts, sets. `docs/storage-format.md` is their description.

use crate::{Flags, MailboxName, Uid, UidSet};

/// Stored bytes that cannot be what was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored record is damaged: {0}")]
pub(crate) struct Damaged(pub(crate) &'static str);

/// The length of a checksum in bytes.
pub(crate) const SUM: usize = 4;

/// Ends a record with its checksum.
pub(crate) fn seal(mut record: Vec<u8>) -> Vec<u8> {
    let sum = crc32fast::hash(&record);
    record.extend(sum.to_le_bytes());
    record
}

/// The record without its checksum, if that is right.
pub(crate) fn unseal(record: &[u8]) -> Result<&[u8], Damaged> {
    let (body, sum) = record.split_last_chunk().ok_or(Damaged("it ends too early"))?;
    if crc32fast::hash(body) == u32::from_le_bytes(*sum) { Ok(body) } else { Err(Damaged("its checksum is wrong")) }
}

/// Appends the parts of a record to a buffer.
pub(crate) trait Put {
    fn put_u8(&mut self, byte: u8);
    /// LEB128: seven bits a byte, lowest first, the high bit set on all but the last.
    fn put_number(&mut self, number: u64);
    /// A signed number, zigzag.
    fn put_signed(&mut self, number: i64);
    /// A length and that many bytes.
    fn put_bytes(&mut self, bytes: &[u8]);
    fn put_flags(&mut self, flags: Flags);
    /// The number of ranges, then for each the gap to the one before and its length less one.
    fn put_uids(&mut self, uids: &UidSet);
}

impl Put for Vec<u8> {
    fn put_u8(&mut self, byte: u8) {
        self.push(byte);
    }

    fn put_number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.push(number as u8);
    }

    fn put_signed(&mut self, number: i64) {
        self.put_number((number << 1 ^ number >> 63) as u64);
    }

    fn put_bytes(&mut self, bytes: &[u8]) {
        self.put_number(bytes.len() as u64);
        self.extend_from_slice(bytes);
    }

    fn put_flags(&mut self, flags: Flags) {
        self.put_number(flags.0 as u64);
        self.put_number((flags.0 >> 64) as u64);
    }

    fn put_uids(&mut self, uids: &UidSet) {
        self.put_number(uids.ranges().len() as u64);
        let mut last = 0;
        for (low, high) in uids.ranges() {
            self.put_number(u64::from(low.get() - last));
            self.put_number(u64::from(high.get() - low.get()));
            last = high.get();
        }
    }
}

/// Takes a record apart again.
pub(crate) struct Reader<'a>(&'a [u8]);

type Read<T> = Result<T, Damaged>;

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes have not been read.
    pub(crate) fn left(&self) -> usize {
        self.0.len()
    }

    /// Everything that has not been read.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn u8(&mut self) -> Read<u8> {
        let (&byte, rest) = self.0.split_first().ok_or(Damaged("it ends too early"))?;
        self.0 = rest;
        Ok(byte)
    }

    pub(crate) fn number(&mut self) -> Read<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            if shift == 63 && byte > 1 {
                break;
            }
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Damaged("a number is too large"))
    }

    pub(crate) fn number32(&mut self) -> Read<u32> {
        self.number()?.try_into().map_err(|_| Damaged("a number is too large"))
    }

    pub(crate) fn signed(&mut self) -> Read<i64> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(crate) fn offset_minutes(&mut self) -> Read<i16> {
        self.signed()?.try_into().map_err(|_| Damaged("a time zone is out of range"))
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(Damaged("it ends too early"))?;
        self.0 = rest;
        Ok(*bytes)
    }

    pub(crate) fn bytes(&mut self) -> Read<&'a [u8]> {
        let length = self.number()?;
        let length = usize::try_from(length).map_err(|_| Damaged("a length is too large"))?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(Damaged("it ends too early"))?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(crate) fn text(&mut self) -> Read<&'a str> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Damaged("a text is not UTF-8"))
    }

    pub(crate) fn name(&mut self) -> Read<MailboxName> {
        MailboxName::new(self.text()?).map_err(|_| Damaged("a mailbox name is not valid"))
    }

    pub(crate) fn uid(&mut self) -> Read<Uid> {
        Uid::new(self.number32()?).ok_or(Damaged("a UID is 0"))
    }

    pub(crate) fn flags(&mut self) -> Read<Flags> {
        let low = self.number()?;
        let high = self.number()?;
        Ok(Flags(u128::from(high) << 64 | u128::from(low)))
    }

    pub(crate) fn uids(&mut self) -> Read<UidSet> {
        let count = self.number()?;
        let mut set = UidSet::new();
        let mut last = 0u32;
        for _ in 0..count {
            let low = last.checked_add(self.number32()?).ok_or(Damaged("a UID is too large"))?;
            last = low.checked_add(self.number32()?).ok_or(Damaged("a UID is too large"))?;
            let (Some(low), Some(high)) = (Uid::new(low), Uid::new(last)) else {
                return Err(Damaged("a UID is 0"));
            };
            set.insert_range(low, high);
        }
        Ok(set)
    }
}

/// Each number as its distance from the one before; the first from 0.
pub(crate) fn deltas(numbers: impl Iterator<Item = i64>) -> impl Iterator<Item = i64> {
    numbers.scan(0i64, |last, number| Some(number.wrapping_sub(std::mem::replace(last, number))))
}

/// The numbers again whose distances these are.
pub(crate) fn sums(mut deltas: Vec<i64>) -> Vec<i64> {
    let mut last = 0i64;
    for number in &mut deltas {
        last = last.wrapping_add(*number);
        *number = last;
    }
    deltas
}

/// Each run of equal numbers as the number and how often it comes.
pub(crate) fn put_runs(record: &mut Vec<u8>, numbers: impl Iterator<Item = i64>) {
    let mut run: Option<(i64, u64)> = None;
    for number in numbers {
        match &mut run {
            Some((same, length)) if *same == number => *length += 1,
            _ => put_run(record, run.replace((number, 1))),
        }
    }
    put_run(record, run);
}

fn put_run(record: &mut Vec<u8>, run: Option<(i64, u64)>) {
    if let Some((number, length)) = run {
        record.put_number(length);
        record.put_signed(number);
    }
}

/// As many numbers as `count`, from their runs.
pub(crate) fn runs(reader: &mut Reader<'_>, count: usize) -> Result<Vec<i64>, Damaged> {
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        let length = reader.number()?;
        let number = reader.signed()?;
        if length == 0 || length > (count - numbers.len()) as u64 {
            return Err(Damaged("a run has a wrong length"));
        }
        numbers.resize(numbers.len() + length as usize, number);
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_is_read(number: u64, signed: i64, bytes: Vec<u8>, flags: u128, uids: Vec<u32>) {
            let uids: UidSet = uids.into_iter().filter_map(Uid::new).collect();
            let mut record = Vec::new();
            record.put_number(number);
            record.put_signed(signed);
            record.put_bytes(&bytes);
            record.put_flags(Flags(flags));
            record.put_uids(&uids);
            let mut reader = Reader::new(&record);
            prop_assert_eq!(reader.number(), Ok(number));
            prop_assert_eq!(reader.signed(), Ok(signed));
            prop_assert_eq!(reader.bytes(), Ok(&bytes[..]));
            prop_assert_eq!(reader.flags(), Ok(Flags(flags)));
            prop_assert_eq!(reader.uids(), Ok(uids));
            prop_assert!(reader.is_at_end());
        }

        #[test]
        fn damaged_bytes_are_errors_not_panics(bytes: Vec<u8>) {
            let _ = Reader::new(&bytes).uids();
            let _ = Reader::new(&bytes).number();
            let _ = Reader::new(&bytes).name();
        }
    }
}
