//! Message content behind BDAT: chunks of a declared length (RFC 3030 §2).

use memchr::memchr2;

use super::BareEnding;

/// Counts the octets of one chunk. Nothing in them is looked at.
#[derive(Debug)]
pub struct ChunkDecoder {
    remaining: u64,
}

impl ChunkDecoder {
    /// A decoder at the start of a chunk of `size` octets.
    #[must_use]
    pub fn new(size: u64) -> Self {
        Self { remaining: size }
    }

    /// Whether all of the chunk has come.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.remaining == 0
    }

    /// The head of the input that belongs to the chunk; what is behind it belongs to the next step.
    #[must_use]
    pub fn decode<'a>(&mut self, input: &'a [u8]) -> &'a [u8] {
        let wanted = usize::try_from(self.remaining).unwrap_or(usize::MAX);
        let content = input.get(..wanted).unwrap_or(input);
        self.remaining = self.remaining.saturating_sub(content.len() as u64);
        content
    }
}

/// Watches for bare line endings in content that was not declared as BINARYMIME, over all its chunks.
///
/// A chunk cannot be cut short by its content, but what is stored may one day be sent on with DATA; RFC 3030 §3 wants
/// canonical line endings in everything that is not BINARYMIME.
#[derive(Debug, Default)]
pub struct LineEndings {
    after_cr: bool,
    bare: Option<BareEnding>,
}

impl LineEndings {
    /// At the start of a message.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks at the next piece of the message.
    pub fn scan(&mut self, content: &[u8]) {
        let mut rest = content;
        while self.bare.is_none() && !rest.is_empty() {
            rest = self.scan_line(rest);
        }
    }

    /// The verdict over the whole message.
    ///
    /// # Errors
    /// The first bare ending; a CR at the very end is one.
    pub fn finish(&self) -> Result<(), BareEnding> {
        match (self.bare, self.after_cr) {
            (Some(bare), _) => Err(bare),
            (None, true) => Err(BareEnding::Cr),
            (None, false) => Ok(()),
        }
    }

    fn scan_line<'a>(&mut self, input: &'a [u8]) -> &'a [u8] {
        if self.after_cr {
            self.after_cr = false;
            self.bare = (input.first() != Some(&b'\n')).then_some(BareEnding::Cr);
            return input.get(1..).unwrap_or_default();
        }
        let Some(at) = memchr2(b'\r', b'\n', input) else { return &[] };
        if input.get(at) == Some(&b'\n') {
            self.bare = Some(BareEnding::Lf);
        } else {
            self.after_cr = true;
        }
        input.get(at + 1..).unwrap_or_default()
    }
}
