//! Which accounts have given rights to whom: an index beside the accounts, so that somebody who looks for mailboxes of
//! others asks no account for them, and an account that has given it nothing is, to it, as one that is not there.

use std::collections::BTreeSet;

use posthouse_engine::{Batch, Range};

use crate::event::Event;
use crate::{
    AccountId, Error, Identifier, Identity, MailboxId, Reader, Rights, ShareWatch, State, StorageError, Store, keys,
};

/// The index rows that events change. What they take away is noted before they happen, what they give afterwards.
#[derive(Default)]
pub(crate) struct Shares {
    gone: Vec<(Identity, MailboxId)>,
    created: Vec<MailboxId>,
    set: Vec<(Identifier, MailboxId, Rights)>,
}

impl Shares {
    pub(crate) fn before(state: &State, events: &[Event]) -> Self {
        let mut shares = Self::default();
        for event in events {
            match event {
                Event::MailboxCreated { id, .. } => shares.created.push(*id),
                Event::MailboxDeleted { id } => shares.gone.extend(given(state, *id)),
                Event::RightsSet { mailbox, identifier, rights } => shares.set.push((*identifier, *mailbox, *rights)),
                _ => {}
            }
        }
        shares
    }

    /// Says whether somebody was given a right.
    pub(crate) fn write(self, batch: &mut Batch, account: AccountId, after: &State) -> bool {
        let mut gives = false;
        for (identity, mailbox) in self.gone {
            batch.delete(keys::share(identity, account, mailbox));
        }
        for id in self.created {
            for (identity, mailbox) in given(after, id) {
                batch.put(keys::share(identity, account, mailbox), Vec::new());
                gives = true;
            }
        }
        for (identifier, mailbox, rights) in self.set.into_iter().filter(|(identifier, ..)| !identifier.negative) {
            let key = keys::share(identifier.identity, account, mailbox);
            gives |= !rights.is_empty();
            _ = if rights.is_empty() { batch.delete(key) } else { batch.put(key, Vec::new()) };
        }
        gives
    }
}

/// To whom a mailbox gives rights.
pub(crate) fn given(state: &State, id: MailboxId) -> impl Iterator<Item = (Identity, MailboxId)> {
    let entries = state.by_id(id).into_iter().flat_map(|mailbox| mailbox.acl().entries());
    let positive = entries.filter(|(identifier, _)| !identifier.negative);
    positive.map(move |(identifier, _)| (identifier.identity, id))
}

impl Store {
    /// The accounts that have given a right to this reader, ascending, without its own. Others are, to it, not there.
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn shared_with(&self, reader: &Reader) -> Result<Vec<AccountId>, StorageError> {
        let mut owners = BTreeSet::new();
        for identity in reader.identities() {
            let end = keys::shares_behind(identity);
            let mut range = Some(Range::between(keys::shares_with(identity, AccountId(0)), end.clone()));
            while let Some(next) = range {
                let (rows, rest) = self.storage().page(next).await?;
                owners.extend(rows.iter().filter_map(|(key, _)| keys::parse_share(key)).map(|(_, owner, _)| owner));
                let last = rows.last().and_then(|(key, _)| keys::parse_share(key));
                // An owner of many mailboxes is read no further than a page.
                let behind = last.and_then(|(_, owner, _)| owner.0.checked_add(1)).map(AccountId);
                range = rest.and(behind).map(|next| Range::between(keys::shares_with(identity, next), end.clone()));
            }
        }
        owners.remove(&reader.account());
        Ok(owners.into_iter().collect())
    }

    /// Whether an account, which is not the reader's own, has given it a right. Asks the same of one that is not there.
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn is_shared_with(&self, owner: AccountId, reader: &Reader) -> Result<bool, StorageError> {
        let mut gives = false;
        for identity in reader.identities() {
            let given = Range::prefix(keys::shares_with(identity, owner)).limit(1);
            gives |= !self.storage().engine.range(given).await?.is_empty();
        }
        Ok(gives && owner != reader.account())
    }

    /// Tells when somebody is given a right from now on, so that [`Store::shared_with`] may name one account more.
    #[must_use]
    pub fn watch_shares(&self) -> ShareWatch {
        ShareWatch::new(self.storage().given.subscribe())
    }

    /// Removes what an account has given; what it was given is harmless, since its number is never used again.
    pub(crate) async fn forget_shares_of(&self, account: AccountId) -> Result<(), Error> {
        let mut range = Some(Range::prefix(keys::all_shares()));
        while let Some(next) = range {
            let (rows, rest) = self.storage().page(next).await?;
            let mut batch = Batch::new();
            for (key, _) in rows {
                if keys::parse_share(&key).is_some_and(|(_, owner, _)| owner == account) {
                    batch.delete(key);
                }
            }
            if !batch.is_empty() {
                self.storage().engine.commit(batch).await?;
            }
            range = rest;
        }
        Ok(())
    }
}
