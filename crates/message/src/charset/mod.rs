//! Charsets of mail, to UTF-8.
//!
//! encoding_rs knows what browsers know. Mail has a few more (ISO-2022-KR, HZ, UTF-7), labels of its own, and text that
//! declares nothing, for which [`Charset::guess`] says what it seems to be.

mod guess;
mod labels;
mod marks;
mod shifted;
mod utf7;

use encoding_rs::{Decoder, Encoding};

use marks::Marks;
use shifted::Shifted;
use utf7::Utf7;

/// A charset that can be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Standard(&'static Encoding),
    /// windows-1258.
    Vietnamese,
    /// RFC 1557.
    Iso2022Kr,
    /// RFC 1843.
    Hz,
    /// RFC 2152.
    Utf7,
    Undeclared,
}

impl Charset {
    /// Text that declares no charset, or US-ASCII and has 8-bit in it: decoding guesses once it sees 8-bit.
    pub const UNDECLARED: Self = Self(Kind::Undeclared);

    /// UTF-8.
    pub const UTF_8: Self = Self::standard(encoding_rs::UTF_8);

    /// The charset of a label as mail has it, in any case, or `None` where nobody knows it.
    ///
    /// GB2312 and GBK are read as GB18030, which contains them, Latin-1 as windows-1252, KS C 5601 as its extension
    /// cp949: mail declares the smaller and uses the larger. US-ASCII and `unknown-8bit` are [`Charset::UNDECLARED`].
    #[must_use]
    pub fn for_label(label: &[u8]) -> Option<Self> {
        labels::lookup(label).map(Self)
    }

    /// The charset that undeclared text seems to be in: UTF-8 where it is valid, see the module `guess` for the others.
    #[must_use]
    pub fn guess(text: &[u8]) -> Self {
        Self::standard(guess::guess(text))
    }

    /// The usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Standard(encoding) => encoding.name(),
            Kind::Vietnamese => encoding_rs::WINDOWS_1258.name(),
            Kind::Iso2022Kr => "ISO-2022-KR",
            Kind::Hz => "HZ-GB-2312",
            Kind::Utf7 => "UTF-7",
            Kind::Undeclared => "US-ASCII",
        }
    }

    /// Decodes a whole text; what cannot be decoded becomes U+FFFD.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> String {
        self.decode_and_tell(bytes).0
    }

    /// As [`Charset::decode`], and whether something could not be decoded.
    pub(crate) fn decode_and_tell(self, bytes: &[u8]) -> (String, bool) {
        if let Kind::Standard(encoding) = self.0 {
            let (text, damaged) = encoding.decode_with_bom_removal(bytes);
            return (text.into_owned(), damaged);
        }
        let mut text = String::with_capacity(bytes.len());
        let mut decoder = self.decoder();
        decoder.push(bytes, &mut text);
        decoder.finish(&mut text);
        let damaged = text.contains(char::REPLACEMENT_CHARACTER);
        (text, damaged)
    }

    /// A decoder for text that streams.
    #[must_use]
    pub fn decoder(self) -> CharsetDecoder {
        CharsetDecoder(match self.0 {
            Kind::Standard(encoding) => State::Standard(Standard::new(encoding)),
            Kind::Vietnamese => State::Marked(Standard::new(encoding_rs::WINDOWS_1258), Marks::default()),
            Kind::Iso2022Kr => State::Shifted(Shifted::iso_2022_kr(), Standard::new(encoding_rs::EUC_KR)),
            Kind::Hz => State::Shifted(Shifted::hz(), Standard::new(encoding_rs::GBK)),
            Kind::Utf7 => State::Utf7(Utf7::default()),
            Kind::Undeclared => State::Undeclared(Vec::new()),
        })
    }

    const fn standard(encoding: &'static Encoding) -> Self {
        Self(Kind::Standard(encoding))
    }
}

/// Decodes text as it streams. However it is cut into chunks, the result is the same.
#[derive(Debug)]
pub struct CharsetDecoder(State);

#[derive(Debug)]
enum State {
    Standard(Standard),
    /// A charset with marks behind their letters.
    Marked(Standard, Marks),
    /// A 7-bit charset that shifts, rewritten to the 8-bit one behind it.
    Shifted(Shifted, Standard),
    Utf7(Utf7),
    /// Everything since the first byte that is not plain ASCII, until there is enough to guess from.
    Undeclared(Vec<u8>),
}

/// How many bytes of undeclared text are held to guess from.
const GUESS_BYTES: usize = 4096;

impl CharsetDecoder {
    /// Reads more bytes and appends their text.
    pub fn push(&mut self, bytes: &[u8], text: &mut String) {
        match &mut self.0 {
            State::Standard(standard) => standard.push(bytes, text),
            State::Marked(standard, marks) => {
                standard.push(bytes, marks.decoded());
                marks.compose(text);
            }
            State::Shifted(shifted, standard) => standard.push(&shifted.push(bytes), text),
            State::Utf7(utf7) => utf7.push(bytes, text),
            State::Undeclared(held) => {
                hold(held, bytes, text);
                if held.len() >= GUESS_BYTES {
                    self.decide(text);
                }
            }
        }
    }

    /// Ends the text: a character that was cut off becomes U+FFFD.
    pub fn finish(mut self, text: &mut String) {
        self.decide(text);
        match self.0 {
            State::Standard(standard) => standard.finish(text),
            State::Marked(standard, mut marks) => {
                standard.finish(marks.decoded());
                marks.compose(text);
                marks.finish(text);
            }
            State::Shifted(shifted, mut standard) => {
                standard.push(&shifted.finish(), text);
                standard.finish(text);
            }
            State::Utf7(utf7) => utf7.finish(text),
            State::Undeclared(_) => {}
        }
    }

    /// Guesses from the first [`GUESS_BYTES`] of what is held, however much came with the last chunk.
    fn decide(&mut self, text: &mut String) {
        let State::Undeclared(held) = &mut self.0 else { return };
        let held = std::mem::take(held);
        let sample = held.get(..GUESS_BYTES).unwrap_or(&held);
        let mut standard = Standard::new(guess::guess(sample));
        standard.push(&held, text);
        self.0 = State::Standard(standard);
    }
}

/// Passes plain ASCII through until the first other byte, and holds everything from there on.
fn hold(held: &mut Vec<u8>, bytes: &[u8], text: &mut String) {
    let plain = if held.is_empty() { plain_length(bytes) } else { 0 };
    let (plain, rest) = bytes.split_at(plain);
    text.push_str(&String::from_utf8_lossy(plain));
    held.extend_from_slice(rest);
}

/// ESC is not plain: it begins the shifts of ISO-2022-JP.
fn plain_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| byte >= 0x80 || byte == 0x1B).unwrap_or(bytes.len())
}

#[derive(Debug)]
struct Standard(Box<Decoder>);

impl Standard {
    fn new(encoding: &'static Encoding) -> Self {
        Self(Box::new(encoding.new_decoder_with_bom_removal()))
    }

    fn push(&mut self, bytes: &[u8], text: &mut String) {
        self.decode(bytes, text, false);
    }

    fn finish(mut self, text: &mut String) {
        self.decode(b"", text, true);
    }

    /// With room for the worst case, one call takes all; chunks keep that case small.
    fn decode(&mut self, bytes: &[u8], text: &mut String, last: bool) {
        let mut chunks = bytes.chunks(CHUNK_BYTES).peekable();
        if chunks.peek().is_none() {
            return self.decode_chunk(b"", text, last);
        }
        while let Some(chunk) = chunks.next() {
            self.decode_chunk(chunk, text, last && chunks.peek().is_none());
        }
    }

    fn decode_chunk(&mut self, chunk: &[u8], text: &mut String, last: bool) {
        text.reserve(self.0.max_utf8_buffer_length(chunk.len()).unwrap_or(chunk.len()));
        let _all_read = self.0.decode_to_string(chunk, text, last);
    }
}

/// How many bytes are decoded at once.
const CHUNK_BYTES: usize = 16 * 1024;
