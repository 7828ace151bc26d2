//! uuencode, which old mail names `x-uuencode` (POSIX uuencode; no RFC defines it).

/// Decodes the first uuencoded file of a body as it streams; text around it is left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Uuencode {
    line: Vec<u8>,
    place: Place,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Before,
    Inside,
    Behind,
}

/// No line of a uuencoded file is longer; the rest of one that is is dropped.
const LINE_BYTES: usize = 200;

impl Uuencode {
    pub(super) fn push(&mut self, text: &[u8], content: &mut Vec<u8>) {
        for &byte in text {
            if byte == b'\n' {
                self.end_line(content);
            } else if self.line.len() < LINE_BYTES {
                self.line.push(byte);
            }
        }
    }

    pub(super) fn finish(mut self, content: &mut Vec<u8>) {
        self.end_line(content);
    }

    fn end_line(&mut self, content: &mut Vec<u8>) {
        let line = std::mem::take(&mut self.line);
        let line = line.trim_ascii_end();
        match self.place {
            Place::Before if line.starts_with(b"begin ") => self.place = Place::Inside,
            Place::Inside if line == b"end" => self.place = Place::Behind,
            Place::Inside => decode_line(line, content),
            Place::Before | Place::Behind => {}
        }
    }
}

/// A line: its length in bytes as one character, then four characters for every three bytes. Blanks at its end may be
/// missing.
fn decode_line(line: &[u8], content: &mut Vec<u8>) {
    let Some((length, characters)) = line.split_first() else { return };
    let end = content.len() + usize::from(value(*length));
    for quantum in characters.chunks(4) {
        let character = |position: usize| u32::from(quantum.get(position).map_or(0, |&byte| value(byte)));
        let bits = character(0) << 18 | character(1) << 12 | character(2) << 6 | character(3);
        let [_, first, second, third] = bits.to_be_bytes();
        content.extend([first, second, third]);
    }
    content.resize(end, 0);
}

/// Six bits; the backquote and the blank are both zero.
fn value(byte: u8) -> u8 {
    byte.wrapping_sub(b' ') & 0x3F
}
