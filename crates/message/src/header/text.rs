//! Header text with encoded words (RFC 2047).

use memchr::memmem;

use super::encoded_word::EncodedWord;
use super::fields::unfold;
use crate::charset::Charset;

/// Unstructured header text for people: encoded words decoded, undeclared 8-bit guessed.
///
/// Lenient where mail is: encoded words count inside quotes and without white space around them, and those of one
/// charset that stand side by side are joined before they are decoded, since many clients split them inside a
/// character. Undeclared 8-bit is UTF-8 where it is valid UTF-8, otherwise [`Charset::guess`] says. The result is one
/// line without control characters.
#[must_use]
pub fn decode_header_text(raw: &[u8]) -> String {
    read(raw).finish()
}

/// Whether header text has octets that the charset it is in, declared or guessed, does not have.
#[must_use]
pub fn is_damaged_header_text(raw: &[u8]) -> bool {
    read(raw).damaged
}

fn read(raw: &[u8]) -> Text {
    let line = unfold(raw);
    let mut text = Text { out: String::with_capacity(line.len()), word: None, damaged: false };
    let mut rest = line.as_slice();
    while let Some(position) = memmem::find(rest, b"=?") {
        let (before, candidate) = rest.split_at(position);
        if let Some((word, behind)) = EncodedWord::parse(candidate) {
            text.literal(before);
            text.word(&word);
            rest = behind;
        } else {
            let (mark, behind) = rest.split_at(position + 2);
            text.literal(mark);
            rest = behind;
        }
    }
    text.literal(rest);
    text.flush();
    text
}

struct Text {
    out: String,
    /// The charset and the bytes of the encoded words that were last read, as long as more may join them.
    word: Option<(Charset, Vec<u8>)>,
    /// Whether something could not be decoded.
    damaged: bool,
}

impl Text {
    /// RFC 2047 §6.2: white space between two encoded words is ignored.
    fn literal(&mut self, bytes: &[u8]) {
        if self.word.is_some() && bytes.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        self.flush();
        match std::str::from_utf8(bytes) {
            Ok(text) => self.out.push_str(text),
            Err(_) => self.decoded(Charset::guess(bytes), bytes),
        }
    }

    fn word(&mut self, word: &EncodedWord<'_>) {
        if self.word.as_ref().is_some_and(|(charset, _)| *charset != word.charset) {
            self.flush();
        }
        let (_, bytes) = self.word.get_or_insert_with(|| (word.charset, Vec::new()));
        word.decode(bytes);
    }

    fn flush(&mut self) {
        if let Some((charset, bytes)) = self.word.take() {
            self.decoded(charset, &bytes);
        }
    }

    fn decoded(&mut self, charset: Charset, bytes: &[u8]) {
        let (text, damaged) = charset.decode_and_tell(bytes);
        self.out.push_str(&text);
        self.damaged |= damaged;
    }

    fn finish(mut self) -> String {
        if self.out.chars().any(char::is_control) {
            self.out = self.out.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
        }
        self.out
    }
}
