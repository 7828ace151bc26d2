//! The commands: when each is allowed, and what it does. One file per command.

mod auth;
mod bdat;
mod data;
mod expn;
mod finish;
mod hello;
mod help;
mod mail;
mod noop;
mod quit;
mod rcpt;
mod rset;
mod starttls;
mod vrfy;

use posthouse_smtp_wire::{Command, Reply};

use crate::connection::Ended;
use crate::session::{Next, Session, State};
use crate::{Role, answer};

/// When a command is allowed.
struct Rule {
    /// How far the conversation must be.
    stage: Stage,
    /// Whether a submission client must have logged in (RFC 4954 §6 names those that need not).
    login: bool,
}

/// How far the conversation must be for a command (RFC 5321 §4.1.4).
enum Stage {
    /// Anywhere.
    Any,
    /// The client has introduced itself.
    Greeted,
    /// The client has introduced itself, and no transaction is under way.
    BetweenTransactions,
    /// Within a transaction.
    Transaction,
}

/// The command table.
fn rule(command: &Command) -> Rule {
    let (stage, login) = match command {
        Command::Ehlo(_) | Command::Helo(_) | Command::Lhlo(_) => (Stage::Any, false),
        Command::Noop(_) | Command::Help(_) | Command::Rset | Command::Quit => (Stage::Any, false),
        Command::Vrfy(_) | Command::Expn(_) => (Stage::Any, true),
        Command::StartTls => (Stage::Greeted, false),
        Command::Auth(_) => (Stage::BetweenTransactions, false),
        Command::Mail(_) => (Stage::BetweenTransactions, true),
        Command::Rcpt(_) | Command::Data | Command::Bdat(_) => (Stage::Transaction, true),
    };
    Rule { stage, login }
}

/// Carries a command out, or says why not.
pub(crate) async fn run(session: &mut Session<'_>, command: Command) -> Result<Next, Ended> {
    if let Some(refusal) = refusal(session, &rule(&command)) {
        if let Command::Bdat(bdat) = command {
            bdat::discard(session, bdat).await?;
        }
        return session.error(&refusal);
    }
    match command {
        Command::Ehlo(hello) => hello::ehlo(session, hello),
        Command::Helo(hello) => hello::helo(session, hello),
        Command::Lhlo(hello) => hello::lhlo(session, hello),
        Command::Mail(mail) => mail::run(session, mail).await,
        Command::Rcpt(rcpt) => rcpt::run(session, rcpt).await,
        Command::Data => data::run(session).await,
        Command::Bdat(bdat) => bdat::run(session, bdat).await,
        Command::Rset => rset::run(session),
        Command::Noop(_) => noop::run(session),
        Command::Vrfy(_) => vrfy::run(session),
        Command::Expn(_) => expn::run(session),
        Command::Help(_) => help::run(session),
        Command::Quit => quit::run(session),
        Command::StartTls => starttls::run(session),
        Command::Auth(auth) => auth::run(session, auth).await,
    }
}

fn refusal(session: &Session<'_>, rule: &Rule) -> Option<Reply> {
    if rule.login && session.role == Role::Submission && session.login.is_none() {
        return Some(answer::authentication_required());
    }
    let problem = match (&rule.stage, &session.state) {
        (Stage::Any, _) => return None,
        (_, State::Fresh) => introduce_yourself(session),
        (Stage::BetweenTransactions, State::Mailing(..)) => "A transaction is under way, end it with RSET",
        (Stage::Transaction, State::Greeted(_)) => "Send MAIL first",
        _ => return None,
    };
    Some(answer::bad_sequence(problem))
}

fn introduce_yourself(session: &Session<'_>) -> &'static str {
    if session.is_lmtp() { "Send LHLO first" } else { "Send EHLO first" }
}
