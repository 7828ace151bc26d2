use super::chars::is_atom_char;
use crate::{MailboxError, TextMode};

/// What a parser gives.
pub(super) type Parse<T> = Result<T, Error>;

/// Why a parser gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Error {
    /// The rule, or a name for it, that the text does not follow.
    Expected(&'static str),
    /// More of something than is taken.
    Limit(&'static str),
    /// The text is a string but not a mailbox name.
    Mailbox(MailboxError),
    /// A special use that is not known (RFC 6154 §3).
    UnknownUse,
}

/// The rest of a command.
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    mode: TextMode,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a [u8], mode: TextMode) -> Self {
        Cursor { rest: text, mode }
    }

    pub(super) fn mode(&self) -> TextMode {
        self.mode
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Whether a dot and then a digit come next: a further level of a part number.
    pub(super) fn is_dot_before_digit(&self) -> bool {
        matches!(self.rest, [b'.', b'0'..=b'9', ..])
    }

    /// Takes the longest run of such octets, which may be empty.
    pub(super) fn take_while(&mut self, is_part: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|&byte| !is_part(byte)).unwrap_or(self.rest.len());
        self.take(end).unwrap_or_default()
    }

    /// Takes that many octets, or none if there are fewer.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Takes the octet if it is next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        if is_next {
            self.take(1);
        }
        is_next
    }

    pub(super) fn expect(&mut self, byte: u8, expected: &'static str) -> Parse<()> {
        if self.eat(byte) { Ok(()) } else { Err(Error::Expected(expected)) }
    }

    /// One space, or more.
    pub(super) fn sp(&mut self) -> Parse<()> {
        match self.take_while(|byte| byte == b' ') {
            [] => Err(Error::Expected("a space")),
            _ => Ok(()),
        }
    }

    /// Takes the spaces before a further argument. At the end of the command, with or without spaces, gives `false`.
    pub(super) fn has_argument(&mut self) -> Parse<bool> {
        match self.end() {
            Ok(()) => Ok(false),
            Err(_) => self.sp().map(|()| true),
        }
    }

    /// Takes the spaces before a further item inside parentheses. Before the closing one, with or without spaces,
    /// gives `false`.
    pub(super) fn has_item(&mut self) -> Parse<bool> {
        let spaces = self.take_while(|byte| byte == b' ');
        match self.peek() {
            Some(b')') => Ok(false),
            _ if spaces.is_empty() => Err(Error::Expected("a space or a closing parenthesis")),
            _ => Ok(true),
        }
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The end of the command, with spaces before it or not.
    pub(super) fn end(&mut self) -> Parse<()> {
        let only_spaces = self.rest.iter().all(|&byte| byte == b' ');
        if only_spaces { Ok(()) } else { Err(Error::Expected("the end of the command")) }
    }

    // atom = 1*ATOM-CHAR
    pub(super) fn atom(&mut self, expected: &'static str) -> Parse<&'a str> {
        let atom = self.take_while(is_atom_char);
        match std::str::from_utf8(atom) {
            Ok(atom) if !atom.is_empty() => Ok(atom),
            _ => Err(Error::Expected(expected)),
        }
    }

    /// Takes the atom if it is this keyword in any case.
    pub(super) fn eat_keyword(&mut self, keyword: &str) -> bool {
        let mut ahead = Cursor::new(self.rest, self.mode);
        let is_next = ahead.take_while(is_atom_char).eq_ignore_ascii_case(keyword.as_bytes());
        if is_next {
            self.rest = ahead.rest;
        }
        is_next
    }

    /// Takes what the parser takes, or nothing if it fails.
    pub(super) fn attempt<T>(&mut self, parser: impl FnOnce(&mut Self) -> Parse<T>) -> Option<T> {
        let mut ahead = Cursor::new(self.rest, self.mode);
        let parsed = parser(&mut ahead).ok()?;
        self.rest = ahead.rest;
        Some(parsed)
    }

    /// A list in parentheses, perhaps empty, with spaces between the items.
    pub(super) fn list<T>(
        &mut self,
        expected: &'static str,
        mut item: impl FnMut(&mut Self) -> Parse<T>,
    ) -> Parse<Vec<T>> {
        self.expect(b'(', expected)?;
        self.take_while(|byte| byte == b' ');
        let mut items = Vec::new();
        while !self.eat(b')') {
            items.push(item(self)?);
            if self.peek() != Some(b')') {
                self.sp().map_err(|_| Error::Expected("a space or a closing parenthesis"))?;
            }
        }
        Ok(items)
    }

    /// A list that has at least one item.
    pub(super) fn list1<T>(
        &mut self,
        expected: &'static str,
        item: impl FnMut(&mut Self) -> Parse<T>,
    ) -> Parse<Vec<T>> {
        let items = self.list(expected, item)?;
        if items.is_empty() { Err(Error::Expected(expected)) } else { Ok(items) }
    }

    // number = 1*DIGIT
    pub(super) fn number(&mut self) -> Parse<u32> {
        u32::try_from(self.number64()?).map_err(|_| Error::Expected("a number of 32 bits"))
    }

    // number64 = 1*DIGIT ; unsigned 63-bit integer
    pub(super) fn number64(&mut self) -> Parse<u64> {
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        let value: Option<i64> = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        value.and_then(|value| value.try_into().ok()).ok_or(Error::Expected("a number"))
    }
}
