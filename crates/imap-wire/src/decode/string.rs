use std::borrow::Cow;

use super::chars::{is_astring_char, is_unquoted_char};
use super::cursor::{Cursor, Error, Parse};

/// How closely a string is held to the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// As it says: in a quoted string ASCII, or UTF-8 once the client has enabled it.
    Strict,
    /// As Dovecot reads it. Clients quote UTF-8 without having enabled it, people and scripts leave `DOMAIN\user` and
    /// `pass*word` without quotes. It cannot be mistaken for anything else, and whoever takes the string checks it.
    Lenient,
}

impl<'a> Cursor<'a> {
    // astring = 1*ASTRING-CHAR / string
    pub(super) fn astring(&mut self, expected: &'static str) -> Parse<Cow<'a, [u8]>> {
        self.astring_of(Reading::Strict, expected)
    }

    /// An `astring` that people write: a mailbox name, user, password or search string.
    pub(super) fn text(&mut self, expected: &'static str) -> Parse<Cow<'a, [u8]>> {
        self.astring_of(Reading::Lenient, expected)
    }

    /// A `string` that people write, where atoms have a rule of their own.
    pub(super) fn text_string(&mut self, expected: &'static str) -> Parse<Cow<'a, [u8]>> {
        self.string_of(Reading::Lenient, expected)
    }

    // nstring = string / nil
    pub(super) fn nstring(&mut self, expected: &'static str) -> Parse<Option<Cow<'a, [u8]>>> {
        if self.eat_keyword("NIL") {
            return Ok(None);
        }
        self.astring(expected).map(Some)
    }

    // value = nstring / literal8 of RFC 5464 §5
    pub(super) fn nstring8(&mut self, expected: &'static str) -> Parse<Option<Cow<'a, [u8]>>> {
        if self.eat_keyword("NIL") {
            return Ok(None);
        }
        // literal8 = "~{" number64 ["+"] "}" CRLF *OCTET
        if self.eat(b'~') {
            return self.octets().map(|octets| Some(Cow::Borrowed(octets)));
        }
        self.string_of(Reading::Lenient, expected).map(Some)
    }

    fn astring_of(&mut self, reading: Reading, expected: &'static str) -> Parse<Cow<'a, [u8]>> {
        let is_part = match reading {
            Reading::Strict => is_astring_char,
            Reading::Lenient => is_unquoted_char,
        };
        match self.take_while(is_part) {
            [] => self.string_of(reading, expected),
            atom => Ok(Cow::Borrowed(atom)),
        }
    }

    // string = quoted / literal
    fn string_of(&mut self, reading: Reading, expected: &'static str) -> Parse<Cow<'a, [u8]>> {
        match self.peek() {
            Some(b'"') => self.quoted(reading),
            Some(b'{') => self.literal().map(Cow::Borrowed),
            _ => Err(Error::Expected(expected)),
        }
    }

    // quoted = DQUOTE *QUOTED-CHAR DQUOTE
    fn quoted(&mut self, reading: Reading) -> Parse<Cow<'a, [u8]>> {
        self.expect(b'"', "a quoted string")?;
        let mut text = Cow::Borrowed(self.take_while(is_plain_quoted_char));
        while self.eat(b'\\') {
            text.to_mut().push(self.quoted_special()?);
            text.to_mut().extend_from_slice(self.take_while(is_plain_quoted_char));
        }
        self.expect(b'"', "a closing quote")?;
        self.check_eight_bit(&text, reading)?;
        Ok(text)
    }

    // quoted-specials = DQUOTE / "\"
    fn quoted_special(&mut self) -> Parse<u8> {
        match self.take(1) {
            Some([special @ (b'"' | b'\\')]) => Ok(*special),
            _ => Err(Error::Expected("a quote or backslash after a backslash")),
        }
    }

    fn check_eight_bit(&self, text: &[u8], reading: Reading) -> Parse<()> {
        let allowed = match (self.mode().is_utf8(), reading) {
            (true, _) => std::str::from_utf8(text).is_ok(),
            (false, Reading::Lenient) => true,
            (false, Reading::Strict) => text.is_ascii(),
        };
        if allowed { Ok(()) } else { Err(Error::Expected("ASCII in a quoted string, or UTF-8 where that is enabled")) }
    }

    // literal = "{" number64 ["+"] "}" CRLF *CHAR8
    fn literal(&mut self) -> Parse<&'a [u8]> {
        let octets = self.octets()?;
        if octets.contains(&0) { Err(Error::Expected("a literal without NUL")) } else { Ok(octets) }
    }

    /// A literal with anything in it.
    fn octets(&mut self) -> Parse<&'a [u8]> {
        self.expect(b'{', "a literal")?;
        let size = self.number64()?;
        self.eat(b'+');
        self.expect(b'}', "a closing brace")?;
        self.eat(b'\r');
        self.expect(b'\n', "a line end after a literal's length")?;
        let octets = usize::try_from(size).ok().and_then(|size| self.take(size));
        octets.ok_or(Error::Expected("a whole literal"))
    }
}

fn is_plain_quoted_char(byte: u8) -> bool {
    !matches!(byte, b'"' | b'\\' | b'\r' | b'\n' | b'\0')
}
