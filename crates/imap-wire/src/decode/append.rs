use super::cursor::{Cursor, Error, Parse};
use super::date::date_time;
use super::flag::flag_list;
use super::mailbox::mailbox;
use super::{name, tag};
use crate::{CommandBody, DateTime, Flag, Mailbox, Rejected, Tag, TextMode, table};

/// APPEND up to its message literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AppendHead {
    pub(crate) tag: Tag,
    pub(crate) mailbox: Mailbox,
    pub(crate) flags: Vec<Flag>,
    pub(crate) internal_date: Option<DateTime>,
}

/// Reads a command's text as far as a literal. `None` where the literal is an argument like any other: the command is
/// not APPEND, or it is the mailbox's name.
pub(crate) fn append_head(text: &[u8], mode: TextMode) -> Option<Result<AppendHead, Rejected>> {
    let mut cursor = Cursor::new(text, mode);
    let tag = tag(&mut cursor).ok()?;
    let (spec, _) = name(&mut cursor).ok()?;
    if spec != &table::APPEND || cursor.end().is_ok() {
        return None;
    }
    let head = arguments(&mut cursor, &tag);
    Some(head.map_err(|error| Rejected { tag: Some(tag), reason: error.in_command(spec.name) }))
}

/// APPEND without a message literal is never right.
pub(super) fn append(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    mailbox(cursor)?;
    Err(Error::Expected("a message as a literal"))
}

// append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP literal
fn arguments(cursor: &mut Cursor<'_>, tag: &Tag) -> Parse<AppendHead> {
    cursor.sp()?;
    let mailbox = mailbox(cursor)?;
    cursor.sp()?;
    let mut head = AppendHead { tag: tag.clone(), mailbox, flags: Vec::new(), internal_date: None };
    if cursor.peek() == Some(b'(') {
        head.flags = flag_list(cursor)?;
        cursor.sp()?;
    }
    if cursor.peek() == Some(b'"') {
        head.internal_date = Some(date_time(cursor)?);
        cursor.sp()?;
    }
    cursor.end().map_err(|_| Error::Expected("flags, a date or a literal"))?;
    Ok(head)
}
