//! Messages that have come to another account and are still to leave this one.
//!
//! Two accounts have no commit in common. So the commit by which messages come to one writes a note of what is to leave
//! the other, and the commit by which that leaves removes the note. A note that is there is carried out before its
//! account is shown to anybody after a crash: each message is then in one of the two.

use posthouse_engine::{Batch, Key, Range, Value};

use crate::ops::leave::Leave;
use crate::record::{Damaged, Put, Reader, seal, unseal};
use crate::storage::Storage;
use crate::{Account, AccountId, Error, MailboxId, ModSeq, StorageError, Store, UidSet, keys};

const VERSION: u8 = 1;

/// What is to leave a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaving {
    pub(crate) mailbox: MailboxId,
    pub(crate) uids: UidSet,
}

impl Leaving {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut record = Vec::with_capacity(16);
        record.put_u8(VERSION);
        record.put_number(self.mailbox.0);
        record.put_uids(&self.uids);
        seal(record)
    }

    pub(crate) fn decode(record: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(unseal(record)?);
        if reader.u8()? != VERSION {
            return Err(Damaged("a note of a move, of an unknown version"));
        }
        let leaving = Self { mailbox: MailboxId(reader.number()?), uids: reader.uids()? };
        if reader.is_at_end() { Ok(leaving) } else { Err(Damaged("a note of a move is too long")) }
    }
}

/// What [`Store::finish_moves`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    /// Accounts from which everything has left that was moved.
    pub finished: u64,
    /// Notes of accounts that are no more.
    pub dropped: u64,
    /// Accounts with which it failed, or of which a note is damaged, each of them logged; a later call tries again.
    pub left: u64,
}

/// How far the moves out of an account are finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// Everything has left.
    All,
    /// Everything but what damaged notes would say.
    NotDamaged,
    /// There is no such account any more.
    NoAccount,
}

impl Store {
    /// Finishes the moves to other accounts whose second half failed. Call it at the start, and from time to time: it does
    /// no harm while messages are being moved.
    ///
    /// # Errors
    /// Where the notes cannot be read.
    pub async fn finish_moves(&self) -> Result<Finished, Error> {
        let mut done = Finished::default();
        let mut next = Some(AccountId(0));
        while let Some(from) = next {
            let range = Range::between(keys::leaving_from(from), keys::leaving_end());
            let rows = self.storage().engine.range(range.limit(1)).await?;
            let Some(source) = rows.first().and_then(|(key, _)| keys::parse_leaving(key)).map(|(source, ..)| source)
            else {
                return Ok(done);
            };
            self.finish_moves_from(source, &mut done).await;
            next = source.0.checked_add(1).map(AccountId);
        }
        Ok(done)
    }

    async fn finish_moves_from(&self, source: AccountId, done: &mut Finished) {
        match self.try_finish_moves_from(source).await {
            Ok(Settled::All) => done.finished += 1,
            Ok(Settled::NotDamaged) => done.left += 1,
            Ok(Settled::NoAccount) => done.dropped += 1,
            Err(error) => {
                done.left += 1;
                tracing::error!(account = %source, "a move to another account cannot be finished: {error}");
            }
        }
    }

    async fn try_finish_moves_from(&self, source: AccountId) -> Result<Settled, Error> {
        // Opening an account makes it.
        if self.storage().get(&keys::log(source, ModSeq(1))).await?.is_none() {
            return self.forget_moves_from(source).await.map(|()| Settled::NoAccount);
        }
        self.account(source).await?.settle().await
    }

    /// Removes the notes of an account that is no more.
    pub(crate) async fn forget_moves_from(&self, source: AccountId) -> Result<(), Error> {
        self.remove_rows(Range::prefix(keys::leaving_from(source)), |_, _, _| {}).await
    }
}

impl Account {
    /// Takes out what has been moved to other accounts and is still here.
    ///
    /// # Errors
    /// Where the storage fails.
    pub(crate) async fn settle(&self) -> Result<Settled, Error> {
        let mut settled = Settled::All;
        let mut range = Some(Range::prefix(keys::leaving_from(self.id())));
        while let Some(next) = range {
            let (rows, rest) = self.storage().page(next).await?;
            for (key, record) in rows {
                match Leaving::decode(&record) {
                    Ok(leaving) => self.leave(key, record, leaving).await?,
                    Err(error) => {
                        tracing::error!(account = %self.id(), "messages moved to another account stay here too: {error}");
                        settled = Settled::NotDamaged;
                    }
                }
            }
            range = rest;
        }
        Ok(settled)
    }

    /// Carries out a note. One that is gone has been.
    pub(crate) async fn leave(&self, key: Key, record: Value, leaving: Leaving) -> Result<(), Error> {
        let mut along = Batch::new();
        along.require_equals(key.clone(), record).delete(key.clone());
        match self.perform(Leave { leaving, along }).await {
            Err(Error::Conflict) if self.storage().get(&key).await?.is_none() => Ok(()),
            outcome => outcome,
        }
    }
}

/// Reports the notes of an account that cannot be carried out, or should not be.
pub(crate) async fn check(
    storage: &Storage,
    account: AccountId,
    report: &mut (dyn FnMut(String) + Send),
) -> Result<(), StorageError> {
    let mut range = Some(Range::prefix(keys::leaving_from(account)));
    while let Some(next) = range {
        let (rows, rest) = storage.page(next).await?;
        for (key, record) in rows {
            if let Some(problem) = problem(storage, &key, &record).await? {
                report(format!("account {account}: {problem}"));
            }
        }
        range = rest;
    }
    Ok(())
}

async fn problem(storage: &Storage, key: &[u8], record: &[u8]) -> Result<Option<String>, StorageError> {
    let Some((_, target, modseq)) = keys::parse_leaving(key) else {
        return Ok(Some("the key of a note of a move is malformed".into()));
    };
    if let Err(error) = Leaving::decode(record) {
        return Ok(Some(format!("a note of a move: {error}")));
    }
    let target_is_there = storage.get(&keys::log(target, ModSeq(1))).await?.is_some();
    let has_come = storage.get(&keys::log(target, modseq)).await?.is_some();
    let lost = || format!("a note says that messages were moved to account {target}, which never got them");
    Ok((target_is_there && !has_come).then(lost))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Uid;

    fn uid(number: u32) -> Uid {
        Uid::new(number).unwrap()
    }

    /// As it was first written.
    const FIRST: &[u8] = b"\x01\x07\x02\x03\x02\x04\x00";

    #[test]
    fn a_note_of_the_first_version_is_read() {
        let mut uids = UidSet::range(uid(3), uid(5));
        uids.insert(uid(9));
        let leaving = Leaving { mailbox: MailboxId(7), uids };
        assert_eq!(Leaving::decode(&seal(FIRST.to_vec())), Ok(leaving.clone()));
        assert_eq!(leaving.encode(), seal(FIRST.to_vec()));
    }

    #[test]
    fn notes_stand_by_their_account() {
        let key = keys::leaving(AccountId(1), AccountId(2), ModSeq(3));
        assert_eq!(key, b"m\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x03");
        assert_eq!(keys::parse_leaving(&key), Some((AccountId(1), AccountId(2), ModSeq(3))));
    }

    proptest! {
        #[test]
        fn damaged_notes_are_errors_not_panics(bytes: Vec<u8>) {
            let _ = Leaving::decode(&seal([&[VERSION][..], &bytes].concat()));
        }
    }
}
