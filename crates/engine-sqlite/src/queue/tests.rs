use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::*;

/// Polls once.
fn now<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

fn taken(queue: &Queue<u32>, weight: u32) -> Vec<u32> {
    let mut taken = Vec::new();
    queue.take(weight, &mut taken);
    taken
}

#[test]
fn takes_in_order_and_up_to_the_weight() {
    let queue = Queue::new(100);
    for item in 1..=5 {
        now(queue.push(item, 10)).unwrap().unwrap();
    }
    assert_eq!(taken(&queue, 25), [1, 2]);
    assert_eq!(taken(&queue, 1), [3], "at least one");
    assert_eq!(taken(&queue, 1000), [4, 5]);
}

#[test]
fn a_full_queue_makes_callers_wait() {
    let queue = Queue::new(10);
    now(queue.push(1, 8)).unwrap().unwrap();
    let mut waiting = Box::pin(queue.push(2, 3));
    let mut context = Context::from_waker(Waker::noop());
    assert!(waiting.as_mut().poll(&mut context).is_pending());
    assert_eq!(taken(&queue, 100), [1]);
    assert!(waiting.as_mut().poll(&mut context).is_ready());
    assert_eq!(taken(&queue, 100), [2]);
}

#[test]
fn what_is_too_heavy_still_passes_alone() {
    let queue = Queue::new(10);
    now(queue.push(1, u32::MAX)).unwrap().unwrap();
    assert!(now(queue.push(2, 1)).is_none());
    assert_eq!(taken(&queue, 10), [1]);
    now(queue.push(2, 1)).unwrap().unwrap();
}

#[test]
fn a_closed_queue_is_drained_and_takes_nothing() {
    let queue = Queue::new(10);
    now(queue.push(1, 1)).unwrap().unwrap();
    queue.close();
    assert!(now(queue.push(2, 1)).unwrap().is_err());
    assert_eq!(taken(&queue, 10), [1]);
    assert!(!queue.take(10, &mut Vec::new()));
}

#[test]
fn an_item_wakes_a_sleeping_thread() {
    let queue = Arc::new(Queue::new(10));
    let thread = std::thread::spawn({
        let queue = Arc::clone(&queue);
        move || taken(&queue, 10)
    });
    while queue.state().sleepers == 0 {
        std::thread::yield_now();
    }
    now(queue.push(7, 1)).unwrap().unwrap();
    assert_eq!(thread.join().unwrap(), [7]);
}

#[test]
fn a_thread_that_dies_leaves_nobody_waiting() {
    let queue = Arc::new(Queue::new(10));
    now(queue.push(1, 1)).unwrap().unwrap();
    now(queue.push(2, 1)).unwrap().unwrap();
    let thread = std::thread::spawn({
        let queue = Arc::clone(&queue);
        move || {
            let _guard = AbandonOnPanic(&queue);
            taken(&queue, 1);
            panic!("on purpose");
        }
    });
    assert!(thread.join().is_err());
    assert!(queue.state().waiting.is_empty());
    assert!(now(queue.push(3, 1)).unwrap().is_err());
}
