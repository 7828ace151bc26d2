//! One encoded word (RFC 2047 §2).

use memchr::memmem;

use crate::charset::Charset;
use crate::transfer::{Base64, unhex};

/// RFC 2047 §2: `encoded-word = "=?" charset "?" encoding "?" encoded-text "?="`
pub(super) struct EncodedWord<'a> {
    /// The charset; one that nobody knows is guessed from the bytes.
    pub(super) charset: Charset,
    encoding: u8,
    text: &'a [u8],
}

impl<'a> EncodedWord<'a> {
    /// Reads the word that `bytes` begins with, and what stands behind it.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (charset, rest) = split_at_question_mark(bytes.strip_prefix(b"=?")?, CHARSET_BYTES)?;
        let (encoding, rest) = split_at_question_mark(rest, 1)?;
        let encoding = encoding.first()?.to_ascii_lowercase();
        if !matches!(encoding, b'b' | b'q') {
            return None;
        }
        let end = memmem::find(rest, b"?=")?;
        let word = Self { charset: charset_of(charset), encoding, text: rest.get(..end)? };
        Some((word, rest.get(end + 2..)?))
    }

    /// Appends the bytes that the word stands for, in its charset.
    pub(super) fn decode(&self, bytes: &mut Vec<u8>) {
        if self.encoding == b'b' {
            return Base64::default().push(self.text, bytes);
        }
        decode_q(self.text, bytes);
    }
}

/// The longest label that is looked at.
const CHARSET_BYTES: usize = 60;

fn split_at_question_mark(bytes: &[u8], longest: usize) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().take(longest + 1).position(|&byte| byte == b'?')?;
    (end > 0).then_some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

/// RFC 2231 §5: `encoded-word = "=?" charset ["*" language] "?" …`
fn charset_of(label: &[u8]) -> Charset {
    let label = label.split(|&byte| byte == b'*').next().unwrap_or(label);
    Charset::for_label(label).unwrap_or(Charset::UNDECLARED)
}

/// RFC 2047 §4.2, the Q encoding.
fn decode_q(text: &[u8], bytes: &mut Vec<u8>) {
    let mut rest = text;
    while let [first, behind @ ..] = rest {
        rest = behind;
        match (first, behind) {
            (b'_', _) => bytes.push(b' '),
            (b'=', [high, low, behind @ ..]) => match (unhex(*high), unhex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = behind;
                }
                _ => bytes.push(b'='),
            },
            (&byte, _) => bytes.push(byte),
        }
    }
}
