//! LANGUAGE (RFC 5255 §3.2).

use posthouse_imap_wire::encode;

use crate::answer::Done;
use crate::error::{Error, Refusal};
use crate::session::Session;

/// All texts are English, which is also what the default language of all servers is written in.
const LANGUAGES: [&str; 2] = ["en", "i-default"];

/// Names the languages, or speaks the first that is known.
pub(super) fn run(session: &mut Session<'_>, ranges: &[String]) -> Result<Done, Error> {
    if ranges.is_empty() {
        encode::language(session.out.buffer(), &LANGUAGES);
        return Ok(Done::Plain);
    }
    let spoken = ranges.iter().find_map(|range| lookup(range)).ok_or(Refusal::UnknownLanguage)?;
    encode::language(session.out.buffer(), &[spoken]);
    Ok(Done::Plain)
}

/// As RFC 4647 §3.4: `en-CA` is served by `en`. `default` is what the administrator prefers (RFC 5255 §3.2).
fn lookup(range: &str) -> Option<&'static str> {
    let [english, default] = LANGUAGES;
    let primary = range.split('-').next().unwrap_or(range);
    if range.eq_ignore_ascii_case(default) {
        return Some(default);
    }
    let means_english = ["default", "*"].iter().any(|other| range.eq_ignore_ascii_case(other));
    (means_english || primary.eq_ignore_ascii_case(english)).then_some(english)
}
