//! `MAIL` (RFC 5321 §4.1.1.2).

use posthouse_auth::Login;
use posthouse_directory::Address;
use posthouse_smtp_wire::command::Mail;
use posthouse_smtp_wire::{Mailbox, Reply};

use crate::connection::Ended;
use crate::session::{Next, Session};
use crate::{Context, answer};

pub(super) async fn run(session: &mut Session<'_>, mail: Mail) -> Result<Next, Ended> {
    if let Some(refusal) = refusal(session.context, session.login.as_ref(), &mail).await {
        return session.answer(&refusal);
    }
    session.state.begin(mail);
    session.answer(&answer::sender_ok())
}

async fn refusal(context: &Context, login: Option<&Login>, mail: &Mail) -> Option<Reply> {
    let limit = context.config.limits.message_size;
    if mail.size.is_some_and(|size| size.0 > limit) {
        return Some(answer::too_large(limit));
    }
    match (login, mail.from.mailbox()) {
        (Some(login), Some(sender)) => foreign_sender(context, login, sender).await,
        _ => None,
    }
}

/// Who has logged in sends under addresses of its account only (RFC 6409 §6.1), or under none.
async fn foreign_sender(context: &Context, login: &Login, sender: &Mailbox) -> Option<Reply> {
    let Ok(address) = Address::parse(&sender.to_string()) else {
        return Some(answer::foreign_sender());
    };
    match context.directory.owns(login.account, &address).await {
        Ok(true) => None,
        Ok(false) => Some(answer::foreign_sender()),
        Err(error) => {
            tracing::error!("a sender cannot be looked up: {error}");
            Some(answer::local_error())
        }
    }
}
