//! `RCPT` (RFC 5321 §4.1.1.3): only for mailboxes of this server, so that it never relays for strangers.

use posthouse_directory::{Address, Resolution};
use posthouse_mailbox::AccountId;
use posthouse_smtp_wire::command::Rcpt;
use posthouse_smtp_wire::{ForwardPath, Reply, SyntaxError};

use crate::connection::Ended;
use crate::session::{Content, Next, Recipient, Session, Transaction};
use crate::{Context, answer};

/// How many accounts a message may go to, however many an alias stands for.
const ACCOUNTS_MAX: usize = 10_000;

pub(super) async fn run(session: &mut Session<'_>, rcpt: Rcpt) -> Result<Next, Ended> {
    let (context, is_user) = (session.context, session.login.is_some());
    let Some(transaction) = session.state.transaction_mut() else {
        return session.error(&answer::bad_sequence("Send MAIL first"));
    };
    match accept(context, transaction, rcpt, is_user).await {
        Ok(()) => session.answer(&answer::recipient_ok()),
        Err(refusal) => refuse(session, &refusal),
    }
}

/// Strangers may not try out names for ever.
fn refuse(session: &mut Session<'_>, refusal: &Reply) -> Result<Next, Ended> {
    session.tally.refused_recipients += 1;
    session.connection.reply(refusal);
    let limit = session.context.config.limits.refused_recipients;
    session.within(session.tally.refused_recipients, limit, "too many refused recipients")
}

async fn accept(context: &Context, transaction: &mut Transaction, rcpt: Rcpt, is_user: bool) -> Result<(), Reply> {
    if matches!(transaction.content, Content::Chunks(_)) {
        return Err(answer::bad_sequence("The message has begun"));
    }
    if transaction.recipients.len() >= context.config.limits.recipients || transaction.accounts.len() >= ACCOUNTS_MAX {
        return Err(answer::too_many_recipients());
    }
    if !rcpt.to.is_ascii() && !transaction.mail.smtputf8 {
        return Err(SyntaxError::NeedsSmtpUtf8.reply());
    }
    let accounts = accounts(context, &rcpt.to, is_user).await?;
    // RFC 1870 §6.4. What declares no size has an octet at least.
    let octets = transaction.mail.size.map_or(1, |size| size.0.max(1));
    context.delivery.admit(&accounts, octets).await.map_err(|_| answer::over_quota())?;
    transaction.accounts.extend(&accounts);
    transaction.recipients.push(Recipient { rcpt, accounts });
    Ok(())
}

/// Whose mailboxes a path stands for.
///
/// Nothing but the domain behind the last `@` says whether it is ours: `user%other@ours` is a name here that nobody has.
async fn accounts(context: &Context, path: &ForwardPath, is_user: bool) -> Result<Vec<AccountId>, Reply> {
    let foreign = || if is_user { answer::no_remote_delivery() } else { answer::relay_denied() };
    let resolution = match path {
        ForwardPath::Postmaster => context.directory.resolve_postmaster().await,
        ForwardPath::Mailbox(mailbox) => {
            let address = Address::parse(&mailbox.to_string()).map_err(|_| foreign())?;
            context.directory.resolve(&address).await
        }
    };
    match resolution {
        Ok(Resolution::Accounts(targets)) => Ok(targets.iter().map(|target| AccountId(target.account.0)).collect()),
        Ok(Resolution::UnknownUser) => Err(answer::unknown_user()),
        Ok(Resolution::NotLocal) => Err(foreign()),
        Err(error) => {
            tracing::error!("a recipient cannot be looked up: {error}");
            Err(answer::local_error())
        }
    }
}
