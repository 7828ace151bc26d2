//! Messages that come into the selected mailbox are fetched for the client, as it has asked by NOTIFY (RFC 5465 §5.2) or
//! for the results of a search (RFC 5465 §7). None of them becomes `\\Seen` by it.

use posthouse_imap_wire::command::FetchItem;
use posthouse_mailbox::{Uid, UidSet};

use crate::error::Error;
use crate::fetch::{self, Request};
use crate::output::Output;
use crate::state::Selected;
use crate::sync::Telling;

impl Selected {
    /// Tells the client what has happened in its mailbox, and what it wants to know of messages that have come.
    ///
    /// # Errors
    /// Where the session must end.
    pub(crate) async fn tell(&mut self, telling: Telling<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        self.sync(telling, out).await?;
        let first = std::mem::replace(&mut self.unfetched, self.view.mailbox.uid_next);
        let fetched = std::mem::take(&mut self.fetched);
        if first == self.unfetched || self.items_of_arrivals().is_empty() {
            return Ok(());
        }
        let arrived = self.view.mailbox.between(first, Uid::MAX).map(|(_, message)| message.uid);
        let arrived: UidSet = arrived.filter(|uid| !fetched.contains(*uid)).collect();
        self.fetch_arrivals(&arrived, Vec::new(), out).await
    }

    /// Messages that the client knows now are not fetched for it.
    pub(crate) fn skip_arrivals(&mut self) {
        self.unfetched = self.view.mailbox.uid_next;
    }

    /// Fetches new results of searches, with everything that is to be fetched of them, so that none is fetched twice.
    ///
    /// # Errors
    /// As [`Selected::tell`].
    pub(crate) async fn fetch_results(
        &mut self,
        results: UidSet,
        items: Vec<FetchItem>,
        out: &mut Output<'_>,
    ) -> Result<(), Error> {
        if !results.is_empty() {
            self.fetch_arrivals(&results, items, out).await?;
            results.ranges().for_each(|(first, last)| self.fetched.insert_range(first, last));
        }
        Ok(())
    }

    /// Fetches these messages, but those that the client has put there itself. What cannot be read is for the log.
    async fn fetch_arrivals(&self, arrived: &UidSet, items: Vec<FetchItem>, out: &mut Output<'_>) -> Result<(), Error> {
        let own = self.user.own.as_ref().and_then(|own| own.added_to(self.account.id(), self.view.mailbox.id));
        let messages = own.map_or_else(|| arrived.clone(), |own| arrived.without(own));
        let request = Request {
            account: &self.account,
            view: &self.view,
            messages: &messages,
            items: &[&items[..], self.items_of_arrivals()].concat(),
            newly_seen: &UidSet::new(),
            enabled: self.user.enabled,
        };
        match Box::pin(fetch::run(request, out)).await {
            Err(error @ (Error::Connection(_) | Error::End(_))) => Err(error),
            Err(error) => {
                tracing::warn!("messages that have come cannot be told of in full: {error}");
                Ok(())
            }
            Ok(_) => Ok(()),
        }
    }

    /// What NOTIFY asks for of every message that comes.
    fn items_of_arrivals(&self) -> &[FetchItem] {
        let selected = self.user.notify.as_deref().and_then(|notify| notify.selected.as_ref());
        selected.map_or(&[], |selected| &selected.items)
    }
}
