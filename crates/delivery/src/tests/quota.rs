//! Delivery to accounts that are full.

use std::sync::Arc;

use super::world::{MESSAGE, World, base, process};
use crate::Error;
use posthouse_mailbox::{AccountId, PerResource, Quota};

async fn limit(world: &World, account: AccountId, most: u64) {
    let quota = PerResource { storage: Some(Quota::AtMost(most)), ..PerResource::default() };
    world.store.account(account).await.unwrap().set_quota(quota).await.unwrap();
}

#[test]
fn the_full_are_named_before_and_what_was_accepted_arrives() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, accounts) = base(folder.path());
    let [alice, bob, carol] = accounts[..] else { unreachable!() };
    process(async {
        let world = World::open(Arc::new(memory), folder.path()).await.unwrap();
        let octets = MESSAGE.len() as u64;
        limit(&world, bob, octets - 1).await;
        limit(&world, carol, octets).await;
        world.delivery.admit(&[alice, carol], octets).await.unwrap();
        assert!(matches!(world.delivery.admit(&accounts, octets).await, Err(Error::OverQuota)));

        let message = world.arrive().await.unwrap();
        assert!(matches!(world.delivery.deliver_all(&message, &[bob, bob]).await, Err(Error::OverQuota)));
        let outcomes = world.delivery.deliver_each(&message, &accounts).await;
        assert!(matches!(outcomes[..], [Ok(()), Err(Error::OverQuota), Ok(())]));
        assert_eq!(world.counts(&accounts).await, [1, 0, 1]);

        world.delivery.deliver_all(&message, &accounts).await.unwrap();
        assert_eq!(world.counts(&accounts).await, [2, 1, 2]);
        assert!(matches!(world.delivery.admit(&[carol], 1).await, Err(Error::OverQuota)));
    });
}
