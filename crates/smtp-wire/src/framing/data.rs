//! Message content behind DATA: dot-unstuffing and the one true end.

use memchr::memchr2;

use super::BareEnding;

/// What one call of [`DataDecoder::decode`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataStep<'a> {
    /// How many octets of the input are used up; the rest belongs to the next step.
    pub consumed: usize,
    /// Message content, with the transparency dots taken out. Always empty once a bare ending was seen.
    pub content: &'a [u8],
    /// Set at `CRLF.CRLF`: the message is whole, or must be refused for what was in it.
    pub end: Option<Result<(), BareEnding>>,
}

/// Takes message content out of a stream (RFC 5321 §4.5.2), holding back nothing but its state.
///
/// The content ends at `CRLF.CRLF` and nowhere else. A bare CR or LF anywhere spoils the message: the decoder still
/// runs to the true end, so that what a sender meant as content is never read as commands, and then says so.
#[derive(Debug, Default)]
pub struct DataDecoder {
    state: State,
    bare: Option<BareEnding>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Behind CRLF, and at the very start: the CRLF of the DATA command counts (RFC 5321 §4.1.1.4).
    #[default]
    LineStart,
    /// Behind a dot at the start of a line.
    Dot,
    /// Behind a dot and CR at the start of a line.
    DotCr,
    /// Anywhere else in a line.
    Line,
    /// Behind a CR in a line.
    Cr,
}

/// What an octet at the start of a line is.
enum Leading {
    Dropped,
    Content,
    End,
}

impl DataDecoder {
    /// A decoder at the start of a message.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads on until a dot must be taken out, the message ends or the input is used up.
    #[must_use]
    pub fn decode<'a>(&mut self, input: &'a [u8]) -> DataStep<'a> {
        let mut at = 0;
        while let Some(&octet) = input.get(at) {
            match self.leading(octet) {
                Leading::Dropped => at += 1,
                Leading::Content => break,
                Leading::End => return self.end(at + 1),
            }
        }
        let tail = input.get(at..).unwrap_or_default();
        let length = self.content(tail);
        let content = if self.bare.is_some() { &[] } else { tail.get(..length).unwrap_or_default() };
        DataStep { consumed: at + length, content, end: None }
    }

    fn leading(&mut self, octet: u8) -> Leading {
        match (self.state, octet) {
            (State::LineStart, b'.') => self.dropped(State::Dot),
            (State::Dot, b'\r') => self.dropped(State::DotCr),
            (State::DotCr, b'\n') => Leading::End,
            (State::DotCr, _) => {
                self.spoil(BareEnding::Cr);
                self.state = State::Line;
                Leading::Content
            }
            (State::LineStart | State::Dot, _) => {
                self.state = State::Line;
                Leading::Content
            }
            (State::Line | State::Cr, _) => Leading::Content,
        }
    }

    fn dropped(&mut self, next: State) -> Leading {
        self.state = next;
        Leading::Dropped
    }

    fn end(&mut self, consumed: usize) -> DataStep<'static> {
        let bare = std::mem::take(self).bare;
        DataStep { consumed, content: &[], end: Some(bare.map_or(Ok(()), Err)) }
    }

    /// The length of what is content up to the next dot at the start of a line.
    fn content(&mut self, input: &[u8]) -> usize {
        let mut at = 0;
        while let Some(&octet) = input.get(at) {
            match (self.state, octet) {
                (State::LineStart, b'.') => return at,
                (State::Cr, b'\n') => self.state = State::LineStart,
                (State::Cr, b'\r') => self.spoil(BareEnding::Cr),
                (State::Cr, _) => {
                    self.spoil(BareEnding::Cr);
                    self.state = State::Line;
                }
                (_, b'\r') => self.state = State::Cr,
                (_, b'\n') => {
                    self.spoil(BareEnding::Lf);
                    self.state = State::Line;
                }
                _ => {
                    self.state = State::Line;
                    at = skip_text(input, at);
                    continue;
                }
            }
            at += 1;
        }
        at
    }

    fn spoil(&mut self, ending: BareEnding) {
        self.bare.get_or_insert(ending);
    }
}

fn skip_text(input: &[u8], at: usize) -> usize {
    memchr2(b'\r', b'\n', input.get(at..).unwrap_or_default()).map_or(input.len(), |length| at + length)
}
