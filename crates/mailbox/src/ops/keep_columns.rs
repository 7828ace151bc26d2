//! Writing columns down, so that they need not be made again. Nothing happens in the account.

use posthouse_engine::Batch;

use super::{Context, Decision, Operation};
use crate::columns::{Column, SpanId};
use crate::{Error, State, keys};

/// Keeps columns of spans that are full. To do it again changes nothing.
pub(crate) struct KeepColumns {
    pub(crate) records: Vec<(SpanId, Column, Vec<u8>)>,
}

impl Operation for KeepColumns {
    type Outcome = ();

    fn decide(&self, _: &State, context: Context) -> Result<Decision<()>, Error> {
        let mut writes = Batch::new();
        for (span, column, record) in &self.records {
            writes.put(keys::column(context.account, *column, *span), record.clone());
        }
        Ok(Decision { events: Vec::new(), writes, outcome: () })
    }
}
