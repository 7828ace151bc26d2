//! URLs, and the commands of URLAUTH (RFC 4467 §8).

use super::cursor::{Cursor, Error, Parse};
use super::mailbox::mailbox;
use crate::CommandBody;
use crate::command::{ResetKey, UrlRump};

const MAX_URL: usize = 8192;
const MAX_URLS: usize = 100;

// genurlauth = "GENURLAUTH" 1*(SP url-rump SP mechanism)
pub(super) fn genurlauth(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    some(cursor, url_rump).map(CommandBody::GenUrlAuth)
}

// urlfetch = "URLFETCH" 1*(SP url-full)
pub(super) fn urlfetch(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    some(cursor, url).map(CommandBody::UrlFetch)
}

// resetkey = "RESETKEY" [SP mailbox *(SP mechanism)]
pub(super) fn resetkey(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    let mut reset = ResetKey { mailbox: None, mechanisms: Vec::new() };
    if cursor.has_argument()? {
        reset.mailbox = Some(mailbox(cursor)?);
    }
    while cursor.has_argument()? {
        reset.mechanisms.push(mechanism(cursor)?);
        if reset.mechanisms.len() > MAX_URLS {
            return Err(Error::Limit("100 mechanisms"));
        }
    }
    Ok(CommandBody::ResetKey(reset))
}

/// A URL as any command takes it: an `astring` of bounded length.
pub(super) fn url(cursor: &mut Cursor<'_>) -> Parse<Vec<u8>> {
    let url = cursor.astring("a URL")?;
    if url.len() > MAX_URL { Err(Error::Limit("8192 octets of a URL")) } else { Ok(url.into_owned()) }
}

// url-rump SP mechanism
fn url_rump(cursor: &mut Cursor<'_>) -> Parse<UrlRump> {
    let url = url(cursor)?;
    cursor.sp()?;
    Ok(UrlRump { url, mechanism: mechanism(cursor)? })
}

// mechanism = "INTERNAL" / 1*(ALPHA / DIGIT / "-" / ".")
fn mechanism(cursor: &mut Cursor<'_>) -> Parse<String> {
    const EXPECTED: &str = "a mechanism";
    let name = cursor.atom(EXPECTED)?.to_ascii_uppercase();
    let valid = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
    if valid { Ok(name) } else { Err(Error::Expected(EXPECTED)) }
}

/// One or more to the end of the command.
fn some<T>(cursor: &mut Cursor<'_>, item: fn(&mut Cursor<'_>) -> Parse<T>) -> Parse<Vec<T>> {
    cursor.sp()?;
    let mut items = vec![item(cursor)?];
    while cursor.has_argument()? {
        items.push(item(cursor)?);
        if items.len() > MAX_URLS {
            return Err(Error::Limit("100 URLs"));
        }
    }
    Ok(items)
}
