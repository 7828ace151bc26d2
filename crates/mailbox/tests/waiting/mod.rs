//! What tests of waiting share.

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

/// Whether a future is not ready after everything else that can be done.
pub(crate) async fn is_held_up(future: &mut Pin<Box<impl Future>>) -> bool {
    for _ in 0..100 {
        if std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await {
            return false;
        }
        tokio::task::yield_now().await;
    }
    true
}
