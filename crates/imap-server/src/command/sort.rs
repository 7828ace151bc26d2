//! SORT and UID SORT (RFC 5256 §3), with RETURN (RFC 5267), SAVE (RFC 5182) and MODSEQ (RFC 7162 §3.1.9).

use std::collections::HashMap;

use posthouse_imap_wire::Tag;
use posthouse_imap_wire::command::{Sort, SortCriterion, SortKey as WireKey};
use posthouse_mailbox::search::search;
use posthouse_mailbox::sort::{Criterion, Place, SortKey, sort_scored};
use posthouse_mailbox::{Uid, UidSet};

use crate::answer::Done;
use crate::error::Error;
use crate::output::Output;
use crate::query;
use crate::relevancy;
use crate::sorted::Sorted;
use crate::state::Selected;
use crate::updates::{Order, Wanted};

pub(super) async fn run(
    selected: &mut Selected,
    tag: &Tag,
    arguments: Sort,
    out: &mut Output<'_>,
) -> Result<Done, Error> {
    let saves = arguments.returns.is_some_and(|returns| returns.save);
    let outcome = answer(selected, tag, arguments, out).await;
    // RFC 5182 §2.1: NO empties the variable, BAD leaves it alone.
    if saves && outcome.as_ref().is_err_and(|error| !error.is_bad()) {
        selected.view.saved = UidSet::new();
    }
    outcome.map(|()| Done::Plain)
}

async fn answer(selected: &mut Selected, tag: &Tag, arguments: Sort, out: &mut Output<'_>) -> Result<(), Error> {
    let returns = arguments.returns.unwrap_or_default();
    if returns.update && selected.view.updates.has(tag) {
        return Err(Error::ClientBug("A search with this tag is updated already"));
    }
    let by_relevancy = arguments.criteria.iter().any(|criterion| criterion.key == WireKey::Relevancy);
    relevancy::check(by_relevancy || returns.relevancy, &arguments.key)?;
    let with_mod_seq = arguments.key.has_mod_seq();
    if with_mod_seq {
        selected.enable_condstore(out.buffer());
    }
    let (account, mailbox) = (&selected.account, &selected.view.mailbox);
    let criteria: Vec<Criterion> = arguments.criteria.iter().map(criterion).collect();
    let query = query::of(&arguments.key, Some(&arguments.charset), selected.view.scope(account))?;
    let found = out.during(search(account, mailbox, &query)).await??;
    selected.message_limit.admit(found.uids.len())?;
    let scores = relevancy::scores(by_relevancy || returns.relevancy, account, mailbox, &query, &found.uids);
    let scores = out.during(scores).await??.unwrap_or_default();
    let places = out.during(sort_scored(account, mailbox, &found.uids, &criteria, &scores)).await??;
    let scores = returns.relevancy.then(|| in_order(&places, &found.uids, &scores));
    let mod_seq = found.modseq.filter(|_| with_mod_seq);
    let sorted = Sorted { mailbox, numbering: arguments.numbering, places, mod_seq, scores };
    if arguments.returns.is_none() {
        return Ok(sorted.plain(out).await?);
    }
    if !super::search::is_silent(returns) {
        sorted.extended(tag, returns, out.buffer());
    }
    let saved = returns.save.then(|| sorted.saved(returns));
    let uids = sorted.places.iter().map(|place| place.uid).collect();
    if let Some(saved) = saved {
        selected.view.saved = saved;
    }
    if returns.update {
        // How well messages match is not known of those that come later.
        let order = Order::new(criteria, uids).filter(|_| !by_relevancy);
        update(selected, tag, &arguments, found.uids, order, out);
    }
    Ok(())
}

/// Keeps telling the client of the results (RFC 5267 §4.3).
fn update(
    selected: &mut Selected,
    tag: &Tag,
    arguments: &Sort,
    results: UidSet,
    order: Option<Order>,
    out: &mut Output<'_>,
) {
    let Sort { numbering, charset, key, .. } = arguments;
    let wanted = Wanted {
        tag,
        numbering: *numbering,
        charset: Some(charset),
        key,
        named: None,
        results,
        order,
        items: &arguments.update_items,
    };
    match wanted.order {
        Some(_) => selected.update_search(wanted, out.buffer()),
        None => wanted.refuse("These results cannot be kept in order", out.buffer()),
    }
}

/// The scores of found messages, sorted like them.
fn in_order(places: &[Place], found: &UidSet, scores: &[u8]) -> Vec<u8> {
    let scores: HashMap<Uid, u8> = found.iter().zip(scores.iter().copied()).collect();
    places.iter().filter_map(|place| scores.get(&place.uid).copied()).collect()
}

fn criterion(criterion: &SortCriterion) -> Criterion {
    let key = match criterion.key {
        WireKey::Arrival => SortKey::Arrival,
        WireKey::Cc => SortKey::Cc,
        WireKey::Date => SortKey::Date,
        WireKey::From => SortKey::From,
        WireKey::Size => SortKey::Size,
        WireKey::Subject => SortKey::Subject,
        WireKey::To => SortKey::To,
        WireKey::DisplayFrom => SortKey::DisplayFrom,
        WireKey::DisplayTo => SortKey::DisplayTo,
        WireKey::Relevancy => SortKey::Relevancy,
    };
    Criterion { key, reverse: criterion.reverse }
}
