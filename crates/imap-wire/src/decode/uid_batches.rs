use super::cursor::{Cursor, Parse};
use super::message_set::nz_number;
use crate::CommandBody;
use crate::command::UidBatches;

// uidbatches = "UIDBATCHES" SP nz-number [SP nz-number ":" nz-number]
pub(super) fn uid_batches(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let size = nz_number(cursor, "how many messages a batch has")?;
    let mut batches = None;
    if cursor.has_argument()? {
        let first = nz_number(cursor, "the number of a batch")?;
        cursor.expect(b':', "a colon and the number of another batch")?;
        batches = Some((first, nz_number(cursor, "the number of a batch")?));
    }
    Ok(CommandBody::UidBatches(UidBatches { size, batches }))
}
