//! The reading statements, for every connection that reads.

use posthouse_engine::{Key, Order, Range, Value};
use rusqlite::{Connection, OptionalExtension, Result, Row};

pub(crate) fn get(connection: &Connection, key: &[u8]) -> Result<Option<Value>> {
    let mut select = connection.prepare_cached("SELECT value FROM kv WHERE key = ?1")?;
    select.query_row([key], |row| bytes(row, 0)).optional()
}

/// Reads `keys` in one transaction, so that all answers belong to one moment.
pub(crate) fn get_many_at_once(connection: &Connection, keys: &[Key]) -> Result<Vec<Option<Value>>> {
    let transaction = connection.unchecked_transaction()?;
    let values = get_many(&transaction, keys)?;
    transaction.commit()?;
    Ok(values)
}

/// Reads `keys` in the transaction that is open.
pub(crate) fn get_many(connection: &Connection, keys: &[Key]) -> Result<Vec<Option<Value>>> {
    keys.iter().map(|key| get(connection, key)).collect()
}

pub(crate) fn range(connection: &Connection, range: &Range) -> Result<Vec<(Key, Value)>> {
    let mut select = connection.prepare_cached(range_statement(range))?;
    let limit = i64::try_from(range.limit).unwrap_or(i64::MAX);
    let pair = |row: &Row<'_>| Ok((bytes(row, 0)?, bytes(row, 1)?));
    match &range.end {
        Some(end) => select.query_map((&range.start, limit, end), pair)?.collect(),
        None => select.query_map((&range.start, limit), pair)?.collect(),
    }
}

fn range_statement(range: &Range) -> &'static str {
    match (range.order, &range.end) {
        (Order::Ascending, Some(_)) => "SELECT key, value FROM kv WHERE key >= ?1 AND key < ?3 ORDER BY key LIMIT ?2",
        (Order::Ascending, None) => "SELECT key, value FROM kv WHERE key >= ?1 ORDER BY key LIMIT ?2",
        (Order::Descending, Some(_)) => {
            "SELECT key, value FROM kv WHERE key >= ?1 AND key < ?3 ORDER BY key DESC LIMIT ?2"
        }
        (Order::Descending, None) => "SELECT key, value FROM kv WHERE key >= ?1 ORDER BY key DESC LIMIT ?2",
    }
}

/// What SQLite finds damaged in the database, one line each; nothing when all is well.
pub(crate) fn integrity_check(connection: &Connection) -> Result<Vec<String>> {
    let mut check = connection.prepare("PRAGMA integrity_check")?;
    let lines: Vec<String> = check.query_map([], |row| row.get(0))?.collect::<Result<_>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

fn bytes(row: &Row<'_>, column: usize) -> Result<Vec<u8>> {
    Ok(row.get_ref(column)?.as_blob()?.to_vec())
}
