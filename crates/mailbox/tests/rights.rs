//! Every operation against every right: each needs exactly those of RFC 4314 §4.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use posthouse_blob::BlobStore;
use posthouse_engine::Engine;
use posthouse_engine::memory::Memory;
use posthouse_mailbox::{
    Account, AccountId, Clock, Doomed, EntryName, Error, Flags, Identity, MailboxName, NamedFlags, NewMessage, Reader,
    Rights, RightsChange, Store, StoreMode, Uid, UidSet,
};

const OWNER: AccountId = AccountId(1);
const READER: AccountId = AccountId(2);

/// What the reader tries with the mailbox "box", which has a message with every flag and one below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Try {
    Read,
    Append,
    StoreSeen,
    StoreDeleted,
    StoreFlagged,
    StoreKeyword,
    StoreNothingInParticular,
    Expunge,
    ExpungeExactly,
    CopyFrom,
    CopyInto,
    MoveFrom,
    MoveInto,
    CopyAcross,
    MoveAcross,
    CopyHere,
    Create,
    Delete,
    Rename,
    RenameInto,
    SetAcl,
    ReadAcl,
    Annotate,
    Subscribe,
}

const TRIES: [(Try, &str); 24] = [
    (Try::Read, "r"),
    (Try::Append, "i"),
    (Try::StoreSeen, "rs"),
    (Try::StoreDeleted, "rt"),
    (Try::StoreFlagged, "rw"),
    (Try::StoreKeyword, "rw"),
    (Try::StoreNothingInParticular, "r"),
    (Try::Expunge, "re"),
    (Try::ExpungeExactly, "rte"),
    (Try::CopyFrom, "r"),
    (Try::CopyInto, "i"),
    (Try::MoveFrom, "rte"),
    (Try::MoveInto, "i"),
    (Try::CopyAcross, "r"),
    (Try::MoveAcross, "rte"),
    (Try::CopyHere, "i"),
    (Try::Create, "k"),
    (Try::Delete, "x"),
    (Try::Rename, "x"),
    (Try::RenameInto, "k"),
    (Try::SetAcl, "a"),
    (Try::ReadAcl, "a"),
    (Try::Annotate, "lr"),
    (Try::Subscribe, ""),
];

struct World {
    store: Store,
    owner: Account,
    reader: Account,
    _bodies: tempfile::TempDir,
}

impl World {
    /// The mailbox "box" gives these rights to the reader, the mailbox "all" every right.
    async fn giving(rights: Rights) -> Self {
        let (engine, bodies): (Arc<dyn Engine>, _) = (Arc::new(Memory::new()), tempfile::tempdir().unwrap());
        let blobs = BlobStore::open(bodies.path(), Arc::clone(&engine), Default::default()).await.unwrap();
        let store = Store::new(engine, blobs, Clock::new(|| 1_700_000_000));
        let owner = store.account(OWNER).await.unwrap();
        for (mailbox, given) in [("box", rights), ("all", Rights::ALL)] {
            let id = owner.create(name(mailbox), None).await.unwrap();
            let mut message = message(&store).await;
            message.flags = named(Flags::SYSTEM);
            owner.append(id, vec![message]).await.unwrap();
            let to = Identity::Account(READER).into();
            owner.set_acl(id, to, RightsChange::Replace, given).await.unwrap();
        }
        let reader = owner.seen_by(Reader::new(READER, []));
        Self { store, owner, reader, _bodies: bodies }
    }

    async fn attempt(&self, what: Try) -> Result<(), Error> {
        let (there, here) = (&self.reader, self.store.account(READER).await.unwrap());
        let [inner, all] = ["box", "all"].map(|mailbox| self.owner.mailbox(&name(mailbox)).unwrap().id);
        let inbox = here.mailbox(&MailboxName::inbox()).unwrap().id;
        let store = async |mode, flags| there.store_flags(inner, every(), mode, flags, None).await.map(drop);
        let message = message(&self.store).await;
        match what {
            Try::Read => there.readable(&name("box")).map(|mailbox| assert_eq!(mailbox.exists(), 1)),
            Try::Append => there.append(inner, vec![message]).await.map(drop),
            Try::StoreSeen => store(StoreMode::Add, named(Flags::SEEN)).await,
            Try::StoreDeleted => store(StoreMode::Remove, named(Flags::DELETED)).await,
            Try::StoreFlagged => store(StoreMode::Add, named(Flags::FLAGGED)).await,
            Try::StoreKeyword => store(StoreMode::Add, keyword()).await,
            Try::StoreNothingInParticular => store(StoreMode::Add, NamedFlags::default()).await,
            Try::Expunge => there.expunge(inner, Doomed::Deleted).await.map(drop),
            Try::ExpungeExactly => there.expunge(inner, Doomed::Exactly(every())).await.map(drop),
            Try::CopyFrom => there.copy(inner, every(), all).await.map(drop),
            Try::CopyInto => there.copy(all, every(), inner).await.map(drop),
            Try::MoveFrom => there.move_messages(inner, every(), all).await.map(drop),
            Try::MoveInto => there.move_messages(all, every(), inner).await.map(drop),
            Try::CopyAcross => there.copy_to(inner, every(), &here, inbox).await.map(drop),
            Try::MoveAcross => there.move_to(inner, every(), &here, inbox).await.map(drop),
            Try::CopyHere => {
                here.append(inbox, vec![message]).await?;
                here.copy_to(inbox, every(), there, inner).await.map(drop)
            }
            Try::Create => there.create(name("box/new"), None).await.map(drop),
            Try::Delete => there.delete(name("box")).await,
            Try::Rename => there.rename(name("box"), name("all/box")).await,
            Try::RenameInto => there.rename(name("all"), name("box/all")).await,
            Try::SetAcl => {
                let to = Identity::Anyone.into();
                there.set_acl(inner, to, RightsChange::Add, Rights::LOOKUP).await
            }
            Try::ReadAcl => there.acl(&name("box")).map(drop),
            Try::Annotate => {
                let entry = EntryName::new("/shared/comment").unwrap();
                there.annotate(Some(inner), BTreeMap::from([(entry, Some((*b"x").into()))])).await
            }
            Try::Subscribe => there.subscribe(name("box")).await,
        }
    }
}

async fn message(store: &Store) -> NewMessage {
    let mut incoming = store.incoming();
    incoming.write(b"Subject: one\r\n\r\nbody\r\n").await.unwrap();
    NewMessage { arrived: incoming.finish().await.unwrap(), flags: NamedFlags::default(), internal_date: None }
}

fn name(text: &str) -> MailboxName {
    MailboxName::new(text).unwrap()
}

fn named(system: Flags) -> NamedFlags {
    NamedFlags { system, keywords: Vec::new() }
}

fn keyword() -> NamedFlags {
    NamedFlags { system: Flags::NONE, keywords: vec!["$Label".into()] }
}

fn every() -> UidSet {
    UidSet::range(Uid::MIN, Uid::MAX)
}

/// What the owner sees: names, and the flags of each message.
fn contents(account: &Account) -> Vec<(String, Vec<u128>)> {
    let flags = |mailbox: &posthouse_mailbox::Mailbox| mailbox.messages().map(|message| message.flags.0).collect();
    account.now().mailboxes().map(|mailbox| (mailbox.name.to_string(), flags(mailbox))).collect()
}

#[tokio::test]
async fn every_operation_needs_its_rights_and_no_others() {
    for (what, needed) in TRIES.into_iter().filter(|(what, _)| *what != Try::Subscribe) {
        let needed = Rights::from_letters(needed).unwrap();
        let world = World::giving(needed).await;
        world.attempt(what).await.unwrap_or_else(|error| panic!("{what:?} with {needed}: {error}"));
        for right in Rights::ALL.letters().filter_map(Rights::from_letter).filter(|right| needed.contains(*right)) {
            // Annotations ask for one of several rights beside l.
            if what == Try::Annotate && right == Rights::READ {
                continue;
            }
            let world = World::giving(!right).await;
            let before = (contents(&world.owner), world.owner.now());
            let refused = world.attempt(what).await;
            let hidden = right == Rights::LOOKUP;
            match refused {
                Err(Error::NoPermission) => {}
                Err(Error::NoSuchMailbox) if hidden => {}
                other => panic!("{what:?} without {right}: {other:?}"),
            }
            assert_eq!((contents(&world.owner), world.owner.now()), before, "{what:?} without {right}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_seen_is_not_there_for_any_operation() {
    for (what, _) in TRIES {
        let refused = World::giving(Rights::NONE).await.attempt(what).await;
        // What is made below a name, and subscribed to, is refused whether there is such a mailbox or not.
        let is_refused_anyhow = matches!(what, Try::Create | Try::RenameInto | Try::Subscribe);
        match refused {
            Err(Error::NoPermission) if is_refused_anyhow => {}
            Err(Error::NoSuchMailbox) => {}
            other => panic!("{what:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_copy_takes_the_flags_along_that_may_be_set() {
    let everything = Flags::SYSTEM;
    for (rights, kept) in [
        ("lri", Flags::NONE),
        ("lrit", Flags::DELETED),
        ("lriw", Flags::ANSWERED | Flags::FLAGGED | Flags::DRAFT),
        ("lriwt", everything & !Flags::SEEN),
    ] {
        let world = World::giving(Rights::from_letters(rights).unwrap()).await;
        let there = &world.reader;
        let [inner, all] = ["box", "all"].map(|mailbox| world.owner.mailbox(&name(mailbox)).unwrap().id);
        there.store_flags(all, every(), StoreMode::Add, keyword(), None).await.unwrap();
        there.copy(all, every(), inner).await.unwrap();
        let copy = *there.mailbox(&name("box")).unwrap().by_number(2).unwrap();
        let keywords = if rights.contains('w') { Flags::keyword(0) } else { Flags::NONE };
        assert_eq!(copy.flags, kept | keywords, "{rights}");
        // \Seen is each reader's own: the owner's goes with the message, the reader never had one.
        let owners = *world.owner.mailbox(&name("box")).unwrap().by_number(2).unwrap();
        assert_eq!(owners.flags, kept | keywords | Flags::SEEN, "{rights}");
    }
}

#[tokio::test]
async fn a_copy_is_as_seen_as_the_message_was_for_each_reader() {
    let seen = |account: &Account| {
        let mailbox = account.mailbox(&name("box")).unwrap();
        mailbox.by_number(2).unwrap().flags.contains(Flags::SEEN)
    };
    for (rights, expected) in [("lris", true), ("lri", false)] {
        let world = World::giving(Rights::from_letters(rights).unwrap()).await;
        let [inner, all] = ["box", "all"].map(|mailbox| world.owner.mailbox(&name(mailbox)).unwrap().id);
        let there = &world.reader;
        there.store_flags(all, every(), StoreMode::Add, named(Flags::SEEN), None).await.unwrap();
        world.owner.store_flags(all, every(), StoreMode::Remove, named(Flags::SEEN), None).await.unwrap();
        there.copy(all, every(), inner).await.unwrap();
        assert_eq!((seen(there), seen(&world.owner)), (expected, false), "{rights}");
    }
}
