//! LIST (RFC 1939 §5)

use posthouse_pop3_wire::{MessageNumber, ok};

use super::uidl::listing;
use crate::connection::{Connection, Ended};
use crate::session::Session;

pub(super) async fn perform(
    session: &mut Session<'_>,
    number: Option<MessageNumber>,
    connection: &mut Connection<'_>,
) -> Result<(), Ended> {
    let Some(maildrop) = session.maildrop(connection.output()) else { return Ok(()) };
    let head = |out: &mut Vec<u8>| {
        let (messages, octets) = maildrop.stat();
        ok(out, format_args!("{messages} messages ({octets} octets)"));
    };
    listing(maildrop, number, connection, head, |message| message.size.to_string()).await
}
