//! What each command does, one file for each.

pub(crate) mod auth;
mod capa;
mod dele;
mod list;
mod login;
mod pass;
mod quit;
mod retr;
mod rset;
mod stat;
mod stls;
mod top;
mod uidl;
mod user;
mod utf8;

use posthouse_pop3_wire::{Command, ok};

use crate::connection::{Connection, Ended};
use crate::session::{Next, Session};

/// Does what a command asks for.
pub(crate) async fn perform(
    session: &mut Session<'_>,
    command: Command,
    connection: &mut Connection<'_>,
) -> Result<Next, Ended> {
    let out = connection.output();
    match command {
        Command::Auth { mechanism, initial } => return auth::begin(session, mechanism, initial, out).await,
        Command::Capa => capa::perform(session, out),
        Command::Dele(number) => dele::perform(session, number, out),
        Command::List(number) => list::perform(session, number, connection).await?,
        Command::Noop => noop(session, out),
        Command::Pass(password) => return pass::perform(session, &password, out).await,
        Command::Quit => return quit::perform(session, out).await,
        Command::Retr(number) => retr::perform(session, number, connection).await?,
        Command::Rset => rset::perform(session, out),
        Command::Stat => stat::perform(session, out),
        Command::Stls => return stls::perform(session, connection),
        Command::Top(number, lines) => top::perform(session, number, lines, connection).await?,
        Command::Uidl(number) => uidl::perform(session, number, connection).await?,
        Command::User(name) => user::perform(session, name, out),
        Command::Utf8 => utf8::perform(session, out),
    }
    Ok(Next::Line)
}

/// NOOP (RFC 1939 §5)
fn noop(session: &mut Session<'_>, out: &mut Vec<u8>) {
    if session.maildrop(out).is_some() {
        ok(out, "");
    }
}
