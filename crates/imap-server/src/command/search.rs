//! SEARCH and UID SEARCH (RFC 9051 §6.4.4), with RETURN (RFC 4731), SAVE (RFC 5182) and MODSEQ (RFC 7162 §3.1.5).

use posthouse_imap_wire::Tag;
use posthouse_imap_wire::command::{Search, SearchReturn};
use posthouse_mailbox::UidSet;
use posthouse_mailbox::search::search;

use crate::answer::Done;
use crate::error::Error;
use crate::output::Output;
use crate::query;
use crate::results::Results;
use crate::state::Selected;

pub(super) async fn run(
    selected: &mut Selected,
    tag: &Tag,
    arguments: Search,
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

async fn answer(selected: &mut Selected, tag: &Tag, arguments: Search, out: &mut Output<'_>) -> Result<(), Error> {
    let with_mod_seq = arguments.key.has_mod_seq();
    if with_mod_seq {
        selected.enable_condstore(out.buffer());
    }
    let account = &selected.account;
    let query = query::of(arguments.key, arguments.charset.as_deref(), selected.view.scope(account))?;
    let found = search(account, &selected.view.mailbox, &query).await?;
    let results = Results { mailbox: &selected.view.mailbox, numbering: arguments.numbering, found, with_mod_seq };
    let Some(returns) = arguments.returns else { return Ok(results.plain(out).await?) };
    if !is_silent(returns) {
        results.extended(Some(tag), returns, out.buffer());
    }
    if returns.save {
        selected.view.saved = results.into_saved(returns);
    }
    Ok(())
}

/// SAVE alone suppresses the ESEARCH response (RFC 9051 §6.4.4).
fn is_silent(returns: SearchReturn) -> bool {
    returns == SearchReturn { save: true, ..SearchReturn::default() }
}
