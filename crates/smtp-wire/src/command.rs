//! Commands of SMTP, LMTP and submission: one line in, one typed command out, and back.
//!
//! A command that parses is well formed, not allowed: order, roles, authentication and limits are the server's affair.

mod auth;
mod bdat;
mod data;
mod error;
mod expn;
mod hello;
mod help;
mod mail;
mod noop;
mod quit;
mod rcpt;
mod rset;
mod starttls;
mod vrfy;

pub use auth::{Auth, Exchange, Secret};
pub use bdat::Bdat;
pub use error::SyntaxError;
pub use expn::Expn;
pub use hello::{Hello, HelloName};
pub use help::Help;
pub use mail::Mail;
pub use noop::Noop;
pub use rcpt::Rcpt;
pub use vrfy::Vrfy;

use crate::cursor::Cursor;

/// One command (RFC 5321 §4.1.1 and the extensions' own).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `EHLO`
    Ehlo(Hello),
    /// `HELO`
    Helo(Hello),
    /// `LHLO` (RFC 2033 §4.1)
    Lhlo(Hello),
    /// `MAIL`
    Mail(Mail),
    /// `RCPT`
    Rcpt(Rcpt),
    /// `DATA`
    Data,
    /// `BDAT` (RFC 3030 §2)
    Bdat(Bdat),
    /// `RSET`
    Rset,
    /// `NOOP`
    Noop(Noop),
    /// `VRFY`
    Vrfy(Vrfy),
    /// `EXPN`
    Expn(Expn),
    /// `HELP`
    Help(Help),
    /// `QUIT`
    Quit,
    /// `STARTTLS` (RFC 3207 §4)
    StartTls,
    /// `AUTH` (RFC 4954 §4)
    Auth(Auth),
}

impl Command {
    /// Parses a line without its CRLF.
    ///
    /// # Errors
    /// What is wrong with the line, as the client shall be told.
    pub fn parse(line: &[u8]) -> Result<Self, SyntaxError> {
        let text = str::from_utf8(line).map_err(|_| SyntaxError::NotText)?;
        if text.contains(|c: char| c.is_control() && c != '\t') {
            return Err(SyntaxError::NotText);
        }
        let (verb, arguments) = split_verb(text.trim_end_matches([' ', '\t']));
        parse_verb(&verb.to_ascii_uppercase(), Cursor::new(arguments))
    }

    /// Appends the command to `out`, with its CRLF.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.text().as_bytes());
        out.extend_from_slice(b"\r\n");
    }

    fn text(&self) -> String {
        match self {
            Self::Ehlo(hello) => hello.text("EHLO"),
            Self::Helo(hello) => hello.text("HELO"),
            Self::Lhlo(hello) => hello.text("LHLO"),
            Self::Mail(mail) => mail.text(),
            Self::Rcpt(rcpt) => rcpt.text(),
            Self::Data => data::TEXT.to_owned(),
            Self::Bdat(bdat) => bdat.text(),
            Self::Rset => rset::TEXT.to_owned(),
            Self::Noop(noop) => noop.text(),
            Self::Vrfy(vrfy) => vrfy.text(),
            Self::Expn(expn) => expn.text(),
            Self::Help(help) => help.text(),
            Self::Quit => quit::TEXT.to_owned(),
            Self::StartTls => starttls::TEXT.to_owned(),
            Self::Auth(auth) => auth.text(),
        }
    }
}

fn split_verb(text: &str) -> (&str, &str) {
    text.split_once([' ', '\t']).unwrap_or((text, ""))
}

fn parse_verb(verb: &str, arguments: Cursor<'_>) -> Result<Command, SyntaxError> {
    match verb {
        "EHLO" => hello::parse(arguments).map(Command::Ehlo),
        "HELO" => hello::parse(arguments).map(Command::Helo),
        "LHLO" => hello::parse(arguments).map(Command::Lhlo),
        "MAIL" => mail::parse(arguments).map(Command::Mail),
        "RCPT" => rcpt::parse(arguments).map(Command::Rcpt),
        "DATA" => no_arguments(arguments, Command::Data),
        "BDAT" => bdat::parse(arguments).map(Command::Bdat),
        "RSET" => no_arguments(arguments, Command::Rset),
        "NOOP" => Ok(Command::Noop(noop::parse(arguments))),
        "VRFY" => vrfy::parse(arguments).map(Command::Vrfy),
        "EXPN" => expn::parse(arguments).map(Command::Expn),
        "HELP" => Ok(Command::Help(help::parse(arguments))),
        "QUIT" => no_arguments(arguments, Command::Quit),
        "STARTTLS" => no_arguments(arguments, Command::StartTls),
        "AUTH" => auth::parse(arguments).map(Command::Auth),
        _ => Err(SyntaxError::Unknown),
    }
}

fn no_arguments(arguments: Cursor<'_>, command: Command) -> Result<Command, SyntaxError> {
    if arguments.rest().trim().is_empty() { Ok(command) } else { Err(SyntaxError::Arguments) }
}

#[cfg(test)]
mod tests;
