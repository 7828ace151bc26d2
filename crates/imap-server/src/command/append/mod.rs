//! APPEND (RFC 9051 §6.3.12), with MULTIAPPEND (RFC 3502), APPENDUID (RFC 4315 §3), APPENDLIMIT (RFC 7889) and binary
//! literals (RFC 3516 §4.4).
//!
//! Messages stream into the store as they come. All are appended by one commit, or none is: what is left in the store
//! without one is garbage.

mod binary;
mod gathering;

use std::sync::Arc;

use posthouse_imap_wire::table::{APPEND, Spec};
use posthouse_imap_wire::{AppendContent, AppendMessage, AppendStart, Event, LiteralInfo, Rejected, encode};
use posthouse_mailbox::{Appended, Mailbox, NewMessage, Usage};

use crate::answer::Done;
use crate::convert;
use crate::end::End;
use crate::error::{Error, Refusal};
use crate::notify::Did;
use crate::place::Place;
use crate::session::Session;
use crate::unsupported;
use gathering::Gathering;

/// Receives the messages and appends them.
pub(crate) async fn run(session: &mut Session<'_>, start: AppendStart) -> Result<(), End> {
    let (tag, spec) = (start.tag.clone(), &APPEND);
    session.out.answer(&tag);
    let outcome = match admit(session, spec, &start).await {
        Ok(target) => match receive(session, start.message).await? {
            Received::Messages(messages) => store(session, target, messages).await,
            Received::Nothing(error) => Err(error),
            Received::Rejected(rejected) => return session.reject(&rejected),
        },
        Err(error) => {
            session.input.decoder().refuse_literal();
            Err(error)
        }
    };
    session.complete(&tag, spec, outcome).await
}

/// Where messages go.
struct Target {
    place: Place,
    mailbox: Arc<Mailbox>,
}

/// Whether messages may come, and where they go.
async fn admit(session: &mut Session<'_>, spec: &Spec, start: &AppendStart) -> Result<Target, Error> {
    session.permit(spec)?;
    if start.replaces.is_some() || start.message.content == AppendContent::Catenate {
        return Err(unsupported::refusal());
    }
    let (place, mailbox) = session.state.user()?.target(&start.mailbox).await?;
    // What the quota has no room for need not come; the commit asks again.
    if let Some(literal) = start.message.content.literal() {
        place.account.admit(Usage { storage: literal.size, messages: 1, mailboxes: 0 })?;
    }
    Ok(Target { place, mailbox })
}

/// What has come.
enum Received {
    /// Every message, each of them durable.
    Messages(Vec<NewMessage>),
    /// Something cannot be kept.
    Nothing(Error),
    /// The command does not go on, or end, as commands do.
    Rejected(Rejected),
}

async fn receive(session: &mut Session<'_>, first: AppendMessage) -> Result<Received, End> {
    let utf8 = session.state.user().is_ok_and(|user| user.enabled.text_mode().is_utf8());
    let mut gathering = Gathering::new(session.context, utf8);
    let mut announced = gathering.begin(first).await;
    loop {
        if let Err(error) = decide(session, announced) {
            return Ok(Received::Nothing(error));
        }
        announced = match next(session, &mut gathering).await? {
            Next::Announced(announced) => announced,
            Next::End => {
                return Ok(gathering.finish().await.map_or_else(Received::Nothing, Received::Messages));
            }
            Next::Rejected(rejected) => return Ok(Received::Rejected(rejected)),
        };
    }
}

/// Lets what was announced come, or ends the command before it.
fn decide(session: &mut Session<'_>, announced: Result<Option<LiteralInfo>, Error>) -> Result<(), Error> {
    match announced {
        Ok(literal) => {
            session.input.decoder().accept_literal();
            if literal.is_some_and(|literal| literal.synchronizing) {
                encode::continuation(session.out.buffer(), "OK");
            }
            Ok(())
        }
        Err(error) => {
            session.input.decoder().refuse_literal();
            Err(error)
        }
    }
}

/// How the command goes on.
enum Next {
    /// With more that may come, or may not.
    Announced(Result<Option<LiteralInfo>, Error>),
    End,
    Rejected(Rejected),
}

/// Takes what comes up to the next decision. What cannot be kept is read all the same: only then can the command be
/// answered.
async fn next(session: &mut Session<'_>, gathering: &mut Gathering) -> Result<Next, End> {
    loop {
        match session.next_event().await? {
            Event::AppendData(piece) => gathering.write(&piece).await,
            Event::AppendNext(message) => return Ok(Next::Announced(gathering.begin(message).await)),
            Event::AppendEnd => return Ok(Next::End),
            Event::AppendRejected(rejected) => return Ok(Next::Rejected(rejected)),
            _ => {}
        }
    }
}

async fn store(session: &mut Session<'_>, target: Target, messages: Vec<NewMessage>) -> Result<Done, Error> {
    let Target { place, mailbox } = target;
    let appending = session.out.during(place.account.append(mailbox.id, messages));
    let appended = appending.await?.map_err(deleted_meanwhile)?;
    session.state.user()?.note(&place.account, Did::Add(mailbox.id, appended.uids.clone()));
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
