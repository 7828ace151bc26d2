use super::cursor::{Cursor, Parse};
use super::message_set::nz_number;
use crate::CommandBody;
use crate::command::UidBatches;

// uidbatches = "UIDBATCHES" SP nz-number [SP nz-number ":" nz-number]
/// One batch may be asked for by its number alone.
pub(super) fn uid_batches(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let size = nz_number(cursor, "how many messages a batch has")?;
    let mut batches = None;
    if cursor.has_argument()? {
        let one = nz_number(cursor, "the number of a batch")?;
        let other = if cursor.eat(b':') { nz_number(cursor, "the number of a batch")? } else { one };
        batches = Some(one.min(other)..=one.max(other));
    }
    Ok(CommandBody::UidBatches(UidBatches { size, batches }))
}
