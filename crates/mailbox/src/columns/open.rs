//! The columns of the span that is not full yet: they are not kept, but stay in memory while their account is in use, as
//! the newest messages are what is looked at most.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::{Block, SPAN, SpanId, Wanted, make};
use crate::{Account, EmailId, Error};

/// How many octets of pieces stay in memory at the most; usual ones are a fifth of that.
const OCTETS: usize = 1 << 20;

/// What is in memory for one account.
#[derive(Debug, Default)]
pub(crate) struct Open(Mutex<Option<Known>>);

/// Columns of the emails from the beginning of a span to before `end`.
#[derive(Debug)]
struct Known {
    span: SpanId,
    end: EmailId,
    columns: Wanted,
    block: Arc<Block>,
}

impl Known {
    fn has(&self, span: SpanId, last: EmailId, wanted: Wanted) -> bool {
        self.span == span && last < self.end && self.columns.and(wanted) == self.columns
    }
}

impl Open {
    /// Gives the memory back.
    pub(crate) async fn clear(&self) {
        *self.0.lock().await = None;
    }
}

/// Columns of the emails of a span that have come, `last` among them. Who wants them at the same time waits for the same
/// work; what was wanted before is made along, as it will be again.
///
/// # Errors
/// Where the storage fails or a record is damaged.
pub(super) async fn columns(
    account: &Account,
    span: SpanId,
    last: EmailId,
    wanted: Wanted,
) -> Result<Arc<Block>, Error> {
    let mut known = account.open_columns().0.lock().await;
    if let Some(known) = known.as_ref().filter(|known| known.has(span, last, wanted)) {
        return Ok(Arc::clone(&known.block));
    }
    let end = account.next_email().min(EmailId((span.0 + 1) * SPAN));
    let emails: Vec<EmailId> = (span.emails().start.0..end.0).map(EmailId).collect();
    let columns = known.as_ref().map_or(wanted, |known| known.columns.and(wanted));
    let block = Arc::new(make::some(account, &emails, columns).await?);
    let stays = block.piece_octets() <= OCTETS;
    *known = stays.then(|| Known { span, end, columns, block: Arc::clone(&block) });
    Ok(block)
}
