//! The address lists of RFC 5322 §3.4 with the obsolete forms of §4.4.
//!
//! Whatever else stands in such a field is read as RFC 7103 §7.1 would have it.

use std::borrow::Cow;

use super::Address;
use super::lexer::{Lexer, Token};
use crate::limits;

/// The addresses of an unfolded field body, marks of groups among them; at most [`limits::ADDRESSES`].
///
/// RFC 5322 §3.4: `address-list = (address *("," address)) / obs-addr-list`
pub(crate) fn parse_addresses(field: &[u8]) -> Vec<Address> {
    let mut parser = Parser { lexer: Lexer::new(field), addresses: Vec::new(), in_group: false, open: Open::default() };
    while let Some((token, spaced)) = parser.lexer.next() {
        parser.token(token, spaced);
        if parser.addresses.len() >= limits::ADDRESSES {
            return parser.addresses;
        }
    }
    parser.end_address();
    parser.end_group();
    parser.addresses
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    addresses: Vec<Address>,
    in_group: bool,
    open: Open<'a>,
}

/// What has been read of the address that is not yet complete.
#[derive(Default)]
struct Open<'a> {
    words: Vec<Word<'a>>,
    comment: Option<Vec<u8>>,
    /// Set behind an angle-addr: only a comment or the next address can follow.
    angle: Option<Address>,
}

struct Word<'a> {
    text: Cow<'a, [u8]>,
    /// Whether white space stands before it.
    spaced: bool,
    /// Whether it is the `@` between local-part and domain.
    at: bool,
}

impl<'a> Parser<'a> {
    fn token(&mut self, token: Token<'a>, spaced: bool) {
        match token {
            Token::Word(text) => self.open.words.push(Word { text, spaced, at: false }),
            Token::Comment(text) => self.open.comment = Some(text.into_owned()),
            Token::Special(b'@') => self.open.words.push(Word { text: Cow::Borrowed(b"@"), spaced, at: true }),
            Token::Special(b'<') => self.angle_addr(),
            Token::Special(b',') => self.end_address(),
            Token::Special(b':') => self.begin_group(),
            Token::Special(b';') => {
                self.end_address();
                self.end_group();
            }
            Token::Special(_) => {}
        }
    }

    /// RFC 5322 §3.4: `group = display-name ":" [group-list] ";" [CFWS]`
    fn begin_group(&mut self) {
        if self.in_group || self.open.angle.is_some() {
            return;
        }
        let name = phrase(&self.open.words);
        self.open = Open::default();
        self.in_group = true;
        self.addresses.push(Address { mailbox: Some(name), ..Address::default() });
    }

    fn end_group(&mut self) {
        if std::mem::take(&mut self.in_group) {
            self.addresses.push(Address::default());
        }
    }

    /// RFC 5322 §3.4: `angle-addr = [CFWS] "<" addr-spec ">" [CFWS] / obs-angle-addr`; the `<` has been read.
    fn angle_addr(&mut self) {
        if let Some(before) = self.open.angle.take() {
            let comment = self.open.comment.take();
            self.push(before, comment);
        }
        let name = Some(phrase(&self.open.words)).filter(|name| !name.is_empty());
        self.open.words.clear();
        let (route, closed) = self.inside_angle();
        let (_, mailbox, host) = addr_spec(&self.open.words);
        self.open.words.clear();
        self.open.angle = Some(Address { name, route, mailbox: Some(mailbox), host: Some(host) });
        if !closed {
            self.end_address();
        }
    }

    /// Gathers the words of the addr-spec and returns the route before it, and whether no comma cut it short
    /// (RFC 7103 §7.1.5).
    ///
    /// RFC 5322 §4.4: `obs-angle-addr = [CFWS] "<" obs-route addr-spec ">" [CFWS]`
    fn inside_angle(&mut self) -> (Option<Vec<u8>>, bool) {
        let mut route = None;
        while let Some((token, spaced)) = self.lexer.next() {
            match token {
                Token::Special(b'>') => break,
                Token::Special(b',') if !self.in_route() => return (route, false),
                Token::Special(b',') => self.open.words.push(Word { text: Cow::Borrowed(b","), spaced, at: false }),
                Token::Special(b':') if self.in_route() => route = Some(self.take_route()),
                Token::Special(b'<') => {}
                other => self.token_in_angle(other, spaced),
            }
        }
        (route, true)
    }

    fn token_in_angle(&mut self, token: Token<'a>, spaced: bool) {
        match token {
            Token::Special(b':' | b';') => {}
            other => self.token(other, spaced),
        }
    }

    fn in_route(&self) -> bool {
        self.open.words.first().is_some_and(|word| word.at)
    }

    fn take_route(&mut self) -> Vec<u8> {
        let words = std::mem::take(&mut self.open.words);
        words.iter().flat_map(|word| word.text.iter().copied()).collect()
    }

    fn end_address(&mut self) {
        let open = std::mem::take(&mut self.open);
        match open.angle {
            Some(address) => self.push(address, open.comment),
            None if open.words.is_empty() => {}
            None => self.push(bare_address(&open.words), open.comment),
        }
    }

    /// Adds an address, unless there is nothing in it. A comment is its name where it has no other.
    fn push(&mut self, address: Address, comment: Option<Vec<u8>>) {
        let name = address.name.or(comment);
        if name.is_some() || [&address.mailbox, &address.host].into_iter().flatten().any(|text| !text.is_empty()) {
            self.addresses.push(Address { name, ..address });
        }
    }
}

/// An addr-spec without angle brackets; words before it are taken for a display name.
fn bare_address(words: &[Word<'_>]) -> Address {
    let (before, mailbox, host) = addr_spec(words);
    let name = Some(phrase(before)).filter(|name| !name.is_empty());
    Address { name, route: None, mailbox: Some(mailbox), host: Some(host) }
}

/// RFC 5322 §3.4.1: `addr-spec = local-part "@" domain`; returns what stands before it, the local-part and the domain.
///
/// RFC 5322 §4.4 allows white space around the dots of both. Without an `@` all the words are the local-part.
fn addr_spec<'w, 'a>(words: &'w [Word<'a>]) -> (&'w [Word<'a>], Vec<u8>, Vec<u8>) {
    let Some(at) = words.iter().rposition(|word| word.at) else {
        return (&[], phrase(words), Vec::new());
    };
    let (before, domain) = words.split_at(at);
    let domain = domain.get(1..).unwrap_or_default();
    let start = (1..before.len()).rev().find(|&next| !dotted(before, next)).unwrap_or(0);
    let end = (1..domain.len()).find(|&next| !dotted(domain, next)).unwrap_or(domain.len());
    let (name, local) = before.split_at(start);
    (name, concatenated(local), concatenated(domain.get(..end).unwrap_or(domain)))
}

/// Whether the word at `next` continues the one before it: they touch, or a dot joins them.
fn dotted(words: &[Word<'_>], next: usize) -> bool {
    let (Some(left), Some(right)) = (words.get(next - 1), words.get(next)) else { return false };
    !right.spaced || left.text.ends_with(b".") || right.text.starts_with(b".")
}

fn concatenated(words: &[Word<'_>]) -> Vec<u8> {
    words.iter().flat_map(|word| word.text.iter().copied()).collect()
}

/// RFC 5322 §3.2.5: `phrase = 1*word / obs-phrase`, its white space folded to one space.
fn phrase(words: &[Word<'_>]) -> Vec<u8> {
    let mut text = Vec::new();
    for word in words {
        if word.spaced && !text.is_empty() {
            text.push(b' ');
        }
        text.extend_from_slice(&word.text);
    }
    text
}
