//! FILTER (RFC 5466): the names of stored searches, in the search keys of a command, become what they stand for. Filters
//! are entries of the server: each user's own, and those of the configuration for all.
//!
//! A filter stands for all of its keys together, also behind NOT and OR.

use std::collections::BTreeMap;

use posthouse_imap_wire::command::{CommandBody, SearchKey};
use posthouse_mailbox::{AccountId, Annotations, EntryName, UidSet};

use crate::Config;
use crate::error::{Error, Refusal};
use crate::session::Session;
use crate::state::{State, User};

/// How often a filter may name another one, so that circles end (RFC 5466 §3.1: at least three times).
const MAX_PASSES: usize = 8;

/// Where filters are among the entries of the server (RFC 5466 §3.2).
const OWN: &str = "/private/filters/values/";
const SHARED: &str = "/shared/filters/values/";

/// The command without names of filters.
///
/// # Errors
/// Where a filter is not there, or is not a search; where the command's charset is not that of filters.
pub(crate) fn resolve(session: &mut Session<'_>, mut body: CommandBody) -> Result<CommandBody, Error> {
    let Some(Keys { key, charset, saves }) = keys(&mut body) else { return Ok(body) };
    if !names_filter(key) {
        return Ok(body);
    }
    let resolved = charset.check().and_then(|()| resolved(&session.context.config, session.state.user()?, key));
    match resolved {
        Ok(resolved) => {
            *key = resolved;
            charset.set();
            Ok(body)
        }
        Err(error) => {
            empty_saved(&mut session.state, saves, &error);
            Err(error)
        }
    }
}

/// Whether a value can be stored under the name of an entry: one of a filter must be a search (RFC 5466 §3.2).
pub(crate) fn can_be(name: &EntryName, value: &[u8]) -> bool {
    name.as_str().strip_prefix(OWN).is_none_or(|name| !name.contains('/') && SearchKey::parse(value).is_some())
}

/// What a command searches for.
struct Keys<'a> {
    key: &'a mut SearchKey,
    charset: Charset<'a>,
    /// Whether the results are kept as `$`.
    saves: bool,
}

/// The charset of a command's strings; those of filters are UTF-8.
enum Charset<'a> {
    Optional(&'a mut Option<String>),
    Named(&'a mut String),
}

impl Charset<'_> {
    /// RFC 5466 §3.1: with a filter, no other than UTF-8 and what is part of it.
    fn check(&self) -> Result<(), Error> {
        let named = match self {
            Self::Optional(charset) => charset.as_deref(),
            Self::Named(charset) => Some(charset.as_str()),
        };
        let is_fit = |name: &str| name.eq_ignore_ascii_case("UTF-8") || name.eq_ignore_ascii_case("US-ASCII");
        if named.is_none_or(is_fit) { Ok(()) } else { Err(Refusal::FilterCharset.into()) }
    }

    fn set(self) {
        match self {
            Self::Optional(charset) => *charset = Some("UTF-8".to_owned()),
            Self::Named(charset) => *charset = "UTF-8".to_owned(),
        }
    }
}

fn keys(body: &mut CommandBody) -> Option<Keys<'_>> {
    Some(match body {
        CommandBody::Search(search) => Keys {
            saves: search.returns.is_some_and(|returns| returns.save),
            key: &mut search.key,
            charset: Charset::Optional(&mut search.charset),
        },
        CommandBody::Sort(sort) => Keys {
            saves: sort.returns.is_some_and(|returns| returns.save),
            key: &mut sort.key,
            charset: Charset::Named(&mut sort.charset),
        },
        CommandBody::Thread(thread) => {
            Keys { saves: false, key: &mut thread.key, charset: Charset::Named(&mut thread.charset) }
        }
        CommandBody::MultiSearch(search) => {
            Keys { saves: search.returns.save, key: &mut search.key, charset: Charset::Optional(&mut search.charset) }
        }
        _ => return None,
    })
}

fn names_filter(key: &SearchKey) -> bool {
    match key {
        SearchKey::Filter(_) => true,
        SearchKey::And(keys) => keys.iter().any(names_filter),
        SearchKey::Or(one, other) => names_filter(one) || names_filter(other),
        SearchKey::Not(key) | SearchKey::Fuzzy(key) => names_filter(key),
        _ => false,
    }
}

fn resolved(config: &Config, user: &User, key: &SearchKey) -> Result<SearchKey, Error> {
    let state = user.account.now();
    let mut filters = Filters {
        own: state.annotations(),
        shared: &config.shared,
        reader: user.account.id(),
        keys: SearchKey::MAX_KEYS,
        depth: SearchKey::MAX_DEPTH,
    };
    filters.key(key, MAX_PASSES)
}

/// RFC 5182 §2.1: NO empties the variable, BAD leaves it alone.
fn empty_saved(state: &mut State, saves: bool, error: &Error) {
    if let State::Selected(selected) = state
        && saves
        && !error.is_bad()
    {
        selected.view.saved = UidSet::new();
    }
}

/// The filters of a user, and how much a search may still become by them.
struct Filters<'a> {
    own: &'a Annotations,
    shared: &'a BTreeMap<EntryName, String>,
    reader: AccountId,
    keys: usize,
    depth: usize,
}

impl Filters<'_> {
    fn key(&mut self, key: &SearchKey, passes: usize) -> Result<SearchKey, Error> {
        self.keys = self.keys.checked_sub(1).ok_or(Refusal::SearchTooBig)?;
        self.depth = self.depth.checked_sub(1).ok_or(Refusal::SearchTooBig)?;
        let boxed = |key: Result<SearchKey, Error>| key.map(Box::new);
        let resolved = match key {
            SearchKey::Filter(name) => self.filter(name, passes)?,
            SearchKey::And(keys) => {
                SearchKey::And(keys.iter().map(|key| self.key(key, passes)).collect::<Result<_, _>>()?)
            }
            SearchKey::Or(one, other) => SearchKey::Or(boxed(self.key(one, passes))?, boxed(self.key(other, passes))?),
            SearchKey::Not(key) => SearchKey::Not(boxed(self.key(key, passes))?),
            SearchKey::Fuzzy(key) => SearchKey::Fuzzy(boxed(self.key(key, passes))?),
            other => other.clone(),
        };
        self.depth += 1;
        Ok(resolved)
    }

    /// One's own comes before one for all (RFC 5466 §1).
    fn value(&self, name: &str) -> Option<&[u8]> {
        let own = self.own.get(&EntryName::new(&format!("{OWN}{name}"))?, self.reader);
        let shared = || Some(self.shared.get(&EntryName::new(&format!("{SHARED}{name}"))?)?.as_bytes());
        own.or_else(shared)
    }

    fn filter(&mut self, name: &str, passes: usize) -> Result<SearchKey, Error> {
        let undefined = || Error::UndefinedFilter(name.to_owned());
        let passes = passes.checked_sub(1).ok_or_else(undefined)?;
        let value = self.value(name).ok_or_else(undefined)?;
        let key = SearchKey::parse(value).ok_or_else(undefined)?;
        self.key(&key, passes)
    }
}
