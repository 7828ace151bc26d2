//! `BDAT` (RFC 3030 §2).

use posthouse_smtp_wire::ChunkDecoder;
use posthouse_smtp_wire::command::Bdat;
use posthouse_smtp_wire::param::Body;

use super::finish;
use crate::answer;
use crate::connection::Ended;
use crate::message::Fault;
use crate::session::{Chunks, Content, Next, Session};

pub(super) async fn run(session: &mut Session<'_>, bdat: Bdat) -> Result<Next, Ended> {
    if session.state.transaction().is_none_or(|transaction| transaction.recipients.is_empty()) {
        discard(session, bdat).await?;
        return session.error(&answer::no_recipients());
    }
    let Some(mut chunks) = chunks(session) else {
        return session.error(&answer::bad_sequence("Send MAIL first"));
    };
    finish::bound(session, chunks.reception.size().saturating_add(bdat.size))?;
    receive(session, &mut chunks, bdat.size).await?;
    if bdat.last { last(session, chunks).await } else { more(session, chunks, bdat.size) }
}

/// Reads a chunk that nobody wants, so that it is not taken for commands (RFC 3030 §2).
pub(super) async fn discard(session: &mut Session<'_>, bdat: Bdat) -> Result<(), Ended> {
    finish::bound(session, bdat.size)?;
    let mut decoder = ChunkDecoder::new(bdat.size);
    while !decoder.is_complete() {
        let consumed = decoder.decode(session.connection.data().await?).len();
        session.connection.consume(consumed);
    }
    Ok(())
}

/// The message so far, taken out of the transaction.
fn chunks(session: &mut Session<'_>) -> Option<Box<Chunks>> {
    let transaction = session.state.transaction_mut()?;
    match std::mem::replace(&mut transaction.content, Content::Awaited) {
        Content::Chunks(chunks) => Some(chunks),
        Content::Awaited => {
            let is_lines = transaction.mail.body != Some(Body::BinaryMime);
            let reception = finish::begin(session)?;
            Some(Box::new(Chunks { reception, endings: is_lines.then(Default::default) }))
        }
    }
}

async fn receive(session: &mut Session<'_>, chunks: &mut Chunks, size: u64) -> Result<(), Ended> {
    let mut decoder = ChunkDecoder::new(size);
    while !decoder.is_complete() {
        let content = decoder.decode(session.connection.data().await?);
        if let Some(endings) = &mut chunks.endings {
            endings.scan(content);
        }
        chunks.reception.write(session.context, content).await;
        let consumed = content.len();
        session.connection.consume(consumed);
    }
    Ok(())
}

/// Even in LMTP there is one reply to a chunk that is not the last.
fn more(session: &mut Session<'_>, chunks: Box<Chunks>, size: u64) -> Result<Next, Ended> {
    let limit = session.context.config.limits.message_size;
    let reply = match chunks.reception.fault() {
        Some(fault) => answer::fault(fault, limit),
        None => answer::chunk_ok(size),
    };
    if let Some(transaction) = session.state.transaction_mut() {
        transaction.content = Content::Chunks(chunks);
    }
    session.answer(&reply)
}

async fn last(session: &mut Session<'_>, chunks: Box<Chunks>) -> Result<Next, Ended> {
    let Chunks { mut reception, endings } = *chunks;
    if let Some(Err(ending)) = endings.map(|endings| endings.finish()) {
        reception.fail(Fault::Bare(ending));
    }
    finish::run(session, reception).await
}
