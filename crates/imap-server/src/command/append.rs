//! APPEND (RFC 9051 §6.3.12), with APPENDUID (RFC 4315 §3) and APPENDLIMIT (RFC 7889).

use std::sync::Arc;

use posthouse_imap_wire::table::APPEND;
use posthouse_imap_wire::{AppendContent, AppendStart, Event, LiteralInfo, Rejected, encode};
use posthouse_mailbox::{Appended, Incoming, Mailbox, NewMessage, StorageError};

use crate::answer::Done;
use crate::convert;
use crate::end::End;
use crate::error::{Error, Refusal};
use crate::place::Place;
use crate::session::Session;
use crate::unsupported;

/// Streams the message into the store; what is not appended in the end leaves nothing.
pub(crate) async fn run(session: &mut Session<'_>, start: AppendStart) -> Result<(), End> {
    let tag = start.tag.clone();
    let (place, target) = match admit(session, &start).await {
        Ok(target) => target,
        Err(error) => {
            session.input.decoder().refuse_literal();
            return session.complete(&tag, &APPEND, Err(error)).await;
        }
    };
    session.input.decoder().accept_literal();
    if start.message.content.literal().is_some_and(|literal| literal.synchronizing) {
        encode::continuation(session.out.buffer(), "OK");
    }
    let outcome = match receive(session).await? {
        Received::Message(incoming) => store(&place, &target, start, *incoming).await,
        Received::Nothing(error) => Err(error.into()),
        Received::Several => Err(unsupported::refusal()),
        Received::Rejected(rejected) => return session.reject(&rejected),
    };
    session.complete(&tag, &APPEND, outcome).await
}

/// What has arrived.
enum Received {
    Message(Box<Incoming>),
    /// It could not be kept.
    Nothing(StorageError),
    /// More than one message.
    Several,
    /// The command did not end as commands end.
    Rejected(Rejected),
}

/// Whether the message may come, and where it goes.
async fn admit(session: &mut Session<'_>, start: &AppendStart) -> Result<(Place, Arc<Mailbox>), Error> {
    session.permit(&APPEND)?;
    let (None, AppendContent::Literal(LiteralInfo { size, binary, .. })) = (start.replaces, start.message.content)
    else {
        return Err(unsupported::refusal());
    };
    if binary {
        return Err(Refusal::UnknownCte.into());
    }
    if size == 0 {
        return Err(Refusal::EmptyMessage.into());
    }
    if size > session.context.config.limits.message_size {
        return Err(Refusal::MessageTooBig.into());
    }
    session.state.user()?.target(&start.mailbox).await
}

/// A message that cannot be kept is read to its end all the same: only then can the command be answered.
async fn receive(session: &mut Session<'_>) -> Result<Received, End> {
    let mut kept = Ok(session.context.store.incoming());
    loop {
        match session.next_event().await? {
            Event::AppendData(piece) => {
                if let Ok(incoming) = &mut kept
                    && let Err(error) = incoming.write(&piece).await
                {
                    kept = Err(error);
                }
            }
            Event::AppendEnd => {
                return Ok(kept.map_or_else(Received::Nothing, |incoming| Received::Message(Box::new(incoming))));
            }
            Event::AppendNext(_) => {
                session.input.decoder().refuse_literal();
                return Ok(Received::Several);
            }
            Event::AppendRejected(rejected) => return Ok(Received::Rejected(rejected)),
            _ => {}
        }
    }
}

async fn store(place: &Place, target: &Mailbox, start: AppendStart, incoming: Incoming) -> Result<Done, Error> {
    let message = NewMessage {
        arrived: incoming.finish().await?,
        flags: convert::flags(start.message.flags),
        internal_date: start.message.internal_date.map(convert::internal_date),
    };
    let appended = place.account.append(target.id, vec![message]).await.map_err(deleted_meanwhile)?;
    Ok(done(&appended))
}

fn deleted_meanwhile(error: posthouse_mailbox::Error) -> Error {
    match error {
        posthouse_mailbox::Error::NoSuchMailbox => Refusal::TryCreate.into(),
        error => error.into(),
    }
}

fn done(appended: &Appended) -> Done {
    Done::Appended { validity: convert::uid_validity(appended.uid_validity), uids: convert::ranges(&appended.uids) }
}
