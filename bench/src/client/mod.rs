//! Clients that cost less than the servers: what is sent is built before, what comes is looked at only where it ends.

mod imap;
mod lmtp;
mod stream;

pub(crate) use imap::{Imap, TAG, append_command, multiappend_command};
pub(crate) use lmtp::{Delivery, Dialect, mail_data};
