use std::num::NonZeroU32;

use super::cursor::{Cursor, Error, Parse};
use crate::{MessageSet, ModSeq, SequenceSet};

const EXPECTED: &str = "a set of message numbers";

// SP sequence-set
pub(super) fn sp_message_set(cursor: &mut Cursor<'_>) -> Parse<MessageSet> {
    cursor.sp()?;
    message_set(cursor)
}

// sequence-set =/ seq-last-command; seq-last-command = "$"
pub(super) fn message_set(cursor: &mut Cursor<'_>) -> Parse<MessageSet> {
    if cursor.eat(b'$') {
        return Ok(MessageSet::Saved);
    }
    sequence_set(cursor).map(MessageSet::Set)
}

// sequence-set = (seq-number / seq-range) ["," sequence-set]
fn sequence_set(cursor: &mut Cursor<'_>) -> Parse<SequenceSet> {
    let mut ranges = vec![seq_range(cursor)?];
    while cursor.eat(b',') {
        ranges.push(seq_range(cursor)?);
    }
    SequenceSet::new(ranges).map_err(|_| Error::Expected("fewer ranges in a set of message numbers"))
}

// known-uids = sequence-set ; "*" is not allowed
/// A set that names its numbers, as a client does which tells what it knows (RFC 7162 §7).
pub(super) fn known_set(cursor: &mut Cursor<'_>) -> Parse<SequenceSet> {
    let set = sequence_set(cursor)?;
    if set.has_star() { Err(Error::Expected("a set without *")) } else { Ok(set) }
}

// seq-range = seq-number ":" seq-number
fn seq_range(cursor: &mut Cursor<'_>) -> Parse<(Option<NonZeroU32>, Option<NonZeroU32>)> {
    let from = seq_number(cursor)?;
    let to = if cursor.eat(b':') { seq_number(cursor)? } else { from };
    Ok((from, to))
}

// seq-number = nz-number / "*"
pub(super) fn seq_number(cursor: &mut Cursor<'_>) -> Parse<Option<NonZeroU32>> {
    if cursor.eat(b'*') {
        return Ok(None);
    }
    nz_number(cursor, EXPECTED).map(Some)
}

// nz-number = digit-nz *DIGIT
pub(super) fn nz_number(cursor: &mut Cursor<'_>, expected: &'static str) -> Parse<NonZeroU32> {
    let number = cursor.number().map_err(|_| Error::Expected(expected))?;
    NonZeroU32::new(number).ok_or(Error::Expected(expected))
}

// mod-sequence-value = 1*DIGIT ; positive unsigned 63-bit integer
pub(super) fn mod_sequence_value(cursor: &mut Cursor<'_>) -> Parse<ModSeq> {
    match mod_sequence_valzer(cursor)? {
        ModSeq::ZERO => Err(Error::Expected("a modification sequence above 0")),
        value => Ok(value),
    }
}

// mod-sequence-valzer = "0" / mod-sequence-value
pub(super) fn mod_sequence_valzer(cursor: &mut Cursor<'_>) -> Parse<ModSeq> {
    const EXPECTED: &str = "a modification sequence";
    let value = cursor.number64().map_err(|_| Error::Expected(EXPECTED))?;
    ModSeq::new(value).ok_or(Error::Expected(EXPECTED))
}
