//! The tokens of RFC 5322 §3.2, read so that anything has tokens.

use std::borrow::Cow;

use memchr::memchr2;

/// What an address field is made of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// An atom with its dots, a domain literal, or the inside of a quoted string.
    Word(Cow<'a, [u8]>),
    /// The inside of a comment.
    Comment(Cow<'a, [u8]>),
    /// One of `@ , : ; < >`.
    Special(u8),
}

/// Cuts an unfolded field body into tokens.
///
/// Quotes and parentheses that never close stand for themselves and are dropped (RFC 7103 §7.1.4, §7.1.6).
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    rest: &'a [u8],
    quotes_close: bool,
    comments_close: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(field: &'a [u8]) -> Self {
        Self { rest: field, quotes_close: true, comments_close: true }
    }

    /// The next token, and whether white space or a comment stands before it.
    pub(super) fn next(&mut self) -> Option<(Token<'a>, bool)> {
        let trimmed = self.rest.trim_ascii_start();
        let spaced = trimmed.len() < self.rest.len();
        self.rest = trimmed;
        let token = match trimmed.first()? {
            b'"' => self.quoted_string(),
            b'(' => self.comment(),
            b'[' => self.domain_literal(),
            b'@' | b',' | b':' | b';' | b'<' | b'>' => Token::Special(self.take(1).first().copied()?),
            _ => self.atom(0),
        };
        Some((token, spaced))
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (token, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        token
    }

    /// Atoms and dots; `skip` bytes are dropped before them.
    fn atom(&mut self, skip: usize) -> Token<'a> {
        self.take(skip);
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"(@,:;<>".contains(byte);
        let length = self.rest.iter().position(ends).unwrap_or(self.rest.len());
        Token::Word(Cow::Borrowed(self.take(length)))
    }

    /// RFC 5322 §3.2.4: `quoted-string = DQUOTE *([FWS] qcontent) [FWS] DQUOTE`
    fn quoted_string(&mut self) -> Token<'a> {
        match self.quotes_close.then(|| quoted_end(self.rest)).flatten() {
            Some(end) => Token::Word(unescape(inside(self.take(end)))),
            None => {
                self.quotes_close = false;
                self.atom(1)
            }
        }
    }

    /// RFC 5322 §3.2.2: `comment = "(" *([FWS] ccontent) [FWS] ")"`, which may nest.
    fn comment(&mut self) -> Token<'a> {
        match self.comments_close.then(|| comment_end(self.rest)).flatten() {
            Some(end) => Token::Comment(unescape(inside(self.take(end)))),
            None => {
                self.comments_close = false;
                self.atom(1)
            }
        }
    }

    /// RFC 5322 §3.4.1: `domain-literal = [CFWS] "[" *([FWS] dtext) [FWS] "]" [CFWS]`
    fn domain_literal(&mut self) -> Token<'a> {
        let near = self.rest.get(..DOMAIN_LITERAL_BYTES).unwrap_or(self.rest);
        match memchr2(b']', b'<', near).filter(|&end| near.get(end) == Some(&b']')) {
            Some(end) => Token::Word(Cow::Borrowed(self.take(end + 1))),
            _ => self.atom(0),
        }
    }
}

/// How far a closing bracket is looked for.
const DOMAIN_LITERAL_BYTES: usize = 1_000;

/// Where the quoted string that `bytes` begins with ends, behind its closing quote.
fn quoted_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let found = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(found) == Some(&b'"') {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

fn comment_end(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (position, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(position + 1);
        }
    }
    None
}

/// What stands between the first and the last byte.
fn inside(token: &[u8]) -> &[u8] {
    token.get(1..token.len().saturating_sub(1)).unwrap_or_default()
}

/// RFC 5322 §3.2.1: `quoted-pair = "\" (VCHAR / WSP)`
fn unescape(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        plain.push(if byte == b'\\' { bytes.next().copied().unwrap_or(byte) } else { byte });
    }
    Cow::Owned(plain)
}
