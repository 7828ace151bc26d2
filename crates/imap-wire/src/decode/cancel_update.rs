use super::cursor::{Cursor, Error, Parse};
use crate::{CommandBody, Tag};

const MAX_TAGS: usize = 100;

// command-select =/ "CANCELUPDATE" 1*(SP quoted)
pub(super) fn cancel_update(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let mut tags = vec![quoted_tag(cursor)?];
    while cursor.has_argument()? {
        tags.push(quoted_tag(cursor)?);
        if tags.len() > MAX_TAGS {
            return Err(Error::Limit("100 tags"));
        }
    }
    Ok(CommandBody::CancelUpdate(tags))
}

fn quoted_tag(cursor: &mut Cursor<'_>) -> Parse<Tag> {
    const EXPECTED: &str = "a tag in quotes";
    Tag::new(&cursor.astring(EXPECTED)?).ok_or(Error::Expected(EXPECTED))
}
