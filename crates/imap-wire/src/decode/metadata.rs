use super::cursor::{Cursor, Error, Parse};
use super::mailbox::mailbox;
use crate::command::{GetMetadata, MetadataDepth, SetMetadata};
use crate::{CommandBody, MetadataEntry};

const ENTRY: &str = "the name of an annotation";

/// What GETMETADATA may be told.
type Options = (Option<u32>, MetadataDepth);

// getmetadata = "GETMETADATA" [SP getmetadata-options] SP mailbox SP entries
/// The examples of RFC 5464 §4.2 have the options after the mailbox, and so have clients.
pub(super) fn getmetadata(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let before = cursor.attempt(getmetadata_options);
    let mailbox = mailbox(cursor)?;
    cursor.sp()?;
    let after = if before.is_none() { cursor.attempt(getmetadata_options) } else { None };
    let (max_size, depth) = before.or(after).unwrap_or_default();
    let mut entries = entries(cursor)?;
    while cursor.has_argument()? {
        entries.push(entry(cursor)?);
    }
    check_count(&entries)?;
    Ok(CommandBody::GetMetadata(GetMetadata { mailbox, entries, max_size, depth }))
}

// setmetadata = "SETMETADATA" SP mailbox SP entry-values
pub(super) fn setmetadata(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let mailbox = mailbox(cursor)?;
    cursor.sp()?;
    let values = cursor.list1("annotations and their values", entry_value)?;
    check_count(&values)?;
    Ok(CommandBody::SetMetadata(SetMetadata { mailbox, values }))
}

// entries = entry / "(" entry *(SP entry) ")"
pub(super) fn entries(cursor: &mut Cursor<'_>) -> Parse<Vec<MetadataEntry>> {
    let entries = match cursor.peek() {
        Some(b'(') => cursor.list1(ENTRY, entry)?,
        _ => vec![entry(cursor)?],
    };
    check_count(&entries)?;
    Ok(entries)
}

// entry = astring
fn entry(cursor: &mut Cursor<'_>) -> Parse<MetadataEntry> {
    let name = cursor.astring(ENTRY)?;
    std::str::from_utf8(&name).ok().and_then(MetadataEntry::new).ok_or(Error::Expected(ENTRY))
}

// entry-value = entry SP value
fn entry_value(cursor: &mut Cursor<'_>) -> Parse<(MetadataEntry, Option<Vec<u8>>)> {
    let entry = entry(cursor)?;
    cursor.sp()?;
    let value = cursor.nstring8("a value")?;
    Ok((entry, value.map(|value| value.into_owned())))
}

// getmetadata-options = "(" getmetadata-option *(SP getmetadata-option) ")"
fn getmetadata_options(cursor: &mut Cursor<'_>) -> Parse<Options> {
    let mut options = Options::default();
    cursor.list1("options", |cursor| getmetadata_option(cursor, &mut options))?;
    cursor.sp()?;
    Ok(options)
}

// getmetadata-option = maxsize-opt / scope-opt
fn getmetadata_option(cursor: &mut Cursor<'_>, options: &mut Options) -> Parse<()> {
    let name = cursor.atom("MAXSIZE or DEPTH")?.to_ascii_uppercase();
    cursor.sp()?;
    match name.as_str() {
        // maxsize-opt = "MAXSIZE" SP number
        "MAXSIZE" => options.0 = Some(cursor.number()?),
        // scope-opt = "DEPTH" SP ("0" / "1" / "infinity")
        "DEPTH" => options.1 = depth(cursor)?,
        _ => return Err(Error::Expected("MAXSIZE or DEPTH")),
    }
    Ok(())
}

fn depth(cursor: &mut Cursor<'_>) -> Parse<MetadataDepth> {
    const EXPECTED: &str = "0, 1 or infinity";
    match cursor.atom(EXPECTED)?.to_ascii_lowercase().as_str() {
        "0" => Ok(MetadataDepth::Zero),
        "1" => Ok(MetadataDepth::One),
        "infinity" => Ok(MetadataDepth::Infinity),
        _ => Err(Error::Expected(EXPECTED)),
    }
}

fn check_count<T>(entries: &[T]) -> Parse<()> {
    if entries.len() > MetadataEntry::MAX_ENTRIES { Err(Error::Limit("1000 annotations")) } else { Ok(()) }
}
