//! What a client knows of two searches that are updated, from what it is told alone (RFC 5267 §4.3).

use std::collections::BTreeSet;

use crate::client::{Client, Known};

/// By sequence numbers and by UIDs.
const SEARCHES: [&str; 2] =
    ["numbers SEARCH RETURN (UPDATE ALL) DELETED", "uids UID SEARCH RETURN (UPDATE ALL) OR FLAGGED KEYWORD $Work"];

/// The results of both.
#[derive(Default)]
pub(crate) struct Results {
    /// For every message, whether it is one.
    numbers: Vec<bool>,
    uids: BTreeSet<u32>,
}

impl Results {
    pub(crate) fn exists(&mut self, count: usize) {
        self.numbers.resize(count, false);
    }

    /// What is no longer a result must have been told before.
    pub(crate) fn expunged(&mut self, number: usize) {
        assert!(!self.numbers.remove(number - 1), "a result vanishes");
    }

    pub(crate) fn take(&mut self, esearch: &str) {
        let words: Vec<&str> = esearch.split_whitespace().map(|word| word.trim_matches(['(', ')'])).collect();
        for (at, word) in words.iter().enumerate() {
            match *word {
                "ALL" => self.change(words[1], words[at + 1], true),
                "ADDTO" => self.change(words[1], words[at + 2], true),
                "REMOVEFROM" => self.change(words[1], words[at + 2], false),
                _ => {}
            }
        }
    }

    fn change(&mut self, tag: &str, set: &str, is_result: bool) {
        for number in set.split(',').flat_map(range) {
            let was_result = match (tag, is_result) {
                ("\"numbers\"", _) => std::mem::replace(&mut self.numbers[number as usize - 1], is_result),
                (_, true) => !self.uids.insert(number),
                (_, false) => self.uids.remove(&number),
            };
            assert_ne!(was_result, is_result, "{tag} {number}");
        }
    }

    /// They are what the client's own messages say.
    #[track_caller]
    pub(crate) fn assert_are_of(&self, messages: &[Known]) {
        let with = |known: &Known, flag: &str| known.flags.as_ref().unwrap().contains(flag);
        let deleted: Vec<bool> = messages.iter().map(|known| with(known, "\\Deleted")).collect();
        assert_eq!(self.numbers, deleted);
        let marked = messages.iter().filter(|known| with(known, "\\Flagged") || with(known, "$Work"));
        assert_eq!(self.uids, marked.map(|known| known.uid.unwrap()).collect());
    }
}

fn range(text: &str) -> std::ops::RangeInclusive<u32> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    first.parse().unwrap()..=last.parse().unwrap()
}

/// Begins the searches.
pub(crate) async fn begin(client: &mut Client) {
    for search in SEARCHES {
        client.tagged(search).await;
    }
}
