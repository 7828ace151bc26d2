//! From storage to state: the snapshot, then the log behind it.

use posthouse_engine::Range;

use crate::event::EventBatch;
use crate::snapshot::{self, Stored};
use crate::state::State;
use crate::storage::Storage;
use crate::{AccountId, ModSeq, StorageError, keys};

/// An account as it was found in storage.
pub(crate) struct Loaded {
    pub(crate) state: State,
    pub(crate) snapshot: Stored,
}

/// Reads an account; one that has no record yet is empty.
pub(crate) async fn load(storage: &Storage, account: AccountId) -> Result<Loaded, StorageError> {
    let (state, snapshot) = match read_snapshot(storage, account).await {
        Err(StorageError::Corrupt(why)) => without_snapshot(storage, account, &why).await?,
        read => read?,
    };
    let state = replay(storage, account, state).await?;
    Ok(Loaded { state, snapshot })
}

/// A snapshot is a cache. Where it cannot be used, the log says everything, and the next one replaces every chunk.
async fn without_snapshot(storage: &Storage, account: AccountId, why: &str) -> Result<(State, Stored), StorageError> {
    tracing::warn!(%account, "the snapshot is not usable, the whole log is read: {why}");
    let mut stored = Stored::default();
    let mut range = Some(Range::prefix(keys::snapshot_chunks(account)));
    while let Some(next) = range {
        let (rows, rest) = storage.page(next).await?;
        stored.chunks.extend(rows.iter().filter_map(|(key, _)| keys::parse_snapshot_chunk(account, key)));
        range = rest;
    }
    let mut range = Some(Range::prefix(keys::snapshot_seen(account)));
    while let Some(next) = range {
        let (rows, rest) = storage.page(next).await?;
        stored.seen.extend(rows.iter().filter_map(|(key, _)| keys::parse_snapshot_seen_chunk(account, key)));
        range = rest;
    }
    Ok((State::default(), stored))
}

/// The state that the snapshot holds; the beginning of all where there is none.
pub(crate) async fn read_snapshot(storage: &Storage, account: AccountId) -> Result<(State, Stored), StorageError> {
    let Some(head) = storage.get(&keys::snapshot_head(account)).await? else {
        return Ok(Default::default());
    };
    let mut state = snapshot::decode_head(&head)?;
    let mut stored = Stored { modseq: state.modseq, ..Stored::default() };
    let mut range = Some(Range::prefix(keys::snapshot_chunks(account)));
    while let Some(next) = range {
        let (rows, rest) = storage.page(next).await?;
        for (key, record) in rows {
            let (mailbox, index) = keys::parse_snapshot_chunk(account, &key)
                .ok_or_else(|| StorageError::Corrupt("a snapshot key is malformed".into()))?;
            snapshot::add_chunk(&mut state, mailbox, index, &record)?;
            stored.chunks.insert((mailbox, index));
        }
        range = rest;
    }
    read_seen(storage, account, &mut state, &mut stored).await?;
    Ok((state, stored))
}

async fn read_seen(
    storage: &Storage,
    account: AccountId,
    state: &mut State,
    stored: &mut Stored,
) -> Result<(), StorageError> {
    let mut range = Some(Range::prefix(keys::snapshot_seen(account)));
    while let Some(next) = range {
        let (rows, rest) = storage.page(next).await?;
        for (key, record) in rows {
            let place = keys::parse_snapshot_seen_chunk(account, &key)
                .ok_or_else(|| StorageError::Corrupt("a snapshot key is malformed".into()))?;
            snapshot::add_seen(state, place, &record)?;
            stored.seen.insert(place);
        }
        range = rest;
    }
    Ok(())
}

/// Folds the log entries behind `state` into it. They must be there without a gap.
pub(crate) async fn replay(storage: &Storage, account: AccountId, state: State) -> Result<State, StorageError> {
    let mut state = state;
    let mut range = Some(Range::between(keys::log(account, state.modseq.next()), keys::log_end(account)));
    while let Some(next) = range {
        let (rows, rest) = storage.page(next).await?;
        for (key, record) in rows {
            let expected = state.modseq.next();
            if key != keys::log(account, expected) {
                return Err(StorageError::Corrupt(format!("account {account}: log entry {expected} is missing")));
            }
            state = fold(account, state, expected, &record)?;
        }
        range = rest;
    }
    Ok(state)
}

fn fold(account: AccountId, state: State, modseq: ModSeq, record: &[u8]) -> Result<State, StorageError> {
    let corrupt = |why: String| StorageError::Corrupt(format!("account {account}, log entry {modseq}: {why}"));
    let batch = EventBatch::decode(record).map_err(|error| corrupt(error.to_string()))?;
    Ok(state.apply(&batch).map_err(|error| corrupt(error.to_string()))?.state)
}
