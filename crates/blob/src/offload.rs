//! Work that would hold up the sessions of its thread.

use crate::Error;

/// Does `work` here, or, where it is `heavy`, on a thread that nobody else waits for.
pub(crate) async fn offload<T, W>(heavy: bool, work: W) -> Result<T, Error>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    if !heavy {
        return Ok(work());
    }
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Stopped)
}
