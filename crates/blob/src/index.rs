//! The index in the engine: where each body is, and who refers to it.
//!
//! One row per body, `b` id → location, and one row per reference, `b` id owner → nothing. The row of a body is written
//! with its first reference and removed by the collector alone; adding and removing references never touches a row that
//! another owner needs, so that they do not contend.

use std::sync::Arc;

use posthouse_engine::{Batch, Engine, Error as EngineError, Key, Range, Value};

use crate::{BlobId, Error, Location};

/// The first byte of every key.
const SPACE: u8 = b'b';
const BODY_KEY: usize = 1 + 32;
const OWNER: usize = 16;
const REFERENCE_KEY: usize = BODY_KEY + OWNER;
/// How many rows are read at a time.
const PAGE: usize = 1024;

/// The rows of the bodies.
#[derive(Clone)]
pub(crate) struct Index {
    engine: Arc<dyn Engine>,
}

/// What the index knows of one body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) location: Option<Location>,
    pub(crate) referenced: bool,
}

/// One row, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Body(BlobId, Location),
    Reference(BlobId),
}

impl Index {
    pub(crate) fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine }
    }

    /// Where the body is.
    pub(crate) async fn location(&self, id: &BlobId) -> Result<Option<Location>, Error> {
        let value = self.engine.get(&body_key(id)).await?;
        value.map(|value| decode_location(&value)).transpose()
    }

    /// Some of those that refer to the body.
    pub(crate) async fn owners(&self, id: &BlobId) -> Result<Vec<[u8; OWNER]>, Error> {
        let rows = self.engine.range(Range::prefix(body_key(id)).limit(PAGE)).await?;
        let owner = |(key, _): &(Key, Value)| key.get(BODY_KEY..)?.try_into().ok();
        Ok(rows.iter().filter_map(owner).collect())
    }

    /// Which of the bodies are known, in the order of `ids`.
    pub(crate) async fn known(&self, ids: &[BlobId]) -> Result<Vec<bool>, Error> {
        let keys: Vec<Key> = ids.iter().map(body_key).collect();
        let values = self.engine.get_many(&keys).await?;
        Ok(values.iter().map(Option::is_some).collect())
    }

    /// Where the body is, and whether anybody refers to it.
    pub(crate) async fn entry(&self, id: &BlobId) -> Result<Entry, Error> {
        let rows = self.engine.range(Range::prefix(body_key(id)).limit(2)).await?;
        let body = rows.iter().find(|(key, _)| key.len() == BODY_KEY);
        let location = body.map(|(_, value)| decode_location(value)).transpose()?;
        Ok(Entry { location, referenced: rows.len() > usize::from(body.is_some()) })
    }

    /// Some rows from `start` on, and where to go on; no place to go on at the end.
    pub(crate) async fn page(&self, start: Key) -> Result<(Vec<Row>, Option<Key>), Error> {
        let range = Range { start, ..Range::prefix([SPACE]) };
        let rows = self.engine.range(range.limit(PAGE)).await?;
        let next = rows.last().filter(|_| rows.len() == PAGE).map(|(key, _)| after(key));
        let rows = rows.iter().map(decode_row).collect::<Result<_, _>>()?;
        Ok((rows, next))
    }

    /// Removes every row.
    pub(crate) async fn clear(&self) -> Result<(), Error> {
        loop {
            let rows = self.engine.range(Range::prefix([SPACE]).limit(PAGE)).await?;
            if rows.is_empty() {
                return Ok(());
            }
            let mut batch = Batch::new();
            rows.into_iter().for_each(|(key, _)| {
                batch.delete(key);
            });
            self.commit(batch).await?;
        }
    }

    /// Waits until every commit that was begun before has taken effect or failed, whether or not anybody waits for it.
    ///
    /// Whoever drops the future of a commit does not undo it, but lets go of the body: without this, a collector could
    /// find no reference, and one be made behind its back. An engine commits in the order in which it was asked.
    pub(crate) async fn settle(&self) -> Result<(), Error> {
        Ok(self.engine.commit(Batch::new()).await?)
    }

    /// Commits `batch`, if there is anything in it.
    pub(crate) async fn commit(&self, batch: Batch) -> Result<(), Error> {
        if batch.is_empty() {
            return Ok(());
        }
        Ok(self.engine.commit(batch).await?)
    }
}

/// Where the rows begin.
pub(crate) fn first_key() -> Key {
    vec![SPACE]
}

/// Says where a body is.
pub(crate) fn put_body(batch: &mut Batch, id: &BlobId, location: Location) {
    batch.put(body_key(id), location.encode());
}

/// Makes the batch fail if the body is not there any more.
pub(crate) fn require_body(batch: &mut Batch, id: &BlobId, location: Location) {
    batch.require_equals(body_key(id), location.encode());
}

/// Says that a body has moved.
pub(crate) fn move_body(batch: &mut Batch, id: &BlobId, from: Location, to: Location) {
    require_body(batch, id, from);
    put_body(batch, id, to);
}

/// Removes the row of a body.
pub(crate) fn delete_body(batch: &mut Batch, id: &BlobId, location: Location) {
    require_body(batch, id, location);
    batch.delete(body_key(id));
}

pub(crate) fn put_reference(batch: &mut Batch, id: &BlobId, owner: &[u8; OWNER]) {
    batch.put(reference_key(id, owner), Value::new());
}

pub(crate) fn delete_reference(batch: &mut Batch, id: &BlobId, owner: &[u8; OWNER]) {
    batch.delete(reference_key(id, owner));
}

fn body_key(id: &BlobId) -> Key {
    [&[SPACE], id.0.as_slice()].concat()
}

fn reference_key(id: &BlobId, owner: &[u8; OWNER]) -> Key {
    [&[SPACE], id.0.as_slice(), owner].concat()
}

/// The smallest key behind `key`.
fn after(key: &Key) -> Key {
    [key.as_slice(), &[0]].concat()
}

fn decode_location(value: &Value) -> Result<Location, Error> {
    Location::decode(value).ok_or_else(|| damaged("the row of a body has the wrong length"))
}

fn decode_row((key, value): &(Key, Value)) -> Result<Row, Error> {
    let id = key.get(1..BODY_KEY).and_then(|id| id.try_into().ok()).map(BlobId);
    match (key.len(), id) {
        (BODY_KEY, Some(id)) => Ok(Row::Body(id, decode_location(value)?)),
        (REFERENCE_KEY, Some(id)) => Ok(Row::Reference(id)),
        _ => Err(damaged("a row of the body index has a key of the wrong length")),
    }
}

fn damaged(what: &str) -> Error {
    Error::Engine(EngineError::Corrupt(what.to_owned()))
}
