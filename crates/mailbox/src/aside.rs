//! Work of the processor that would hold up others.

use crate::{Error, StorageError};

/// How many messages are dealt with in so short a time that nobody waits.
const FEW: usize = 2048;

/// Does work on `messages` messages; on a thread of its own, if they are many.
pub(crate) async fn work<T: Send + 'static>(
    messages: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    if messages <= FEW {
        return Ok(work());
    }
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| StorageError::from(error).into())
}

/// Lets go of what has to do with `messages` messages; on a thread of its own, if they are many, as freeing their memory
/// takes its time too.
pub(crate) fn let_go<T: Send + 'static>(messages: usize, what: T) {
    if messages > FEW {
        drop(tokio::task::spawn_blocking(move || drop(what)));
    }
}
