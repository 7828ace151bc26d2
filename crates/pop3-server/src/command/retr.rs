//! RETR (RFC 1939 §5)

use posthouse_mailbox::{Body, Error, StorageError};
use posthouse_pop3_wire::{DotStuffer, MessageNumber, err, ok};

use crate::connection::{Connection, Ended};
use crate::session::{Session, refuse};

pub(super) async fn perform(
    session: &mut Session<'_>,
    number: MessageNumber,
    connection: &mut Connection<'_>,
) -> Result<(), Ended> {
    let Some((body, _)) = open(session, number, connection.output()).await else { return Ok(()) };
    session.retrieved += 1;
    ok(connection.output(), format_args!("{} octets", body.len()));
    let mut stuffer = DotStuffer::new();
    let mut chunks = body.chunks(0..body.len());
    while let Some(chunk) = chunks.next().await.map_err(broken)? {
        stuffer.push(&chunk, connection.output());
        connection.flush_if_full().await?;
    }
    stuffer.finish(connection.output());
    Ok(())
}

/// The bytes of a message and how many of them are its header; where there are none, the client is told.
pub(super) async fn open(session: &mut Session<'_>, number: MessageNumber, out: &mut Vec<u8>) -> Option<(Body, u64)> {
    let maildrop = session.maildrop(out)?;
    let Some(email) = maildrop.message(number).map(|message| message.email) else {
        err(out, "no such message");
        return None;
    };
    let opened = async {
        let account = maildrop.account();
        let email = account.email(email).await?;
        let index = email.index().map_err(|error| StorageError::Corrupt(error.to_string()))?;
        Ok::<_, Error>((account.body(email.body).await?, index.root.header.end))
    };
    match opened.await {
        Ok(opened) => Some(opened),
        Err(error) => {
            refuse(out, &error);
            None
        }
    }
}

/// A message that cannot be read to its end must not look like a whole one.
pub(super) fn broken(error: impl Into<StorageError>) -> Ended {
    tracing::error!("a message could not be read: {}", error.into());
    Ended::BrokenOff
}
