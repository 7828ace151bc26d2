use super::cursor::{Cursor, Error, Parse};
use super::message_set::nz_number;
use crate::PartialRange;

const EXPECTED: &str = "a range such as 1:100 or -1:-100";

// partial-range = partial-range-first / partial-range-last
pub(super) fn partial_range(cursor: &mut Cursor<'_>) -> Parse<PartialRange> {
    // partial-range-last = MINUS nz-number ":" MINUS nz-number
    let is_last = cursor.eat(b'-');
    let one = nz_number(cursor, EXPECTED)?;
    cursor.expect(b':', EXPECTED)?;
    if cursor.eat(b'-') != is_last {
        return Err(Error::Expected(EXPECTED));
    }
    let other = nz_number(cursor, EXPECTED)?;
    Ok(if is_last { PartialRange::Last(one, other) } else { PartialRange::First(one, other) })
}
