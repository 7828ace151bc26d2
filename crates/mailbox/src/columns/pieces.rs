//! The columns of pieces: parts of the records of emails as they stand there, compressed together.

use std::ops::Range;

use crate::record::{Damaged, Put, Reader, seal, unseal};

/// How long a piece may be, in octets; a longer one is left out, and the record of its email is read instead.
const PIECE: usize = 4096;

/// Text as it stands in headers gets a third as long; more effort gains little.
const LEVEL: i32 = 1;

const AS_IT_IS: u8 = 0;
const COMPRESSED: u8 = 1;

/// A piece of each email.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    octets: Vec<u8>,
    /// For each email where its piece lies; `None` where it is not here.
    places: Vec<Option<Range<usize>>>,
}

impl Pieces {
    /// The piece of the email at this place; `None` where it was gone, or its piece too long.
    pub(crate) fn get(&self, place: usize) -> Option<&[u8]> {
        let range = self.places.get(place)?.clone()?;
        self.octets.get(range)
    }

    /// How many octets they have together.
    pub(super) fn octets(&self) -> usize {
        self.octets.len()
    }

    /// Takes the pieces of a record.
    pub(super) fn replace(&mut self, record: &[u8]) -> Result<(), Damaged> {
        *self = Self::decode(record)?;
        Ok(())
    }

    fn decode(record: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(unseal(record)?);
        let count = super::count(&mut reader)?;
        let mut places = Vec::with_capacity(count);
        let mut end = 0;
        for _ in 0..count {
            places.push(place(reader.number()?, &mut end)?);
        }
        let octets = match reader.u8()? {
            AS_IT_IS => reader.rest().to_vec(),
            COMPRESSED => {
                zstd::bulk::decompress(reader.rest(), end).map_err(|_| Damaged("pieces cannot be expanded"))?
            }
            _ => return Err(Damaged("pieces are compressed in an unknown way")),
        };
        if octets.len() == end { Ok(Self { octets, places }) } else { Err(Damaged("pieces have a wrong length")) }
    }
}

/// The place that begins at `end`, of a length and 1; 0 says that there is none.
fn place(number: u64, end: &mut usize) -> Result<Option<Range<usize>>, Damaged> {
    let Some(length) = number.checked_sub(1) else { return Ok(None) };
    let length =
        usize::try_from(length).ok().filter(|length| *length <= PIECE).ok_or(Damaged("a piece is too long"))?;
    let start = *end;
    *end += length;
    Ok(Some(start..*end))
}

/// Makes the column.
#[derive(Clone, Debug, Default)]
pub(super) struct Builder {
    octets: Vec<u8>,
    /// The length of each piece, `None` where it is left out.
    lengths: Vec<Option<usize>>,
}

impl Builder {
    /// Takes the piece of the next email, in one or more slices; `None` where the email is gone.
    pub(super) fn push(&mut self, piece: Option<&[&[u8]]>) {
        let slices = piece.unwrap_or_default();
        let length = slices.iter().map(|slice| slice.len()).sum();
        let is_kept = piece.is_some() && length <= PIECE;
        self.lengths.push(is_kept.then_some(length));
        if is_kept {
            slices.iter().for_each(|slice| self.octets.extend_from_slice(slice));
        }
    }

    /// The pieces, as they will be read from the record.
    pub(super) fn pieces(self) -> Pieces {
        let mut end = 0;
        let place = |length: Option<usize>| {
            let start = end;
            end += length?;
            Some(start..end)
        };
        Pieces { places: self.lengths.into_iter().map(place).collect(), octets: self.octets }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let mut record = Vec::new();
        super::put_count(&mut record, self.lengths.len());
        for length in self.lengths {
            record.put_number(length.map_or(0, |length| length as u64 + 1));
        }
        let compressed = zstd::bulk::compress(&self.octets, LEVEL).ok();
        match compressed.filter(|compressed| compressed.len() < self.octets.len()) {
            Some(compressed) => {
                record.push(COMPRESSED);
                record.extend(compressed);
            }
            None => {
                record.push(AS_IT_IS);
                record.extend(self.octets);
            }
        }
        seal(record)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::VERSION;
    use super::*;

    proptest! {
        #[test]
        fn pieces_come_back_as_they_were(pieces in vec(proptest::option::of(vec(any::<u8>(), 0..40)), 0..20), often in 1usize..200) {
            let mut builder = Builder::default();
            let pieces: Vec<Option<Vec<u8>>> = pieces.into_iter().map(|piece| piece.map(|piece| piece.repeat(often))).collect();
            for piece in &pieces {
                let (front, rest) = piece.as_deref().unwrap_or_default().split_at(piece.as_ref().map_or(0, |piece| piece.len() / 2));
                builder.push(piece.is_some().then_some(&[front, rest]));
            }
            let (record, made) = (builder.clone().finish(), builder.pieces());
            let decoded = Pieces::decode(&record).unwrap();
            for (at, piece) in pieces.iter().enumerate() {
                prop_assert_eq!(decoded.get(at), made.get(at));
                prop_assert_eq!(decoded.get(at), piece.as_deref().filter(|piece| piece.len() <= PIECE));
            }
            prop_assert_eq!(decoded.get(pieces.len()), None);
        }

        #[test]
        fn damaged_pieces_are_errors_not_panics(octets: Vec<u8>) {
            let _ = Pieces::decode(&seal([&VERSION[..], &octets].concat()));
        }
    }

    #[test]
    fn what_is_stored_stays_readable() {
        let sum = |octets: &[u8]| seal([&VERSION[..], octets].concat());
        // An email that was gone, one with a piece, one with an empty piece; as they are, and compressed.
        let plain = sum(b"\x03\x00\x04\x01\x00abc");
        let compressed =
            sum(b"\x03\x00\x65\x01\x01\x28\xb5\x2f\xfd\x20\x64\x45\x00\x00\x10\x61\x61\x01\x00\x3f\x01\x2c");
        for (record, piece) in [(plain, b"abc".to_vec()), (compressed, vec![b'a'; 100])] {
            let pieces = Pieces::decode(&record).unwrap();
            assert_eq!([pieces.get(0), pieces.get(1), pieces.get(2)], [None, Some(&piece[..]), Some(&b""[..])]);
        }
    }

    #[test]
    fn what_expands_to_more_than_was_said_is_refused() {
        let bomb = zstd::bulk::compress(&vec![0; 1 << 20], LEVEL).unwrap();
        let record = seal([&VERSION[..], &[1, 5, COMPRESSED], &bomb].concat());
        assert!(Pieces::decode(&record).is_err());
    }
}
