//! The beginning and the end of a message, however its content is sent: into the store, into the mailboxes, answered.

use std::net::IpAddr;

use posthouse_mailbox::{AccountId, Arrived};
use posthouse_smtp_wire::Reply;

use crate::connection::Ended;
use crate::message::{Origin, QueueId, Reception};
use crate::session::{Next, Recipient, Session, State, Transaction};
use crate::{Context, answer};

/// How many times the limit is read of a message before the connection is closed: a client is heard to the end, so that
/// it gets its reply, but not for ever.
const PATIENCE: u64 = 2;

/// How many recipients a log line names.
const LOGGED_RECIPIENTS: usize = 10;

/// Begins to take in the message of the transaction; `None` without one.
pub(super) fn begin(session: &Session<'_>) -> Option<Reception> {
    let State::Mailing(greeting, transaction) = &session.state else { return None };
    let origin = Origin {
        role: session.role,
        peer: session.peer,
        greeting,
        login: session.login.as_ref(),
        from: &transaction.mail.from,
        smtputf8: transaction.mail.smtputf8,
        recipients: &transaction.recipients,
    };
    Some(Reception::begin(session.context, &origin))
}

/// What the log tells of a message, beside its envelope.
struct Facts {
    client: IpAddr,
    id: QueueId,
    /// Octets of content.
    size: u64,
    hops: u32,
}

/// Ends the transaction: the message is durable and delivered before this says so (RFC 5321 §4.2.5).
pub(super) async fn run(session: &mut Session<'_>, reception: Reception) -> Result<Next, Ended> {
    let Some((_, transaction)) = session.state.end() else {
        return session.error(&answer::bad_sequence("Send MAIL first"));
    };
    let client = session.peer.address.ip();
    let facts = Facts { client, id: reception.id, size: reception.size(), hops: reception.hops() };
    let (message_id, replies) = conclude(session.context, session.is_lmtp(), &transaction, reception).await;
    log(&transaction, &facts, message_id, &replies);
    if replies.iter().any(Reply::is_positive) {
        session.tally.messages += 1;
        session.tally.octets += facts.size;
    }
    replies.iter().for_each(|reply| session.connection.reply(reply));
    Ok(Next::Command)
}

/// Gives up on a message that is far too large.
pub(super) fn bound(session: &mut Session<'_>, size: u64) -> Result<(), Ended> {
    let limit = session.context.config.limits.message_size;
    if size <= limit.saturating_mul(PATIENCE) {
        return Ok(());
    }
    session.connection.reply(&answer::far_too_large(limit));
    Err(Ended::Refused("a message that is far too large"))
}

/// The replies: one for every recipient in LMTP (RFC 2033 §4.2), else one for all. And the Message-ID, if there is one.
async fn conclude(
    context: &Context,
    is_lmtp: bool,
    transaction: &Transaction,
    reception: Reception,
) -> (Option<String>, Vec<Reply>) {
    let id = reception.id;
    match reception.finish(context).await {
        Ok(message) => (message_id(&message), deliver(context, is_lmtp, transaction, &message, id).await),
        Err(fault) => {
            let count = if is_lmtp { transaction.recipients.len() } else { 1 };
            (None, vec![answer::fault(fault, context.config.limits.message_size); count])
        }
    }
}

async fn deliver(
    context: &Context,
    is_lmtp: bool,
    transaction: &Transaction,
    message: &Arrived,
    id: QueueId,
) -> Vec<Reply> {
    let reply = |outcome: Result<(), posthouse_delivery::Error>| match outcome {
        Ok(()) => answer::delivered(id),
        Err(error) => {
            tracing::warn!(%id, "a message was not delivered: {error}");
            answer::undelivered(&error)
        }
    };
    if let Some(accounts) = one_account_each(&transaction.recipients).filter(|_| is_lmtp) {
        return context.delivery.deliver_each(message, &accounts).await.into_iter().map(reply).collect();
    }
    let accounts: Vec<AccountId> = transaction.accounts.iter().copied().collect();
    let count = if is_lmtp { transaction.recipients.len() } else { 1 };
    vec![reply(context.delivery.deliver_all(message, &accounts).await); count]
}

/// The account of each recipient. Where one stands for several, its reply must be true for all of them, so that the
/// message is delivered to all or none.
fn one_account_each(recipients: &[Recipient]) -> Option<Vec<AccountId>> {
    let only = |recipient: &Recipient| match recipient.accounts.as_slice() {
        [account] => Some(*account),
        _ => None,
    };
    recipients.iter().map(only).collect()
}

fn message_id(message: &Arrived) -> Option<String> {
    let id = message.index().envelope.message_id.as_ref()?;
    Some(String::from_utf8_lossy(id).into_owned())
}

/// One line per message; nothing of its content.
fn log(transaction: &Transaction, facts: &Facts, message_id: Option<String>, replies: &[Reply]) {
    let result = replies.iter().map(Reply::code).max().unwrap_or_default();
    metrics::counter!("posthouse_messages_total", "result" => result.to_string()).increment(1);
    let paths = transaction.recipients.iter().take(LOGGED_RECIPIENTS).map(|recipient| recipient.rcpt.to.to_string());
    tracing::info!(
        id = %facts.id,
        client = %facts.client,
        message_id,
        from = %transaction.mail.from,
        to = paths.collect::<Vec<_>>().join(","),
        recipients = transaction.recipients.len(),
        envelope_id = transaction.mail.envid.as_ref().map(|envid| envid.as_str()),
        size = facts.size,
        hops = facts.hops,
        delivered = replies.iter().filter(|reply| reply.is_positive()).count(),
        result,
        "message"
    );
}
