//! What is asked for fuzzily (RFC 6203), as queries that are not, and how well messages match it.
//!
//! All words of a text must be there, in any order, or words that are much like them. How well a message matches is how
//! closely the query can be read and still hold for it.

use posthouse_message::{casemap, loosened};

use super::{AddressField, Query, search_among};
use crate::{Account, Error, Mailbox, UidSet};

/// How many words of a text are looked for; the rest are left out.
const WORDS: usize = 8;

/// How closely a fuzzy query is read. Whatever matches one of these matches all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closeness {
    /// The words or words that are like them.
    Similar,
    /// The very words.
    Words,
    /// The text as it is.
    Exact,
    /// The text as it is, and where it counts most: in the subject or an address, if it could be anywhere.
    Prominent,
}

/// How well each of the messages that the query has found matches, from 1 to 100, in their order (RFC 6203 §4).
///
/// # Errors
/// As [`super::search`].
pub async fn relevancy(account: &Account, mailbox: &Mailbox, query: &Query, found: &UidSet) -> Result<Vec<u8>, Error> {
    let mut levels = vec![found.clone()];
    for closeness in [Closeness::Words, Closeness::Exact, Closeness::Prominent] {
        let among = levels.last().unwrap_or(found);
        let closer = search_among(account, mailbox, &query.read(closeness), among).await?;
        levels.push(closer.uids);
    }
    let score = |uid| levels.iter().filter(|level| level.contains(uid)).fold(0u8, |score, _| score + 25);
    Ok(mailbox.select(found).map(|(_, message)| score(message.uid)).collect())
}

impl Query {
    /// The query, with what is fuzzy in it read this closely.
    fn read(&self, closeness: Closeness) -> Self {
        let each = |queries: &[Self]| queries.iter().map(|query| query.read(closeness)).collect();
        match self {
            Self::Fuzzy(query) => query.closely(closeness),
            Self::And(queries) => Self::And(each(queries)),
            Self::Or(queries) => Self::Or(each(queries)),
            other => other.clone(),
        }
    }

    /// What FUZZY makes of it. What must not be there is what was written.
    pub(super) fn closely(&self, closeness: Closeness) -> Self {
        let each = |queries: &[Self]| queries.iter().map(|query| query.closely(closeness)).collect();
        match self {
            Self::And(queries) => Self::And(each(queries)),
            Self::Or(queries) => Self::Or(each(queries)),
            Self::Fuzzy(query) => query.closely(closeness),
            Self::Not(query) => Self::Not(Box::new(query.closely(Closeness::Exact))),
            other => match closeness {
                Closeness::Exact => other.clone(),
                Closeness::Prominent => other.prominent(),
                Closeness::Similar | Closeness::Words => other.by_words(closeness),
            },
        }
    }

    fn prominent(&self) -> Self {
        let Self::Text(text) = self else { return self.clone() };
        Self::Or(vec![
            Self::Subject(text.clone()),
            Self::Address(AddressField::From, text.clone()),
            Self::Address(AddressField::To, text.clone()),
        ])
    }

    fn by_words(&self, closeness: Closeness) -> Self {
        let with: &dyn Fn(String) -> Self = match self {
            Self::Address(field, _) => &|word| Self::Address(*field, word),
            Self::Subject(_) => &Self::Subject,
            Self::Body(_) => &Self::Body,
            Self::Text(_) => &Self::Text,
            Self::Header { name, .. } => &|text| Self::Header { name: name.clone(), text },
            other => return other.clone(),
        };
        let words = self.words().into_iter().map(with);
        let words: Vec<Self> = match closeness {
            Closeness::Similar => words.map(|word| Self::Similar(Box::new(word))).collect(),
            _ => words.collect(),
        };
        if words.is_empty() { self.clone() } else { Self::And(words) }
    }

    fn words(&self) -> Vec<String> {
        let (Self::Address(_, text) | Self::Subject(text) | Self::Body(text) | Self::Text(text)) = self else {
            let Self::Header { text, .. } = self else { return Vec::new() };
            return words(text);
        };
        words(text)
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|it: char| !is_in_word(it)).filter(|word| !loosened(&casemap(word)).is_empty());
    words.take(WORDS).map(str::to_owned).collect()
}

/// Letters, numbers, and the marks that belong to them.
fn is_in_word(it: char) -> bool {
    it.is_alphanumeric() || !it.is_ascii() && loosened(it.encode_utf8(&mut [0; 4])).is_empty()
}
