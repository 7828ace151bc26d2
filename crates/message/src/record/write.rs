//! Writing the pieces of a record.

/// Appends to a record.
pub(super) struct Writer<'a>(pub(super) &'a mut Vec<u8>);

impl Writer<'_> {
    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// LEB128: seven bits a byte, the lowest first, the high bit set on all but the last.
    pub(super) fn number(&mut self, number: u64) {
        let mut rest = number;
        loop {
            let [low, ..] = rest.to_le_bytes();
            rest >>= 7;
            if rest == 0 {
                return self.byte(low & 0x7F);
            }
            self.byte(low | 0x80);
        }
    }

    /// Its length as a number, then its bytes.
    pub(super) fn string(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// Zero for NIL; otherwise its length plus one, then its bytes.
    pub(super) fn nstring(&mut self, bytes: Option<&[u8]>) {
        let Some(bytes) = bytes else { return self.byte(0) };
        self.number(bytes.len() as u64 + 1);
        self.0.extend_from_slice(bytes);
    }

    /// What `write` appends, as a string.
    pub(super) fn nested(&mut self, write: impl FnOnce(&mut Writer<'_>)) {
        let mut inner = Vec::new();
        write(&mut Writer(&mut inner));
        self.string(&inner);
    }
}
