//! Names with wildcards (RFC 9051 §6.3.9, ABNF `list-mailbox`).

use posthouse_imap_wire::{ListPattern, Mailbox};
use posthouse_mailbox::{MAX_NAME_LENGTH, SEPARATOR};
use unicode_normalization::UnicodeNormalization;

/// A name with wildcards, ready to be compared with many names.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Vec<Token>);

/// Several patterns: a name matches if it matches one of them.
#[derive(Clone, Debug)]
pub(crate) struct Patterns(pub(crate) Vec<Pattern>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Character(char),
    /// `%`: anything within a level.
    Level,
    /// `*`: anything.
    Any,
}

impl Patterns {
    /// How many characters and wildcards there are in all of them.
    pub(crate) fn length(&self) -> usize {
        self.0.iter().map(|pattern| pattern.0.len()).sum()
    }

    /// Whether a name matches one of the patterns.
    pub(crate) fn match_name(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| pattern.matches(name))
    }

    /// Whether a name that begins so can match one of the patterns.
    pub(crate) fn match_beginning(&self, beginning: &str) -> bool {
        self.0.iter().any(|pattern| pattern.reached(beginning).contains(&true))
    }
}

impl Pattern {
    /// The pattern behind a reference, which is a name that it goes on from; `None` where no name is as long as it.
    pub(crate) fn new(reference: &Mailbox, pattern: &ListPattern) -> Option<Self> {
        let text: String = reference.as_str().chars().chain(pattern.as_str().chars()).nfc().collect();
        let mut tokens: Vec<Token> = text.chars().map(Token::of).collect();
        tokens.dedup_by(|next, kept| absorb(kept, *next));
        let characters = tokens.iter().filter(|token| matches!(token, Token::Character(_))).count();
        (characters <= MAX_NAME_LENGTH).then_some(Self(tokens))
    }

    fn matches(&self, name: &str) -> bool {
        self.reached(name).last() == Some(&true)
    }

    /// Where in the pattern one can be behind the name. Follows all ways through it at once, so that no pattern takes
    /// longer than its length times the name's.
    fn reached(&self, name: &str) -> Vec<bool> {
        let folded = top_is_inbox(name);
        let mut reached = vec![false; self.0.len() + 1];
        set(&mut reached, 0, true);
        self.pass_wildcards(&mut reached);
        for (position, character) in name.chars().enumerate() {
            let mut next = vec![false; reached.len()];
            for (at, token) in self.0.iter().enumerate().filter(|(at, _)| reached.get(*at) == Some(&true)) {
                let stays = token.takes_within(character);
                let goes_on = token.is(character, folded && position < INBOX.len());
                set(&mut next, at, stays);
                set(&mut next, at + 1, goes_on);
            }
            self.pass_wildcards(&mut next);
            reached = next;
            if !reached.contains(&true) {
                break;
            }
        }
        reached
    }

    /// A wildcard also matches nothing.
    fn pass_wildcards(&self, reached: &mut [bool]) {
        for (at, token) in self.0.iter().enumerate() {
            if !matches!(token, Token::Character(_)) && reached.get(at) == Some(&true) {
                set(reached, at + 1, true);
            }
        }
    }
}

fn set(reached: &mut [bool], at: usize, value: bool) {
    if let Some(slot) = reached.get_mut(at) {
        *slot |= value;
    }
}

const INBOX: &str = "INBOX";

/// Whether the first level of the name is INBOX, which matches in any case (RFC 9051 §5.1).
fn top_is_inbox(name: &str) -> bool {
    name.strip_prefix(INBOX).is_some_and(|rest| rest.is_empty() || rest.starts_with(SEPARATOR))
}

/// Of several wildcards in a row one is enough: the widest.
fn absorb(kept: &mut Token, next: Token) -> bool {
    let both = !matches!(kept, Token::Character(_)) && !matches!(next, Token::Character(_));
    if both && next == Token::Any {
        *kept = Token::Any;
    }
    both
}

impl Token {
    fn of(character: char) -> Self {
        match character {
            '*' => Self::Any,
            '%' => Self::Level,
            other => Self::Character(other),
        }
    }

    /// Whether a wildcard takes the character and stays.
    fn takes_within(self, character: char) -> bool {
        match self {
            Self::Any => true,
            Self::Level => character != SEPARATOR,
            Self::Character(_) => false,
        }
    }

    fn is(self, character: char, any_case: bool) -> bool {
        match self {
            Self::Character(own) if any_case => own.eq_ignore_ascii_case(&character),
            Self::Character(own) => own == character,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::new(&Mailbox::new(""), &ListPattern(text.into())).unwrap()
    }

    /// What the wildcards mean, said plainly.
    fn naive(pattern: &[char], name: &[char]) -> bool {
        match (pattern.split_first(), name.split_first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some((&wildcard @ ('*' | '%'), rest)), first) => {
                let takes = first.is_some_and(|(c, _)| wildcard == '*' || *c != SEPARATOR);
                naive(rest, name) || (takes && naive(pattern, &name[1..]))
            }
            (Some((own, rest)), Some((c, behind))) => own == c && naive(rest, behind),
            (Some(_), None) => false,
        }
    }

    #[test]
    fn inbox_matches_in_any_case_and_nothing_else_does() {
        for text in ["inbox", "InBox", "in%", "*x", "inbox*"] {
            assert!(pattern(text).matches("INBOX") || text == "*x", "{text}");
        }
        assert!(pattern("inbox/Work").matches("INBOX/Work"));
        assert!(!pattern("inbox/work").matches("INBOX/Work"));
        assert!(!pattern("inboxes").matches("INBOXES"));
    }

    #[test]
    fn names_that_look_alike_match() {
        assert!(pattern("Cafe\u{301}%").matches("Caf\u{e9}s"));
        assert!(Pattern::new(&Mailbox::new("a/"), &ListPattern("%".into())).unwrap().matches("a/b"));
        assert!(Pattern::new(&Mailbox::new(""), &ListPattern("a".repeat(2000))).is_none());
    }

    #[test]
    fn a_beginning_matches_where_something_behind_it_can() {
        let patterns = |text: &str| Patterns(vec![pattern(text)]);
        for text in ["*", "%", "ab", "ab/%", "abc", "a*z", "%/x"] {
            assert!(patterns(text).match_beginning("ab"), "{text}");
        }
        for text in ["", "a", "b*", "a/%"] {
            assert!(!patterns(text).match_beginning("ab"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn matches_as_the_wildcards_say(text in "[ab/*%]{0,8}", name in "[ab/]{0,8}") {
            let (wild, plain): (Vec<char>, Vec<char>) = (text.chars().collect(), name.chars().collect());
            prop_assert_eq!(pattern(&text).matches(&name), naive(&wild, &plain));
        }
    }
}
