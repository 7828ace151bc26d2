//! `DATA` (RFC 5321 §4.1.1.4).

use posthouse_smtp_wire::param::Body;
use posthouse_smtp_wire::{DataDecoder, Reply};

use super::finish;
use crate::answer;
use crate::connection::Ended;
use crate::message::{Fault, Reception};
use crate::session::{Content, Next, Session, Transaction};

pub(super) async fn run(session: &mut Session<'_>) -> Result<Next, Ended> {
    if let Some(refusal) = session.state.transaction().and_then(refusal) {
        return session.error(&refusal);
    }
    let Some(reception) = finish::begin(session) else {
        return session.error(&answer::bad_sequence("Send MAIL first"));
    };
    session.connection.reply(&answer::go_ahead());
    let reception = receive(session, reception).await?;
    finish::run(session, reception).await
}

fn refusal(transaction: &Transaction) -> Option<Reply> {
    if transaction.recipients.is_empty() {
        return Some(answer::no_recipients());
    }
    if matches!(transaction.content, Content::Chunks(_)) {
        return Some(answer::bad_sequence("The message has begun with BDAT"));
    }
    // RFC 3030 §3: binary content cannot be sent with DATA.
    (transaction.mail.body == Some(Body::BinaryMime)).then(|| answer::bad_sequence("BINARYMIME needs BDAT"))
}

/// Takes content until its one true end. What looks like another is content, of a message that is then refused.
async fn receive(session: &mut Session<'_>, mut reception: Reception) -> Result<Reception, Ended> {
    let mut decoder = DataDecoder::new();
    loop {
        let step = decoder.decode(session.connection.data().await?);
        reception.write(session.context, step.content).await;
        let (consumed, end) = (step.consumed, step.end);
        session.connection.consume(consumed);
        match end {
            Some(Ok(())) => return Ok(reception),
            Some(Err(ending)) => {
                reception.fail(Fault::Bare(ending));
                return Ok(reception);
            }
            None => finish::bound(session, reception.size())?,
        }
    }
}
