//! APPEND (RFC 9051 §6.3.12), with MULTIAPPEND (RFC 3502), CATENATE (RFC 4469), APPENDUID (RFC 4315 §3), APPENDLIMIT
//! (RFC 7889), binary literals (RFC 3516 §4.4) and those with UTF-8 (RFC 6855 §4); and REPLACE (RFC 8508).
//!
//! Messages stream into the store as they come. All are appended by one commit, or none is: what is left in the store
//! without one is garbage.

mod binary;
mod gathering;
mod replace;

use std::sync::Arc;

use posthouse_imap_wire::table::{APPEND, REPLACE, Spec, UID_REPLACE};
use posthouse_imap_wire::{AppendMessage, AppendStart, Event, LiteralInfo, Numbering, Rejected, encode};
use posthouse_mailbox::{Appended, Mailbox, NewMessage, Rights};

use crate::answer::Done;
use crate::command::{copy, expunge};
use crate::convert;
use crate::end::End;
use crate::error::Error;
use crate::notify::Did;
use crate::place::Place;
use crate::session::Session;
use crate::switches::Off;
use crate::unsupported::refusal;
use crate::url;
use gathering::{Gathering, Room};
use replace::Old;

/// Receives the messages and appends them.
pub(crate) async fn run(session: &mut Session<'_>, start: AppendStart) -> Result<(), End> {
    let (tag, spec) = (start.tag.clone(), spec(&start));
    session.out.answer(&tag);
    let outcome = match admit(session, spec, &start).await {
        Ok(target) => match receive(session, &target, start.message).await? {
            Received::Messages(messages) => store(session, &target, messages).await,
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

fn spec(start: &AppendStart) -> &'static Spec {
    match start.replaces.map(|replaced| replaced.numbering) {
        None => &APPEND,
        Some(Numbering::Sequence) => &REPLACE,
        Some(Numbering::Uid) => &UID_REPLACE,
    }
}

/// Where messages go.
struct Target {
    place: Place,
    mailbox: Arc<Mailbox>,
    /// The message that goes when they come.
    old: Option<Old>,
}

/// Whether messages may come, and where they go.
async fn admit(session: &mut Session<'_>, spec: &Spec, start: &AppendStart) -> Result<Target, Error> {
    session.permit(spec)?;
    session.off().permit_message(&start.message)?;
    let (place, mailbox) = session.state.user()?.target(&start.mailbox).await?;
    // Before anything comes; the commit asks again.
    if !mailbox.rights().contains(Rights::INSERT) {
        return Err(posthouse_mailbox::Error::NoPermission.into());
    }
    let old = match start.replaces {
        Some(replaced) => Some(Old::of(session.state.selected()?, replaced, &place.account)?),
        None => None,
    };
    Ok(Target { place, mailbox, old })
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

async fn receive(session: &mut Session<'_>, target: &Target, first: AppendMessage) -> Result<Received, End> {
    let utf8 = session.state.user().is_ok_and(|user| user.enabled.text_mode().is_utf8());
    let freed = target.old.as_ref().map(Old::frees).unwrap_or_default();
    let room = Room { account: target.place.account.clone(), freed };
    let mut gathering = Gathering::new(session.context, room, utf8);
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

/// Whether one more message may come.
fn permit_next(off: Off, message: &AppendMessage) -> Result<(), Error> {
    if off.contains("MULTIAPPEND") {
        return Err(refusal());
    }
    off.permit_message(message)
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
            Event::AppendUrl(url) if gathering.goes_on() => {
                let text = url::open(session, &url).await;
                gathering.copy(text).await;
            }
            Event::AppendText(literal) => return Ok(Next::Announced(gathering.text(literal))),
            Event::AppendNext(message) => {
                return Ok(Next::Announced(match permit_next(session.off(), &message) {
                    Ok(()) => gathering.begin(message).await,
                    Err(error) => Err(error),
                }));
            }
            Event::AppendEnd => return Ok(Next::End),
            Event::AppendRejected(rejected) => return Ok(Next::Rejected(rejected)),
            _ => {}
        }
    }
}

async fn store(session: &mut Session<'_>, target: &Target, messages: Vec<NewMessage>) -> Result<Done, Error> {
    let account = &target.place.account;
    let Some(old) = &target.old else {
        let appending = session.out.during(account.append(target.mailbox.id, messages));
        let appended = appending.await?.map_err(|error| deleted_meanwhile(&target.place, error))?;
        session.state.user()?.note(account, Did::Add(target.mailbox.id, appended.uids.clone()));
        return Ok(done(target, &appended));
    };
    let appended = session.out.during(old.replace(target, messages)).await??;
    session.state.user()?.note(account, Did::Add(target.mailbox.id, appended.uids.clone()));
    if copy::tells_uids(&target.mailbox) {
        replace::tell(&mut session.out, &appended);
    }
    expunge::done(session.state.selected()?, true, &mut session.out).await
}

fn deleted_meanwhile(place: &Place, error: posthouse_mailbox::Error) -> Error {
    match error {
        posthouse_mailbox::Error::NoSuchMailbox => place.missing(),
        error => error.into(),
    }
}

fn done(target: &Target, appended: &Appended) -> Done {
    match copy::tells_uids(&target.mailbox) {
        true => Done::Appended {
            validity: convert::uid_validity(appended.uid_validity),
            uids: convert::ranges(&appended.uids),
        },
        false => Done::Plain,
    }
}
