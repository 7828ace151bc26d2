//! Commands (RFC 1939 §5 to §7, RFC 2449 §5, RFC 2595 §4, RFC 5034 §4, RFC 6856 §2).

mod arguments;
#[cfg(test)]
mod tests;

use std::num::NonZeroU32;

use arguments::Arguments;

use crate::Secret;

/// The number of a message in this session; the first is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageNumber(pub NonZeroU32);

impl MessageNumber {
    /// Its place when counted from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// AUTH (RFC 5034 §4): the mechanism in upper case, and the initial response in base64. Without a mechanism the
    /// client asks for a list (RFC 1734 clients do).
    Auth {
        /// The name of the SASL mechanism.
        mechanism: Option<String>,
        /// What the client sends along.
        initial: Option<Secret>,
    },
    /// CAPA (RFC 2449 §5)
    Capa,
    /// DELE (RFC 1939 §5)
    Dele(MessageNumber),
    /// LIST (RFC 1939 §5)
    List(Option<MessageNumber>),
    /// NOOP (RFC 1939 §5)
    Noop,
    /// PASS (RFC 1939 §7): everything behind the first space, spaces too.
    Pass(Secret),
    /// QUIT (RFC 1939 §4, §6)
    Quit,
    /// RETR (RFC 1939 §5)
    Retr(MessageNumber),
    /// RSET (RFC 1939 §5)
    Rset,
    /// STAT (RFC 1939 §5)
    Stat,
    /// STLS (RFC 2595 §4)
    Stls,
    /// TOP (RFC 1939 §7): the header and so many lines of the body.
    Top(MessageNumber, u32),
    /// UIDL (RFC 1939 §7)
    Uidl(Option<MessageNumber>),
    /// USER (RFC 1939 §7)
    User(Vec<u8>),
    /// UTF8 (RFC 6856 §2)
    Utf8,
}

/// Why a line is no command. The texts are for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandError {
    /// No such command.
    Unknown,
    /// An argument is missing, is one too many, or is not what it should be.
    Arguments(&'static str),
}

impl std::fmt::Display for CommandError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown command"),
            Self::Arguments(usage) => write!(f, "syntax: {usage}"),
        }
    }
}

impl Command {
    /// The command that a line, without its end, stands for. Keywords are in any case (RFC 1939 §3).
    ///
    /// # Errors
    /// Where it is none.
    pub fn decode(line: &[u8]) -> Result<Self, CommandError> {
        let (keyword, arguments) = Arguments::split(line);
        match keyword.to_ascii_uppercase().as_slice() {
            b"AUTH" => auth(arguments),
            b"CAPA" => arguments.none(Self::Capa, "CAPA"),
            b"DELE" => arguments.number("DELE message").map(Self::Dele),
            b"LIST" => arguments.optional_number("LIST [message]").map(Self::List),
            b"NOOP" => arguments.none(Self::Noop, "NOOP"),
            b"PASS" => arguments.rest("PASS password").map(|rest| Self::Pass(Secret::new(rest))),
            b"QUIT" => arguments.none(Self::Quit, "QUIT"),
            b"RETR" => arguments.number("RETR message").map(Self::Retr),
            b"RSET" => arguments.none(Self::Rset, "RSET"),
            b"STAT" => arguments.none(Self::Stat, "STAT"),
            b"STLS" => arguments.none(Self::Stls, "STLS"),
            b"TOP" => arguments.number_and_count("TOP message lines").map(|(number, lines)| Self::Top(number, lines)),
            b"UIDL" => arguments.optional_number("UIDL [message]").map(Self::Uidl),
            b"USER" => arguments.rest("USER name").map(|rest| Self::User(rest.to_vec())),
            b"UTF8" => arguments.none(Self::Utf8, "UTF8"),
            _ => Err(CommandError::Unknown),
        }
    }
}

/// RFC 5034 §4: `AUTH mechanism [initial-response]`.
fn auth(arguments: Arguments<'_>) -> Result<Command, CommandError> {
    let usage = CommandError::Arguments("AUTH [mechanism [initial-response]]");
    let mut words = arguments.words();
    let (mechanism, initial) = (words.next(), words.next());
    if words.next().is_some() {
        return Err(usage);
    }
    let mechanism = match mechanism {
        Some(word) => Some(std::str::from_utf8(word).map_err(|_| usage)?.to_ascii_uppercase()),
        None => None,
    };
    Ok(Command::Auth { mechanism, initial: initial.map(Secret::new) })
}
