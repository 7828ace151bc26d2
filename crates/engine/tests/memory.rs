//! The in-memory engine, and the failing one while it does not fail, do what every engine must.

use std::sync::Arc;

use posthouse_engine::conformance::{self, model};
use posthouse_engine::failing::{Failing, Plan};
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, Engine, Read};
use proptest::prelude::*;

#[tokio::test]
async fn memory_conforms() {
    conformance::run(|| async { Arc::new(Memory::new()) as Arc<dyn Engine> }).await;
}

#[tokio::test]
async fn failing_conforms_until_it_fails() {
    conformance::run(|| async { Arc::new(Failing::new(Plan::never())) as Arc<dyn Engine> }).await;
}

#[tokio::test]
async fn clones_share_and_forks_do_not() {
    let memory = Memory::new();
    let (clone, fork) = (memory.clone(), memory.fork());
    memory.commit(Batch::new().put("k", "v").clone()).await.unwrap();
    assert_eq!(clone.get(b"k").await.unwrap(), Some(b"v".to_vec()));
    assert!(fork.is_empty());
    assert_eq!(memory.len(), 1);
}

proptest! {
    #[test]
    fn memory_follows_the_model(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(model::follow(&Memory::new(), &model::steps(&bytes)));
    }
}
