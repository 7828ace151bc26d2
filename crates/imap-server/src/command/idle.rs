//! IDLE (RFC 9051 §6.3.13, RFC 2177).

use posthouse_imap_wire::encode;
use posthouse_imap_wire::table::IDLE;
use posthouse_imap_wire::{Event, IdleEnd, Tag};

use crate::answer::Done;
use crate::end::End;
use crate::error::Error;
use crate::feed::Feed;
use crate::session::Session;

/// Waits for DONE and tells every change at once. Allowed without a mailbox too, where nothing is told.
///
/// Clients renew IDLE in good time (RFC 2177 §3), so the autologout counts from its beginning. What is not needed while it
/// waits is on the heap, so that a session that waits needs little.
pub(crate) async fn run(session: &mut Session<'_>, tag: &Tag) -> Result<(), End> {
    if let Err(error) = session.permit(&IDLE) {
        return Box::pin(session.complete(tag, &IDLE, Err(error))).await;
    }
    session.input.decoder().expect_idle_done();
    encode::continuation(session.out.buffer(), "idling");
    // Thunderbird 140 inflates all that has come but takes no more of it than there were compressed octets. If that is
    // the continuation and half a line, it waits for the next change before it looks at this one.
    session.out.fill_next();
    let outcome = match until_done(session).await? {
        IdleEnd::Done => Ok(Done::Plain),
        IdleEnd::Garbage => Err(Error::ClientBug("Expected DONE")),
    };
    Box::pin(session.complete(tag, &IDLE, outcome)).await
}

async fn until_done(session: &mut Session<'_>) -> Result<IdleEnd, End> {
    let (deadline, _) = session.deadline();
    loop {
        let mut feed = Feed::idling(&session.state);
        feed.mark_seen();
        Box::pin(session.tell_all()).await?;
        while let Some(event) = session.input.parse()? {
            if let Event::IdleEnd(end) = event {
                return Ok(end);
            }
        }
        session.out.rest_long();
        if !feed.is_short(&Feed::idling(&session.state)) {
            session.wait_or_change(&mut feed, deadline).await?;
        }
    }
}
