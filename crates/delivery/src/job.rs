//! The rows of delivery jobs; `docs/storage-format.md`, section "Delivery jobs", lays them down byte by byte.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use posthouse_mailbox::{AccountId, BlobId};

/// The key space of delivery jobs.
const SPACE: u8 = b'd';

/// The version of the row's value.
const VERSION: u8 = 1;

/// Set in every job number, and in no account number: the owner of a body is either an email of an account or a row of a
/// job, and the first bit tells which.
const JOB_BIT: u64 = 1 << 63;

/// The random number of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct JobId(u64);

/// One account of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowKey {
    pub(crate) job: JobId,
    pub(crate) account: AccountId,
}

/// What the account is to receive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The body of the message.
    pub(crate) blob: BlobId,
    /// When it was received, in seconds since 1970.
    pub(crate) received: i64,
}

impl JobId {
    /// A number that no other job has; the commit of the job makes sure of it.
    pub(crate) fn random() -> Self {
        Self(RandomState::new().build_hasher().finish() | JOB_BIT)
    }
}

/// The beginning of every key.
pub(crate) fn all_rows() -> Vec<u8> {
    vec![SPACE]
}

impl RowKey {
    pub(crate) fn encode(self) -> Vec<u8> {
        [&[SPACE][..], &self.owner()].concat()
    }

    pub(crate) fn decode(key: &[u8]) -> Option<Self> {
        let (job, account) = key.strip_prefix(&[SPACE])?.split_first_chunk::<8>()?;
        let job = u64::from_be_bytes(*job);
        let account = u64::from_be_bytes(account.try_into().ok()?);
        (job & JOB_BIT != 0).then_some(Self { job: JobId(job), account: AccountId(account) })
    }

    /// Who refers to the body as long as the row is there.
    pub(crate) fn owner(self) -> [u8; 16] {
        (u128::from(self.job.0) << 64 | u128::from(self.account.0)).to_be_bytes()
    }
}

impl Row {
    pub(crate) fn encode(&self) -> Vec<u8> {
        [&[VERSION][..], &self.blob.0, &self.received.to_be_bytes()].concat()
    }

    pub(crate) fn decode(value: &[u8]) -> Option<Self> {
        let (blob, received) = value.strip_prefix(&[VERSION])?.split_first_chunk::<32>()?;
        Some(Self { blob: BlobId(*blob), received: i64::from_be_bytes(received.try_into().ok()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_have_the_documented_layout() {
        let key = RowKey { job: JobId(JOB_BIT | 0x0102), account: AccountId(7) };
        let row = Row { blob: BlobId([9; 32]), received: 0x0a0b };
        assert_eq!(key.encode(), b"d\x80\0\0\0\0\0\x01\x02\0\0\0\0\0\0\0\x07");
        assert_eq!(row.encode(), [&[1][..], &[9; 32], b"\0\0\0\0\0\0\x0a\x0b"].concat());
        assert_eq!(RowKey::decode(&key.encode()), Some(key));
        assert_eq!(Row::decode(&row.encode()), Some(row));
    }

    #[test]
    fn damaged_rows_are_none() {
        let row = Row { blob: BlobId([9; 32]), received: 1 }.encode();
        assert_eq!(Row::decode(&row[..40]), None);
        assert_eq!(Row::decode(&[&row[..], &[0]].concat()), None);
        assert_eq!(Row::decode(&[&[2], &row[1..]].concat()), None);
        assert_eq!(RowKey::decode(b"d\x80\0\0\0\0\0\x01\x02\0\0\0\0\0\0\0"), None);
        assert_eq!(RowKey::decode(b"d\0\0\0\0\0\0\x01\x02\0\0\0\0\0\0\0\x07"), None);
    }

    #[test]
    fn jobs_have_different_numbers() {
        assert_ne!(JobId::random(), JobId::random());
    }
}
