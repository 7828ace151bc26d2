//! SEARCH and UID SEARCH (RFC 9051 §6.4.4), with RETURN (RFC 4731), SAVE (RFC 5182), PARTIAL (RFC 9394 §3.1), UPDATE
//! (RFC 5267 §4.3) and MODSEQ (RFC 7162 §3.1.5).
//!
//! The hint CONTEXT (RFC 5267 §4.2) is not taken.

use posthouse_imap_wire::Tag;
use posthouse_imap_wire::command::{CommandBody, Search, SearchReturn};
use posthouse_mailbox::UidSet;
use posthouse_mailbox::search::search;

use crate::answer::Done;
use crate::error::Error;
use crate::output::Output;
use crate::query;
use crate::relevancy;
use crate::results::Results;
use crate::session::Session;
use crate::state::Selected;
use crate::updates::Wanted;

pub(super) async fn run(
    selected: &mut Selected,
    tag: &Tag,
    mut arguments: Search,
    out: &mut Output<'_>,
) -> Result<Done, Error> {
    // RFC 9051 §6.4.4: there is no SEARCH response.
    if selected.user.enabled.rev2 {
        arguments.returns.get_or_insert(SearchReturn { all: true, ..SearchReturn::default() });
    }
    let saves = arguments.returns.is_some_and(|returns| returns.save);
    let outcome = answer(selected, tag, arguments, out).await;
    // RFC 5182 §2.1: NO empties the variable, BAD leaves it alone.
    if saves && outcome.as_ref().is_err_and(|error| !error.is_bad()) {
        selected.view.saved = UidSet::new();
    }
    outcome.map(|()| Done::Plain)
}

async fn answer(selected: &mut Selected, tag: &Tag, arguments: Search, out: &mut Output<'_>) -> Result<(), Error> {
    let returns = arguments.returns.unwrap_or_default();
    check_tag(selected, tag, returns)?;
    relevancy::check(returns.relevancy, &arguments.key)?;
    let with_mod_seq = arguments.key.has_mod_seq();
    if with_mod_seq {
        selected.enable_condstore(out.buffer());
    }
    let searched = selected.searched(&arguments.key);
    let account = &selected.account;
    let query = query::of(&arguments.key, arguments.charset.as_deref(), selected.view.scope(account))?;
    let query = query::among(searched, query);
    let found = out.during(search(account, &selected.view.mailbox, &query)).await??;
    let mailbox = &selected.view.mailbox;
    let scores = relevancy::scores(returns.relevancy, account, mailbox, &query, &found.uids);
    let scores = out.during(scores).await??;
    let results = Results { mailbox, numbering: arguments.numbering, found, with_mod_seq, scores };
    if arguments.returns.is_none() {
        return Ok(results.plain(out).await?);
    }
    if !is_silent(returns) {
        results.extended(tag, None, returns, out.buffer());
    }
    let saved = returns.save.then(|| results.saved(returns));
    let Search { numbering, charset, key, .. } = &arguments;
    let wanted = Wanted {
        tag,
        numbering: *numbering,
        charset: charset.as_deref(),
        key,
        named: None,
        results: results.found.uids,
        order: None,
        items: &arguments.update_items,
    };
    keep(selected, returns, saved, wanted, out.buffer());
    Ok(())
}

/// Refuses a CHARSET where all text is UTF-8 (RFC 6855 §3); commands that must have one may say UTF-8 (erratum 4029).
pub(super) fn check_charset(session: &mut Session<'_>, body: &CommandBody) -> Result<(), Error> {
    let conflicts = match body {
        CommandBody::Search(search) => search.charset.is_some(),
        CommandBody::MultiSearch(search) => search.charset.is_some(),
        CommandBody::Sort(sort) => !sort.charset.eq_ignore_ascii_case("UTF-8"),
        CommandBody::Thread(thread) => !thread.charset.eq_ignore_ascii_case("UTF-8"),
        _ => false,
    };
    match conflicts && session.state.user()?.enabled.utf8 {
        true => Err(Error::ClientBug("Under UTF8=ACCEPT all text is UTF-8")),
        false => Ok(()),
    }
}

/// Refuses UPDATE with the tag of another search that is updated (RFC 5267 §4.3).
pub(super) fn check_tag(selected: &Selected, tag: &Tag, returns: SearchReturn) -> Result<(), Error> {
    match returns.update && selected.view.updates.has(tag) {
        true => Err(Error::ClientBug("A search with this tag is updated already")),
        false => Ok(()),
    }
}

/// Keeps of a search what SAVE and UPDATE ask for.
pub(super) fn keep(
    selected: &mut Selected,
    returns: SearchReturn,
    saved: Option<UidSet>,
    wanted: Wanted<'_>,
    out: &mut Vec<u8>,
) {
    if let Some(saved) = saved {
        selected.view.saved = saved;
    }
    if returns.update {
        selected.update_search(wanted, out);
    }
}

/// SAVE alone suppresses the ESEARCH response (RFC 9051 §6.4.4).
pub(super) fn is_silent(returns: SearchReturn) -> bool {
    returns == SearchReturn { save: true, ..SearchReturn::default() }
}
