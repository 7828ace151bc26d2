//! What stands behind a keyword (RFC 1939 §3: separated by single spaces; more of them are tolerated).

use std::num::NonZeroU32;

use super::{Command, CommandError, MessageNumber};

#[derive(Clone, Copy)]
pub(super) struct Arguments<'a>(&'a [u8]);

impl<'a> Arguments<'a> {
    /// The keyword of a line, and what is behind it.
    pub(super) fn split(line: &'a [u8]) -> (&'a [u8], Self) {
        match line.iter().position(|octet| *octet == b' ') {
            Some(space) => (line.get(..space).unwrap_or_default(), Self(line.get(space + 1..).unwrap_or_default())),
            None => (line, Self(&[])),
        }
    }

    pub(super) fn words(self) -> impl Iterator<Item = &'a [u8]> {
        self.0.split(|octet| *octet == b' ').filter(|word| !word.is_empty())
    }

    /// Everything, octet for octet; not nothing.
    pub(super) fn rest(self, usage: &'static str) -> Result<&'a [u8], CommandError> {
        if self.0.is_empty() { Err(CommandError::Arguments(usage)) } else { Ok(self.0) }
    }

    pub(super) fn none(self, command: Command, usage: &'static str) -> Result<Command, CommandError> {
        if self.words().next().is_none() { Ok(command) } else { Err(CommandError::Arguments(usage)) }
    }

    pub(super) fn number(self, usage: &'static str) -> Result<MessageNumber, CommandError> {
        self.optional_number(usage)?.ok_or(CommandError::Arguments(usage))
    }

    pub(super) fn optional_number(self, usage: &'static str) -> Result<Option<MessageNumber>, CommandError> {
        let mut words = self.words();
        let (first, more) = (words.next(), words.next());
        match (first, more) {
            (None, _) => Ok(None),
            (Some(word), None) => message_number(word).map(Some).ok_or(CommandError::Arguments(usage)),
            (Some(_), Some(_)) => Err(CommandError::Arguments(usage)),
        }
    }

    pub(super) fn number_and_count(self, usage: &'static str) -> Result<(MessageNumber, u32), CommandError> {
        let mut words = self.words();
        let number = words.next().and_then(message_number);
        let count = words.next().and_then(decimal);
        match (number, count, words.next()) {
            (Some(number), Some(count), None) => Ok((number, count)),
            _ => Err(CommandError::Arguments(usage)),
        }
    }
}

fn message_number(word: &[u8]) -> Option<MessageNumber> {
    decimal(word).and_then(NonZeroU32::new).map(MessageNumber)
}

/// Digits alone: no sign, no space. A number too large for 32 bits is the largest, which no message has.
fn decimal(word: &[u8]) -> Option<u32> {
    if word.is_empty() || !word.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let add = |number: u32, digit: &u8| number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
    Some(word.iter().fold(0, add))
}
