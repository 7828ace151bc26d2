//! Several commits at once.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::{commit, conflict, everything, get, keys, puts};
use crate::{Batch, BoxFuture, CommitError, Engine};

const RACERS: usize = 64;

pub(super) async fn run<F, Fut>(make: &F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Arc<dyn Engine>>,
{
    one_racer_wins(&*make().await).await;
    a_counter_loses_no_step(&*make().await).await;
    a_conflict_leaves_its_neighbours_alone(&*make().await).await;
    a_dropped_future_does_not_undo(&*make().await).await;
    answered_means_visible(&*make().await).await;
}

async fn one_racer_wins(engine: &dyn Engine) {
    let racers = (0..RACERS).map(|racer| {
        let name = racer.to_string();
        let mut batch = Batch::new();
        batch.require_absent("prize").put("prize", name.clone()).put(format!("was here {name}"), name);
        engine.commit(batch)
    });
    let results = all(racers.collect()).await;
    let winners: Vec<usize> = (0..RACERS).filter(|&racer| results[racer].is_ok()).collect();
    assert_eq!(winners.len(), 1, "exactly one racer wins");
    assert!(results.iter().all(|result| matches!(result, Ok(()) | Err(CommitError::Conflict { .. }))));
    let winner = winners[0].to_string().into_bytes();
    assert_eq!(get(engine, "prize").await, Some(winner));
    assert_eq!(keys(engine, everything()).await.len(), 2, "losers leave nothing");
}

async fn a_counter_loses_no_step(engine: &dyn Engine) {
    let steps = 8;
    let workers = (0..8).map(|_| Box::pin(count_up(engine, steps)) as BoxFuture<'_, ()>);
    all(workers.collect()).await;
    assert_eq!(read_counter(engine).await, 8 * steps);
}

/// Adds 1 `steps` times, again whenever another worker was faster.
async fn count_up(engine: &dyn Engine, steps: u64) {
    let mut done = 0;
    while done < steps {
        let seen = read_counter(engine).await;
        let mut batch = Batch::new();
        match seen {
            0 => batch.require_absent("counter"),
            seen => batch.require_equals("counter", seen.to_be_bytes()),
        };
        batch.put("counter", (seen + 1).to_be_bytes());
        match engine.commit(batch).await {
            Ok(()) => done += 1,
            Err(CommitError::Conflict { .. }) => {}
            Err(error) => panic!("the commit failed: {error}"),
        }
    }
}

async fn read_counter(engine: &dyn Engine) -> u64 {
    let value = get(engine, "counter").await;
    value.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().expect("a counter has 8 bytes")))
}

async fn a_conflict_leaves_its_neighbours_alone(engine: &dyn Engine) {
    commit(engine, puts([("taken", "")])).await;
    let batches = (0..RACERS).map(|number| {
        let mut batch = puts([(format!("{number:02}"), "")]);
        if number % 3 == 0 {
            batch.require_absent("taken");
        }
        engine.commit(batch)
    });
    let results = all(batches.collect()).await;
    for (number, result) in results.iter().enumerate() {
        let stored = get(engine, format!("{number:02}")).await.is_some();
        assert_eq!((result.is_ok(), stored), (number % 3 != 0, number % 3 != 0), "batch {number}");
    }
}

async fn a_dropped_future_does_not_undo(engine: &dyn Engine) {
    let mut pending = engine.commit(puts([("dropped 1", ""), ("dropped 2", "")]));
    poll_fn(|context| Poll::Ready(pending.as_mut().poll(context).is_ready())).await;
    drop(pending);
    commit(engine, puts([("later", "")])).await;
    assert_eq!(keys(engine, everything()).await.len(), 3, "a commit that was begun is finished");
}

async fn answered_means_visible(engine: &dyn Engine) {
    for number in 0..100u32 {
        commit(engine, puts([("k", number.to_be_bytes())])).await;
        assert_eq!(get(engine, "k").await, Some(number.to_be_bytes().to_vec()));
    }
    let stale = Batch::new().require_equals("k", 98u32.to_be_bytes()).clone();
    assert_eq!(conflict(engine, stale).await, b"k");
}

/// Drives all futures side by side and returns their results in order.
async fn all<T>(futures: Vec<BoxFuture<'_, T>>) -> Vec<T> {
    let mut racing: Vec<Racing<'_, T>> = futures.into_iter().map(Racing::Running).collect();
    poll_fn(|context| {
        let waiting = racing.iter_mut().filter_map(|future| future.advance(context)).count();
        if waiting == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    racing.into_iter().filter_map(Racing::result).collect()
}

enum Racing<'a, T> {
    Running(BoxFuture<'a, T>),
    Done(T),
}

impl<T> Racing<'_, T> {
    /// Polls once; `Some` while there is something to wait for.
    fn advance(&mut self, context: &mut Context<'_>) -> Option<()> {
        let Self::Running(future) = self else { return None };
        match Pin::new(future).poll(context) {
            Poll::Pending => Some(()),
            Poll::Ready(result) => {
                *self = Self::Done(result);
                None
            }
        }
    }

    fn result(self) -> Option<T> {
        match self {
            Self::Running(_) => None,
            Self::Done(result) => Some(result),
        }
    }
}
