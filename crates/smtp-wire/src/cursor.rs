//! A cursor over the text of one line, for recursive descent.

/// What is left to parse. Every `take` that fails leaves the cursor where it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    pub(crate) fn rest(self) -> &'a str {
        self.rest
    }

    pub(crate) fn is_end(self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn starts_with(self, expected: char) -> bool {
        self.rest.starts_with(expected)
    }

    /// Consumes `expected` if it is next.
    pub(crate) fn take(&mut self, expected: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }

    /// Consumes the next character, whatever it is.
    pub(crate) fn take_any(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next()?;
        self.rest = chars.as_str();
        Some(next)
    }

    /// Consumes `word` in any case of its ASCII letters.
    pub(crate) fn take_word(&mut self, word: &str) -> Option<()> {
        let head = self.rest.get(..word.len())?;
        if !head.eq_ignore_ascii_case(word) {
            return None;
        }
        self.rest = self.rest.get(word.len()..)?;
        Some(())
    }

    /// Consumes the longest run of characters that satisfy `wanted`, which may be empty.
    pub(crate) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let (run, rest) = self.rest.split_at(self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len()));
        self.rest = rest;
        run
    }

    /// Like [`Cursor::take_while`], for runs that must not be empty.
    pub(crate) fn take_some(&mut self, wanted: impl Fn(char) -> bool) -> Option<&'a str> {
        Some(self.take_while(wanted)).filter(|run| !run.is_empty())
    }

    /// Consumes spaces; senders put them where RFC 5321 §4.1.1.2 allows none.
    pub(crate) fn skip_spaces(&mut self) {
        self.take_while(|c| c == ' ' || c == '\t');
    }
}
