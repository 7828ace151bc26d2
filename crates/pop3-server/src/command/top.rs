//! TOP (RFC 1939 §7)

use posthouse_pop3_wire::{DotStuffer, MessageNumber, ok};

use super::retr::{broken, open};
use crate::connection::{Connection, Ended};
use crate::session::Session;

/// The header, the blank line and the first `lines` lines of the body.
pub(super) async fn perform(
    session: &mut Session<'_>,
    number: MessageNumber,
    lines: u32,
    connection: &mut Connection<'_>,
) -> Result<(), Ended> {
    let Some((body, header)) = open(session, number, connection.output()).await else { return Ok(()) };
    ok(connection.output(), "the top of the message follows");
    let mut stuffer = DotStuffer::new();
    let mut chunks = body.chunks(0..header);
    while let Some(chunk) = chunks.next().await.map_err(broken)? {
        stuffer.push(&chunk, connection.output());
        connection.flush_if_full().await?;
    }
    let mut wanted = lines;
    let mut chunks = body.chunks(header..body.len());
    while wanted > 0 {
        let Some(chunk) = chunks.next().await.map_err(broken)? else { break };
        stuffer.push(first_lines(&chunk, &mut wanted), connection.output());
        connection.flush_if_full().await?;
    }
    stuffer.finish(connection.output());
    Ok(())
}

/// As much of a chunk as belongs to the next `wanted` lines; counts down those that end in it.
fn first_lines<'a>(chunk: &'a [u8], wanted: &mut u32) -> &'a [u8] {
    for (place, _) in chunk.iter().enumerate().filter(|(_, octet)| **octet == b'\n') {
        *wanted -= 1;
        if *wanted == 0 {
            return chunk.get(..=place).unwrap_or(chunk);
        }
    }
    chunk
}
