//! Many batches in one transaction.

use posthouse_engine::{Batch, Key, Precondition, Write};
use rusqlite::{Connection, OptionalExtension, Result, Statement};

/// What became of one batch of a group that was stored: `Err` is the key of its conflict.
pub(crate) type Outcome = std::result::Result<(), Key>;

/// Unlike `REPLACE`, this leaves the row where it is, and the index alone.
const PUT: &str = "INSERT INTO kv (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/// The writer's connection with its statements, prepared once.
pub(crate) struct Group<'c> {
    connection: &'c Connection,
    begin: Statement<'c>,
    commit: Statement<'c>,
    rollback: Statement<'c>,
    get: Statement<'c>,
    put: Statement<'c>,
    delete: Statement<'c>,
}

impl<'c> Group<'c> {
    pub(crate) fn prepare(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            connection,
            begin: connection.prepare("BEGIN IMMEDIATE")?,
            commit: connection.prepare("COMMIT")?,
            rollback: connection.prepare("ROLLBACK")?,
            get: connection.prepare("SELECT value FROM kv WHERE key = ?1")?,
            put: connection.prepare(PUT)?,
            delete: connection.prepare("DELETE FROM kv WHERE key = ?1")?,
        })
    }

    /// Begins a transaction. An error here is nobody's fault in the group.
    pub(crate) fn begin(&mut self) -> Result<()> {
        if !self.connection.is_autocommit() {
            self.rollback.execute([])?;
        }
        self.begin.execute([])?;
        Ok(())
    }

    /// Stores `batches` in order, each whole or, where a precondition fails, not at all, and ends the transaction.
    /// On an error none is stored.
    pub(crate) fn store<'b>(&mut self, batches: impl Iterator<Item = &'b Batch>) -> Result<Vec<Outcome>> {
        let stored = self.apply_all(batches).and_then(|outcomes| {
            self.commit.execute([])?;
            Ok(outcomes)
        });
        if stored.is_err() && !self.connection.is_autocommit() {
            // If this fails too, the next group begins with it, and says so to its callers.
            let _failed_again = self.rollback.execute([]);
        }
        stored
    }

    fn apply_all<'b>(&mut self, batches: impl Iterator<Item = &'b Batch>) -> Result<Vec<Outcome>> {
        batches.map(|batch| self.apply(batch)).collect()
    }

    /// Checks everything before it writes anything, so that a conflict leaves nothing to undo.
    fn apply(&mut self, batch: &Batch) -> Result<Outcome> {
        for precondition in &batch.preconditions {
            if !self.holds(precondition)? {
                return Ok(Err(key_of(precondition).clone()));
            }
        }
        for write in &batch.writes {
            match write {
                Write::Put(key, value) => self.put.execute((key, value))?,
                Write::Delete(key) => self.delete.execute([key])?,
            };
        }
        Ok(Ok(()))
    }

    fn holds(&mut self, precondition: &Precondition) -> Result<bool> {
        match precondition {
            Precondition::Absent(key) => Ok(!self.get.exists([key])?),
            Precondition::Equals(key, value) => {
                let equal = self.get.query_row([key], |row| Ok(row.get_ref(0)?.as_blob()? == value.as_slice()));
                Ok(equal.optional()?.unwrap_or(false))
            }
        }
    }
}

fn key_of(precondition: &Precondition) -> &Key {
    match precondition {
        Precondition::Absent(key) | Precondition::Equals(key, _) => key,
    }
}
