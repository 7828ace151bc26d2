//! Responses: every encoder appends to a `Vec<u8>` and borrows what it writes.
//!
//! One file per response. No encoder builds a tree first, and none can write a line that is not one: text is cleaned
//! of line ends, strings become literals where they must.
//!
//! Not here: which response is due, and the octets of a streamed literal, which the session writes itself between
//! [`FetchWriter::text_header`] and the next item.

mod acl;
mod body_structure;
mod capability;
mod condition;
mod continuation;
mod date;
mod enabled;
mod envelope;
mod esearch;
mod exists;
mod expunge;
mod fetch;
mod fetch_item;
mod flags;
mod id;
mod language;
mod list;
mod mailbox;
mod metadata;
mod namespace;
mod number;
mod object_id;
mod quota;
mod recent;
mod response_code;
mod search;
mod set;
mod status;
mod string;
mod thread;
mod uid_batches;
mod url_auth;
mod vanished;

pub use acl::{acl, list_rights, my_rights};
pub use body_structure::{BodyContent, BodyParameter, BodyPart};
pub use capability::capability;
pub use condition::{Condition, tagged, untagged};
pub use continuation::{challenge, continuation};
pub use enabled::enabled;
pub use envelope::{Address, AddressField, Envelope};
pub use esearch::{Esearch, SearchedMailbox, esearch};
pub use exists::exists;
pub use expunge::expunge;
pub use fetch::FetchWriter;
pub use flags::{flag_list, flags};
pub use id::id;
pub use language::{comparator, language};
pub use list::{ListEntry, MailboxAttribute, list, lsub};
pub use mailbox::mailbox;
pub use metadata::{metadata, metadata_changed};
pub use namespace::{Namespace, namespace};
pub use number::number;
pub use quota::{QuotaResource, quota, quota_root};
pub use recent::recent;
pub use response_code::{Code, Progress};
pub use search::{search, sort};
pub use set::{runs, set};
pub use status::{StatusValue, status};
pub use string::{astring, literal, literal_header, nstring, string};
pub use thread::{ThreadMember, thread};
pub use uid_batches::uid_batches;
pub use url_auth::{gen_url_auth, url_fetch_header, url_fetch_nil};
pub use vanished::vanished;

/// Writes the items with a space between each two.
fn spaced<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Vec<u8>, T)) {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        write(out, item);
    }
}

/// Writes the items in parentheses.
fn parenthesized<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, write: impl FnMut(&mut Vec<u8>, T)) {
    out.push(b'(');
    spaced(out, items, write);
    out.push(b')');
}

/// Writes `* <number> <name>`: EXISTS, RECENT and EXPUNGE.
fn numbered(out: &mut Vec<u8>, value: u32, name: &[u8]) {
    out.extend_from_slice(b"* ");
    number(out, value.into());
    out.push(b' ');
    out.extend_from_slice(name);
    out.extend_from_slice(b"\r\n");
}
