//! The grammar: one file per command, after the [`crate::Decoder`] has gathered the command whole.
//!
//! Each parser function stands under its ABNF rule and begins where the rule does. Beyond the grammar, and as Dovecot
//! does, spaces may be repeated, stand at the end of the line and stand inside parentheses; names and keywords are
//! read in any case.
//!
//! Not here: where a command ends, how large it may be, and the literals of APPEND; see [`crate::decoder`].

mod acl;
mod append;
mod authenticate;
mod cancel_update;
pub(crate) mod chars;
mod compress;
mod create;
mod cursor;
mod date;
mod enable;
mod fetch;
mod flag;
mod id;
mod imap_url;
mod language;
mod list;
mod login;
mod lsub;
mod mailbox;
mod mailbox_filter;
mod message_set;
mod metadata;
mod multi_search;
mod notify;
mod object_id;
mod partial_range;
mod plain;
mod quota;
mod rename;
mod search;
mod section;
mod select;
mod sort;
mod status;
mod store;
mod string;
mod thread;
mod transfer;
mod uid_batches;
mod uid_expunge;
mod url_auth;

pub(crate) use append::{AppendGrammar, Piece, Segment, Tail, is_append};

use crate::table::{self, Spec};
use crate::{Command, CommandBody, Reason, Rejected, Tag, TextMode};
use cursor::{Cursor, Error, Parse};

/// Parses what follows a command's name.
type Parser = fn(&mut Cursor<'_>) -> Parse<CommandBody>;

static PARSERS: &[(&Spec, Parser)] = &[
    (&table::APPEND, append::append),
    (&table::AUTHENTICATE, authenticate::authenticate),
    (&table::CANCELUPDATE, cancel_update::cancel_update),
    (&table::CAPABILITY, plain::capability),
    (&table::CHECK, plain::check),
    (&table::CLOSE, plain::close),
    (&table::COPY, transfer::copy),
    (&table::CREATE, create::create),
    (&table::DELETE, mailbox::delete),
    (&table::ENABLE, enable::enable),
    (&table::ESEARCH, multi_search::esearch),
    (&table::EXAMINE, select::examine),
    (&table::EXPUNGE, plain::expunge),
    (&table::FETCH, fetch::fetch),
    (&table::ID, id::id),
    (&table::IDLE, plain::idle),
    (&table::LIST, list::list),
    (&table::LOGIN, login::login),
    (&table::LOGOUT, plain::logout),
    (&table::LSUB, lsub::lsub),
    (&table::MOVE, transfer::r#move),
    (&table::NAMESPACE, plain::namespace),
    (&table::NOOP, plain::noop),
    (&table::RENAME, rename::rename),
    (&table::REPLACE, append::append),
    (&table::SEARCH, search::search),
    (&table::SELECT, select::select),
    (&table::SORT, sort::sort),
    (&table::STARTTLS, plain::starttls),
    (&table::STATUS, status::status),
    (&table::STORE, store::store),
    (&table::SUBSCRIBE, mailbox::subscribe),
    (&table::THREAD, thread::thread),
    (&table::UIDBATCHES, uid_batches::uid_batches),
    (&table::UID_COPY, transfer::uid_copy),
    (&table::UID_EXPUNGE, uid_expunge::uid_expunge),
    (&table::UID_FETCH, fetch::uid_fetch),
    (&table::UID_MOVE, transfer::uid_move),
    (&table::UID_REPLACE, append::append),
    (&table::UID_SEARCH, search::uid_search),
    (&table::UID_SORT, sort::uid_sort),
    (&table::UID_STORE, store::uid_store),
    (&table::UID_THREAD, thread::uid_thread),
    (&table::COMPRESS, compress::compress),
    (&table::UNAUTHENTICATE, plain::unauthenticate),
    (&table::LANGUAGE, language::language),
    (&table::COMPARATOR, language::comparator),
    (&table::GENURLAUTH, url_auth::genurlauth),
    (&table::RESETKEY, url_auth::resetkey),
    (&table::URLFETCH, url_auth::urlfetch),
    (&table::GETMETADATA, metadata::getmetadata),
    (&table::SETMETADATA, metadata::setmetadata),
    (&table::SETACL, acl::setacl),
    (&table::DELETEACL, acl::deleteacl),
    (&table::GETACL, acl::getacl),
    (&table::LISTRIGHTS, acl::listrights),
    (&table::MYRIGHTS, acl::myrights),
    (&table::GETQUOTA, quota::getquota),
    (&table::GETQUOTAROOT, quota::getquotaroot),
    (&table::SETQUOTA, quota::setquota),
    (&table::NOTIFY, notify::notify),
    (&table::UNSELECT, plain::unselect),
    (&table::UNSUBSCRIBE, mailbox::unsubscribe),
];

// command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF
/// Parses a whole command, literals in it, without its last line end.
pub(crate) fn command(text: &[u8], mode: TextMode) -> Result<Command, Rejected> {
    let mut cursor = Cursor::new(text, mode);
    let tag = tag(&mut cursor)?;
    match body(&mut cursor) {
        Ok(body) => Ok(Command { tag, body }),
        Err(reason) => Err(Rejected { tag: Some(tag), reason }),
    }
}

/// Whether text that goes on with a literal has begun as a command does; if not, the literal need not be read.
pub(crate) fn command_begins(text: &[u8], mode: TextMode) -> Result<(), Rejected> {
    let mut cursor = Cursor::new(text, mode);
    let tag = tag(&mut cursor)?;
    name(&mut cursor).map(drop).map_err(|reason| Rejected { tag: Some(tag), reason })
}

/// The tag of a line that may go on for ever, if it has one.
pub(crate) fn leading_tag(text: &[u8]) -> Option<Tag> {
    tag(&mut Cursor::new(text, TextMode::Ascii)).ok()
}

// tag = 1*<any ASTRING-CHAR except "+">
fn tag(cursor: &mut Cursor<'_>) -> Result<Tag, Rejected> {
    let tag = Tag::new(cursor.take_while(|byte| byte != b' '));
    match (tag, cursor.sp()) {
        (Some(tag), Ok(())) => Ok(tag),
        _ => Err(Rejected { tag: None, reason: Reason::NoTag }),
    }
}

fn body(cursor: &mut Cursor<'_>) -> Result<CommandBody, Reason> {
    let (spec, parser) = name(cursor)?;
    let parsed = parser(cursor).and_then(|body| cursor.end().map(|()| body));
    parsed.map_err(|error| error.in_command(spec.name))
}

/// The command's name, which is two words after `UID`.
fn name(cursor: &mut Cursor<'_>) -> Result<(&'static Spec, Parser), Reason> {
    let first = cursor.take_while(chars::is_atom_char);
    if !first.eq_ignore_ascii_case(b"UID") {
        return find(|name| first.eq_ignore_ascii_case(name.as_bytes()));
    }
    let second = cursor.sp().map(|()| cursor.take_while(chars::is_atom_char)).unwrap_or_default();
    find(|name| name.strip_prefix("UID ").is_some_and(|name| second.eq_ignore_ascii_case(name.as_bytes())))
}

fn find(is_meant: impl Fn(&str) -> bool) -> Result<(&'static Spec, Parser), Reason> {
    PARSERS.iter().find(|(spec, _)| is_meant(spec.name)).copied().ok_or(Reason::UnknownCommand)
}

impl Error {
    fn in_command(self, command: &'static str) -> Reason {
        match self {
            Error::Expected(expected) => Reason::Syntax { command, expected },
            Error::Limit(allowed) => Reason::Limit { command, allowed },
            Error::Mailbox(error) => Reason::Mailbox(error),
            Error::UnknownUse => Reason::UnknownUse,
        }
    }
}

#[cfg(test)]
mod tests;
