//! UIDL (RFC 1939 §7)

use std::io::Write as _;

use posthouse_mailbox::Message;
use posthouse_pop3_wire::{END, MessageNumber, err, ok};

use crate::connection::{Connection, Ended};
use crate::maildrop::Maildrop;
use crate::session::Session;

pub(super) async fn perform(
    session: &mut Session<'_>,
    number: Option<MessageNumber>,
    connection: &mut Connection<'_>,
) -> Result<(), Ended> {
    let Some(maildrop) = session.maildrop(connection.output()) else { return Ok(()) };
    let head = |out: &mut Vec<u8>| ok(out, "unique ids follow");
    listing(maildrop, number, connection, head, |message| maildrop.unique_id(message)).await
}

/// One message's line in the reply, or a line for each message.
pub(super) async fn listing(
    maildrop: &Maildrop,
    number: Option<MessageNumber>,
    connection: &mut Connection<'_>,
    head: impl Fn(&mut Vec<u8>),
    item: impl Fn(&Message) -> String,
) -> Result<(), Ended> {
    let out = connection.output();
    if let Some(number) = number {
        match maildrop.message(number) {
            Some(message) => ok(out, format_args!("{} {}", number.0, item(message))),
            None => err(out, "no such message"),
        }
        return Ok(());
    }
    head(out);
    for (number, message) in maildrop.messages() {
        let _ = write!(connection.output(), "{number} {}\r\n", item(message));
        connection.flush_if_full().await?;
    }
    connection.output().extend_from_slice(END);
    Ok(())
}
