//! Arguments that the grammar reads and this server does not serve yet; what has them is refused before anything is
//! done. None of it is announced.

use posthouse_imap_wire::command::{CommandBody, SearchKey};

use crate::error::Error;

/// Lets the command pass, if all that it asks for is served.
///
/// # Errors
/// What is not supported: BAD, as for anything that is not announced.
pub(crate) fn check(body: &CommandBody) -> Result<(), Error> {
    let refused = match body {
        CommandBody::Search(arguments) => has_key(&arguments.key),
        CommandBody::Sort(arguments) => has_key(&arguments.key),
        CommandBody::Thread(arguments) => has_key(&arguments.key),
        CommandBody::MultiSearch(arguments) => has_key(&arguments.key),
        other => is_command(other),
    };
    if refused { Err(refusal()) } else { Ok(()) }
}

/// What is not supported: BAD, as for anything that is not announced.
pub(crate) fn refusal() -> Error {
    Error::Bad("This is not supported")
}

/// The commands of which nothing is served: comparators can be chosen at I18NLEVEL=2 only (RFC 5255 §4.4).
fn is_command(body: &CommandBody) -> bool {
    matches!(body, CommandBody::Comparator(_))
}

fn has_key(key: &SearchKey) -> bool {
    match key {
        SearchKey::And(keys) => keys.iter().any(has_key),
        SearchKey::Or(one, other) => has_key(one) || has_key(other),
        SearchKey::Not(key) | SearchKey::Fuzzy(key) => has_key(key),
        // What is stored under the name has been put in its place, if there is any.
        SearchKey::Filter(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use posthouse_imap_wire::{Decoder, Event, Limits};

    use super::*;

    #[track_caller]
    fn is_refused(line: &str) -> bool {
        let mut decoder = Decoder::new(Limits::AUTHENTICATED);
        decoder.push(format!("a {line}\r\n").as_bytes());
        let Ok(Some(Event::Command(command))) = decoder.next_event() else { panic!("{line}") };
        check(&command.body).is_err()
    }

    #[test]
    fn what_is_announced_passes() {
        for line in [
            "SELECT x (CONDSTORE)",
            "STATUS x (MESSAGES SIZE HIGHESTMODSEQ)",
            "LIST \"\" % RETURN (SUBSCRIBED STATUS (UNSEEN))",
            "UID FETCH 1:* (FLAGS BODY[]) (CHANGEDSINCE 5)",
            "SEARCH RETURN (MIN COUNT) OR NOT SEEN (FROM x MODSEQ 5)",
            "STATUS x (DELETED DELETED-STORAGE)",
            "SORT RETURN (PARTIAL 1:2) (DATE) UTF-8 ALL",
            "THREAD REFS UTF-8 ALL",
            "NOOP",
        ] {
            assert!(!is_refused(line), "{line}");
        }
    }

    #[test]
    fn what_is_only_read_does_not() {
        for line in ["COMPARATOR", "SEARCH NOT FILTER x"] {
            assert!(is_refused(line), "{line}");
        }
    }
}
