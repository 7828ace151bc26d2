//! ENABLE (RFC 9051 §6.3.1, RFC 5161).

use posthouse_imap_wire::command::Enable;
use posthouse_imap_wire::{TextMode, encode};

use crate::answer::Done;
use crate::error::Error;
use crate::session::Session;

/// What is not known, or cannot be enabled, is passed over (RFC 5161 §3.1).
pub(super) fn run(session: &mut Session<'_>, wanted: &[Enable]) -> Result<Done, Error> {
    let off = session.off();
    let known = |extension: &&Enable| !off.cannot_enable(extension);
    let wanted: Vec<&Enable> = wanted.iter().filter(known).collect();
    let mut enabled = Vec::new();
    if wanted.contains(&&Enable::CondStore) && !session.state.user()?.enabled.condstore {
        session.state.enable_condstore(session.out.buffer());
        enabled.push(Enable::CondStore);
    }
    if wanted.contains(&&Enable::QResync) && !session.state.user()?.enabled.qresync {
        session.state.enable_condstore(session.out.buffer());
        session.state.user()?.enabled.qresync = true;
        enabled.push(Enable::QResync);
    }
    if wanted.contains(&&Enable::UidOnly) && !session.state.user()?.enabled.uid_only {
        session.state.user()?.enabled.uid_only = true;
        if let Ok(selected) = session.state.selected() {
            selected.view.updates.give_numbers_up(session.out.buffer());
        }
        enabled.push(Enable::UidOnly);
    }
    if wanted.contains(&&Enable::Utf8Accept) && !session.state.user()?.enabled.utf8 {
        session.state.user()?.enabled.utf8 = true;
        session.input.decoder().set_text_mode(TextMode::Utf8);
        enabled.push(Enable::Utf8Accept);
    }
    if wanted.contains(&&Enable::Imap4Rev2) && !session.state.user()?.enabled.rev2 {
        session.state.user()?.enabled.rev2 = true;
        session.input.decoder().set_text_mode(TextMode::Utf8);
        enabled.push(Enable::Imap4Rev2);
    }
    encode::enabled(session.out.buffer(), &enabled);
    Ok(Done::Plain)
}
