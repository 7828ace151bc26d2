//! What the server says: every reply that is not about the syntax of a command (RFC 5321 §4.2, RFC 3463).

use posthouse_auth::{AuthError, TooMany};
use posthouse_delivery as delivery;
use posthouse_smtp_wire::{BareEnding, EnhancedCode, Reply};

use crate::Role;
use crate::message::{Fault, QueueId};

const fn ok(subject: u16, detail: u16) -> EnhancedCode {
    EnhancedCode::new(2, subject, detail)
}

const fn later(subject: u16, detail: u16) -> EnhancedCode {
    EnhancedCode::new(4, subject, detail)
}

const fn never(subject: u16, detail: u16) -> EnhancedCode {
    EnhancedCode::new(5, subject, detail)
}

/// The greeting.
pub(crate) fn greeting(hostname: &str, role: Role) -> Reply {
    let protocol = if role == Role::Lmtp { "LMTP" } else { "ESMTP" };
    Reply::plain(220, format!("{hostname} {protocol} Posthouse"))
}

/// The reply to HELO, and the first line of that to EHLO and LHLO (RFC 2034 §4: no enhanced code).
pub(crate) fn hello(hostname: &str) -> Reply {
    Reply::plain(250, hostname.to_owned())
}

pub(crate) fn done() -> Reply {
    Reply::new(250, ok(0, 0), "OK")
}

pub(crate) fn sender_ok() -> Reply {
    Reply::new(250, ok(1, 0), "Sender OK")
}

pub(crate) fn recipient_ok() -> Reply {
    Reply::new(250, ok(1, 5), "Recipient OK")
}

pub(crate) fn go_ahead() -> Reply {
    Reply::plain(354, "Send the message, end with <CRLF>.<CRLF>")
}

pub(crate) fn chunk_ok(size: u64) -> Reply {
    Reply::new(250, ok(0, 0), format!("{size} octets received"))
}

pub(crate) fn delivered(id: QueueId) -> Reply {
    Reply::new(250, ok(0, 0), format!("Delivered as {id}"))
}

pub(crate) fn bye(hostname: &str) -> Reply {
    Reply::new(221, ok(0, 0), format!("{hostname} closing connection"))
}

pub(crate) fn cannot_verify() -> Reply {
    Reply::new(252, ok(5, 0), "Cannot verify, but will accept mail and attempt delivery")
}

pub(crate) fn no_lists() -> Reply {
    Reply::new(502, never(5, 1), "EXPN is not available")
}

pub(crate) fn help(verbs: &str) -> Reply {
    Reply::new(214, ok(0, 0), "This is Posthouse, a mail server").line(format!("Commands: {verbs}"))
}

pub(crate) fn ready_for_tls() -> Reply {
    Reply::new(220, ok(0, 0), "Ready to start TLS")
}

pub(crate) fn no_tls() -> Reply {
    Reply::new(502, never(5, 1), "STARTTLS is not available")
}

/// RFC 3207 §4.2 has the client wait for the reply. What it sent too early may have been slipped in by somebody else.
pub(crate) fn pipelined_behind_starttls() -> Reply {
    Reply::new(501, never(5, 4), "Nothing may be sent behind STARTTLS before the handshake, closing connection")
}

pub(crate) fn not_recognized() -> Reply {
    posthouse_smtp_wire::SyntaxError::Unknown.reply()
}

pub(crate) fn bad_sequence(text: &'static str) -> Reply {
    Reply::new(503, never(5, 1), text)
}

pub(crate) fn line_too_long() -> Reply {
    Reply::new(500, never(5, 6), "Line too long")
}

pub(crate) fn bare_ending_in_command(ending: BareEnding) -> Reply {
    Reply::new(
        521,
        never(5, 2),
        format!("Command with {}, lines must end with <CRLF>, closing connection", ending.name()),
    )
}

pub(crate) fn too_many_errors(hostname: &str) -> Reply {
    Reply::new(421, later(7, 0), format!("{hostname} Too many errors, closing connection"))
}

pub(crate) fn timed_out(hostname: &str) -> Reply {
    Reply::new(421, later(4, 2), format!("{hostname} Timeout, closing connection"))
}

pub(crate) fn shutting_down(hostname: &str) -> Reply {
    Reply::new(421, later(3, 2), format!("{hostname} Shutting down, closing connection"))
}

pub(crate) fn authentication_required() -> Reply {
    Reply::new(530, never(7, 0), "Authentication required")
}

pub(crate) fn no_authentication() -> Reply {
    Reply::new(502, never(5, 1), "AUTH is not available")
}

pub(crate) fn encryption_required() -> Reply {
    Reply::new(538, never(7, 11), "Encryption required for this authentication mechanism")
}

pub(crate) fn unknown_mechanism() -> Reply {
    Reply::new(504, never(5, 4), "Authentication mechanism not recognized")
}

pub(crate) fn challenge(base64: String) -> Reply {
    Reply::plain(334, base64)
}

pub(crate) fn authenticated() -> Reply {
    Reply::new(235, ok(7, 0), "Authentication successful")
}

/// RFC 4954 §4 and §6.
pub(crate) fn authentication_failed(error: &AuthError) -> Reply {
    match error {
        AuthError::BadCredentials => Reply::new(535, never(7, 8), "The name or the password is wrong"),
        AuthError::NotAuthorized => Reply::new(535, never(7, 8), "You cannot act for somebody else"),
        AuthError::TryLater { .. } | AuthError::Unavailable(_) => Reply::new(454, later(7, 0), error.to_string()),
        AuthError::Malformed(text) => Reply::new(501, never(5, 2), *text),
        AuthError::Cancelled => Reply::new(501, never(7, 0), "Authentication cancelled"),
    }
}

pub(crate) fn too_many_sessions(too_many: &TooMany) -> Reply {
    Reply::new(454, later(7, 0), too_many.to_string())
}

pub(crate) fn exchange_line_too_long() -> Reply {
    Reply::new(500, never(5, 6), "Authentication exchange line is too long")
}

pub(crate) fn foreign_sender() -> Reply {
    Reply::new(553, never(7, 1), "The sender address does not belong to your account")
}

pub(crate) fn unknown_user() -> Reply {
    Reply::new(550, never(1, 1), "No such user here")
}

pub(crate) fn relay_denied() -> Reply {
    Reply::new(550, never(7, 1), "Relaying denied")
}

pub(crate) fn no_remote_delivery() -> Reply {
    Reply::new(550, never(7, 1), "This server does not send mail to other domains yet")
}

pub(crate) fn too_many_recipients() -> Reply {
    Reply::new(452, later(5, 3), "Too many recipients")
}

pub(crate) fn too_large(limit: u64) -> Reply {
    Reply::new(552, never(3, 4), format!("Message larger than {limit} octets"))
}

pub(crate) fn far_too_large(limit: u64) -> Reply {
    Reply::new(552, never(3, 4), format!("Message larger than {limit} octets, closing connection"))
}

pub(crate) fn no_recipients() -> Reply {
    Reply::new(503, never(5, 1), "No valid recipients")
}

pub(crate) fn local_error() -> Reply {
    Reply::new(451, later(3, 0), "Local error in processing, try again later")
}

/// Why a message is refused after it was sent.
pub(crate) fn fault(fault: Fault, size_limit: u64) -> Reply {
    match fault {
        Fault::TooLarge => too_large(size_limit),
        Fault::HeaderTooLarge => Reply::new(552, never(3, 4), "Message header too large"),
        Fault::Loop => Reply::new(554, never(4, 6), "Too many hops, this message is looping"),
        Fault::Bare(ending) => {
            Reply::new(550, never(5, 2), format!("Message with {}, lines must end with <CRLF>", ending.name()))
        }
        Fault::ForeignFrom => Reply::new(550, never(7, 1), "The From address does not belong to your account"),
        Fault::SeveralFrom => Reply::new(554, never(6, 0), "The message has more than one From field"),
        Fault::Full => Reply::new(452, later(3, 1), "Insufficient system storage, try again later"),
        Fault::Storage => local_error(),
    }
}

/// RFC 3463 §3.3: a full mailbox is a persistent transient failure, since its owner can make room.
pub(crate) fn over_quota() -> Reply {
    Reply::new(452, later(2, 2), "The mailbox is full, try again later")
}

/// Why a message was not delivered.
pub(crate) fn undelivered(error: &delivery::Error) -> Reply {
    match error {
        delivery::Error::Full => fault(Fault::Full, 0),
        delivery::Error::OverQuota => over_quota(),
        delivery::Error::Refused(_) => Reply::new(552, never(2, 2), "The mailbox can take no more messages"),
        delivery::Error::Failed(_) => local_error(),
    }
}
