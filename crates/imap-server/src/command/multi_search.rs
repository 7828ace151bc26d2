//! ESEARCH, a search of several mailboxes (RFC 7377).
//!
//! The selected mailbox is searched as its client knows it, all others as they are.

use std::sync::Arc;

use posthouse_imap_wire::command::MultiSearch;
use posthouse_imap_wire::{MailboxFilter, Numbering, Tag, TextMode};
use posthouse_mailbox::search::search;
use posthouse_mailbox::{Account, Mailbox, MailboxName, Rights, UidSet};

use crate::answer::Done;
use crate::error::{Error, Refusal};
use crate::others::Neighbour;
use crate::output::Output;
use crate::place::Prefix;
use crate::query;
use crate::relevancy;
use crate::results::{self, Results};
use crate::session::Session;
use crate::sources::Filters;
use crate::state::{Access, Selected, State, User};
use crate::updates::Wanted;
use crate::view::View;

pub(super) async fn run(session: &mut Session<'_>, tag: &Tag, arguments: MultiSearch) -> Result<Done, Error> {
    check(&session.state, tag, &arguments)?;
    if arguments.key.has_mod_seq() {
        session.state.enable_condstore(session.out.buffer());
    }
    let outcome = answer(session, tag, &arguments).await;
    empty_saved(&mut session.state, &arguments, &outcome);
    outcome.map(|()| Done::Plain)
}

async fn answer(session: &mut Session<'_>, tag: &Tag, arguments: &MultiSearch) -> Result<(), Error> {
    let user = session.state.user()?;
    let mode = user.enabled.text_mode();
    let neighbours = neighbours(user).await?;
    let sources = Sources::of(&arguments.sources);
    let targets = sources.mailboxes(user, &neighbours);
    if targets.len() > session.context.config.limits.searched_mailboxes {
        return Err(Refusal::TooManyMailboxes.into());
    }
    let search = MailboxSearch { tag, arguments, mode };
    let (selected, others) = split(&session.state, targets, &sources);
    for target in others {
        search.other(&target, &mut session.out).await?;
    }
    match &mut session.state {
        State::Selected(open) if selected => {
            let name = name_of(open, &neighbours);
            search.selected(open, name, &mut session.out).await
        }
        State::Selected(open) if arguments.returns.update => {
            open.refuse_update(tag, session.out.buffer());
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The accounts with mailboxes that the user may see, its own first.
async fn neighbours(user: &User) -> Result<Vec<Neighbour>, Error> {
    let own = Neighbour { account: user.account.clone(), prefix: Prefix::default() };
    let others = user.others.all().await?;
    Ok(std::iter::once(own).chain(others).collect())
}

/// Whether the selected mailbox is searched, and the mailboxes that are searched beside it.
fn split(state: &State, mut targets: Vec<Target>, sources: &Sources) -> (bool, Vec<Target>) {
    let State::Selected(open) = state else { return (false, targets) };
    let count = targets.len();
    targets.retain(|target| (target.account.id(), target.mailbox.id) != (open.account.id(), open.view.mailbox.id));
    (sources.selected || targets.len() < count, targets)
}

/// What the client calls the selected mailbox.
fn name_of(open: &Selected, neighbours: &[Neighbour]) -> MailboxName {
    let name = &open.view.mailbox.name;
    let whose = neighbours.iter().find(|neighbour| neighbour.account.id() == open.account.id());
    whose.and_then(|neighbour| neighbour.prefix.full_name(name)).unwrap_or_else(|| name.clone())
}

/// What cannot be asked for, or not in this state (RFC 7377 §2.2).
fn check(state: &State, tag: &Tag, arguments: &MultiSearch) -> Result<(), Error> {
    relevancy::check(arguments.returns.relevancy, &arguments.key)?;
    let State::Selected(selected) = state else {
        let needs_selected = Sources::of(&arguments.sources).selected || arguments.returns.update;
        return if needs_selected { Err(Error::ClientBug("Select a mailbox first")) } else { Ok(()) };
    };
    if arguments.returns.save && arguments.sources.iter().any(|source| *source != MailboxFilter::Selected) {
        return Err(Error::ClientBug("SAVE is for a search of the selected mailbox alone"));
    }
    super::search::check_tag(selected, tag, arguments.returns)
}

/// RFC 5182 §2.1: NO empties the variable.
fn empty_saved(state: &mut State, arguments: &MultiSearch, outcome: &Result<(), Error>) {
    if let (State::Selected(selected), Err(error), true) = (state, outcome, arguments.returns.save)
        && !error.is_bad()
    {
        selected.view.saved = UidSet::new();
    }
}

/// Which mailboxes are searched.
struct Sources {
    selected: bool,
    others: Filters<How>,
}

impl Sources {
    /// Without any, the selected mailbox (RFC 7377 §2.2).
    fn of(filters: &[MailboxFilter]) -> Self {
        let selected = filters.is_empty() || filters.contains(&MailboxFilter::Selected);
        let mut others = Filters::default();
        filters.iter().for_each(|filter| others.add(filter, How::of(filter)));
        Self { selected, others }
    }

    /// The mailboxes that have a name, each once.
    fn mailboxes(&self, user: &User, neighbours: &[Neighbour]) -> Vec<Target> {
        let subscribed = Arc::clone(&user.account.now());
        let mut targets = Vec::new();
        for Neighbour { account, prefix } in neighbours.iter().filter(|_| !self.others.is_empty()) {
            for mailbox in account.now().mailboxes() {
                let Some(name) = prefix.full_name(&mailbox.name) else { continue };
                let is_subscribed = || subscribed.subscriptions().contains(&name);
                if self.others.of(&name, prefix.is_own(), is_subscribed).permits(mailbox) {
                    targets.push(Target { account: account.clone(), mailbox: Arc::clone(mailbox), name });
                }
            }
        }
        targets
    }
}

/// How filters mean a mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct How {
    /// By its own name.
    named: bool,
    /// As one of many.
    found: bool,
}

impl How {
    fn of(filter: &MailboxFilter) -> Self {
        let named = matches!(filter, MailboxFilter::Mailboxes(_));
        Self { named, found: !named }
    }

    /// The rights that RFC 7377 §2.2 asks for: `l` is needed where a mailbox is not named.
    fn permits(self, mailbox: &Mailbox) -> bool {
        let has = |rights| mailbox.rights().contains(rights);
        (self.named && has(Rights::READ)) || (self.found && has(Rights::READ | Rights::LOOKUP))
    }
}

impl std::ops::BitOr for How {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self { named: self.named || other.named, found: self.found || other.found }
    }
}

/// A mailbox that is searched.
struct Target {
    account: Account,
    mailbox: Arc<Mailbox>,
    /// What the client calls it.
    name: MailboxName,
}

/// One search of many mailboxes.
struct MailboxSearch<'a> {
    tag: &'a Tag,
    arguments: &'a MultiSearch,
    mode: TextMode,
}

impl MailboxSearch<'_> {
    async fn other(&self, target: &Target, out: &mut Output<'_>) -> Result<(), Error> {
        let view = View::open(&target.account, Arc::clone(&target.mailbox), Access::ReadOnly);
        let results = self.results(&target.account, &view, out).await?;
        self.tell(&target.name, &results, out).await
    }

    async fn selected(&self, open: &mut Selected, name: MailboxName, out: &mut Output<'_>) -> Result<(), Error> {
        let MultiSearch { returns, charset, key, .. } = self.arguments;
        let results = self.results(&open.account, &open.view, out).await?;
        self.tell(&name, &results, out).await?;
        let saved = returns.save.then(|| results.saved(*returns));
        let wanted = Wanted {
            tag: self.tag,
            numbering: Numbering::Uid,
            charset: charset.as_deref(),
            key,
            named: Some(name),
            results: results.found.uids,
            order: None,
            items: &[],
        };
        super::search::keep(open, *returns, saved, wanted, out.buffer());
        Ok(())
    }

    async fn results<'v>(&self, account: &Account, view: &'v View, out: &mut Output<'_>) -> Result<Results<'v>, Error> {
        let query = query::of(&self.arguments.key, self.arguments.charset.as_deref(), view.scope(account))?;
        let found = out.during(search(account, &view.mailbox, &query)).await??;
        let asks_scores = self.arguments.returns.relevancy;
        let scores = relevancy::scores(asks_scores, account, &view.mailbox, &query, &found.uids);
        let scores = out.during(scores).await??;
        let with_mod_seq = self.arguments.key.has_mod_seq();
        Ok(Results { mailbox: &view.mailbox, numbering: Numbering::Uid, found, with_mod_seq, scores })
    }

    /// Nothing is told of a mailbox in which nothing was found (RFC 7377 §2.1).
    async fn tell(&self, name: &MailboxName, results: &Results<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        if results.found.uids.is_empty() || super::search::is_silent(self.arguments.returns) {
            return Ok(());
        }
        let searched = results::named(results.mailbox, name, self.mode);
        results.extended(self.tag, Some(searched), self.arguments.returns, out.buffer());
        if out.is_full() {
            out.flush().await?;
        }
        Ok(())
    }
}
