//! What was found in the headers and text of one message.

use std::sync::Arc;

use posthouse_message::{Field, casemap, casemap_into, decode_header_text};

use super::needle::Needle;
use super::verdict::Verdict;

/// Something that only the bytes of the message tell.
#[derive(Debug)]
pub(super) enum ContentTest {
    /// A field of the message's own header has this name, and holds this if there is a needle.
    Field { name: String, needle: Option<Needle> },
    /// It is in the text of a part.
    Body(Needle),
    /// It is in the text of a part or in any header.
    Text(Needle),
}

/// The tests of a plan with their verdicts so far.
#[derive(Debug)]
pub(super) struct Findings {
    tests: Arc<Vec<ContentTest>>,
    verdicts: Vec<Verdict>,
    changed: bool,
    line: String,
}

impl Findings {
    pub(super) fn new(tests: Arc<Vec<ContentTest>>) -> Self {
        let verdicts = vec![None; tests.len()];
        Self { tests, verdicts, changed: false, line: String::new() }
    }

    pub(super) fn verdict(&self, number: usize) -> Verdict {
        self.verdicts.get(number).copied().flatten()
    }

    /// Whether there is a new verdict since the last time this was asked.
    pub(super) fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Whether headers of parts can bring new verdicts.
    pub(super) fn wants_headers(&self) -> bool {
        self.open().any(|test| matches!(test, ContentTest::Text(_)))
    }

    /// Whether the text of parts can bring new verdicts.
    pub(super) fn wants_text(&self) -> bool {
        self.open().any(|test| matches!(test, ContentTest::Text(_) | ContentTest::Body(_)))
    }

    /// The length of the longest text that is looked for in the text of parts, in bytes.
    pub(super) fn longest(&self) -> usize {
        let length = |test: &ContentTest| match test {
            ContentTest::Body(needle) | ContentTest::Text(needle) => needle.len(),
            ContentTest::Field { .. } => 0,
        };
        self.tests.iter().map(length).max().unwrap_or(0)
    }

    /// Takes a header field; `own` where it is in the message's own header.
    pub(super) fn field(&mut self, field: &Field<'_>, own: bool) {
        let named = |name: &str| own && name.as_bytes().eq_ignore_ascii_case(field.name);
        let concerned = |test: &ContentTest| match test {
            ContentTest::Field { name, .. } => named(name),
            ContentTest::Text(_) => true,
            ContentTest::Body(_) => false,
        };
        if !self.open().any(concerned) {
            return;
        }
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        casemap_into(&String::from_utf8_lossy(field.name), &mut line);
        line.push_str(": ");
        let value = line.len();
        casemap_into(&decode_header_text(field.value), &mut line);
        self.settle(|test| match test {
            ContentTest::Field { name, needle: None } => named(name),
            ContentTest::Field { name, needle: Some(needle) } => {
                named(name) && line.get(value..).is_some_and(|value| needle.is_in(value))
            }
            ContentTest::Text(needle) => needle.is_in(&line),
            ContentTest::Body(_) => false,
        });
        self.line = line;
    }

    /// Takes lines of a header that are no fields.
    pub(super) fn loose(&mut self, lines: &[u8]) {
        if !lines.is_empty() && self.wants_headers() {
            let mapped = casemap(&decode_header_text(lines));
            self.settle(|test| matches!(test, ContentTest::Text(needle) if needle.is_in(&mapped)));
        }
    }

    /// Takes mapped text of a part.
    pub(super) fn text(&mut self, mapped: &str) {
        self.settle(|test| match test {
            ContentTest::Body(needle) | ContentTest::Text(needle) => needle.is_in(mapped),
            ContentTest::Field { .. } => false,
        });
    }

    /// The message's own header has ended.
    pub(super) fn end_of_header(&mut self) {
        self.refute(|test| matches!(test, ContentTest::Field { .. }));
    }

    /// The message has ended: what was not found is not there.
    pub(super) fn end(&mut self) {
        self.refute(|_| true);
    }

    fn open(&self) -> impl Iterator<Item = &ContentTest> {
        self.tests.iter().zip(&self.verdicts).filter(|(_, verdict)| verdict.is_none()).map(|(test, _)| test)
    }

    fn settle(&mut self, found: impl Fn(&ContentTest) -> bool) {
        self.decide(true, found);
    }

    fn refute(&mut self, missing: impl Fn(&ContentTest) -> bool) {
        self.decide(false, missing);
    }

    fn decide(&mut self, verdict: bool, concerns: impl Fn(&ContentTest) -> bool) {
        for (test, open) in self.tests.iter().zip(&mut self.verdicts).filter(|(_, verdict)| verdict.is_none()) {
            if concerns(test) {
                *open = Some(verdict);
                self.changed = true;
            }
        }
    }
}
