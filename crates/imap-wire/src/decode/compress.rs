use super::cursor::{Cursor, Parse};
use crate::CommandBody;
use crate::command::Compress;

// compress = "COMPRESS" SP algorithm
pub(super) fn compress(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let algorithm = cursor.atom("a compression algorithm")?.to_ascii_uppercase();
    Ok(CommandBody::Compress(Compress { algorithm }))
}
