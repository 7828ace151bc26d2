use super::cursor::{Cursor, Error, Parse};
use crate::ObjectId;

// objectid = 1*255(ALPHA / DIGIT / "_" / "-")
pub(super) fn object_id(cursor: &mut Cursor<'_>) -> Parse<ObjectId> {
    const EXPECTED: &str = "an object identifier";
    ObjectId::new(cursor.atom(EXPECTED)?).ok_or(Error::Expected(EXPECTED))
}
