//! Trace fields (RFC 5321 §4.4): who sent the message, and how it came here.

use std::net::IpAddr;

use jiff::Timestamp;
use posthouse_smtp_wire::{ForwardPath, ReversePath};

use super::QueueId;
use super::reception::Origin;
use crate::{Context, Role};

/// `Return-path-line` and `Time-stamp-line` (RFC 5321 §4.4), with their CRLFs.
pub(super) fn trace_fields(context: &Context, origin: &Origin<'_>, id: QueueId) -> String {
    let from = from(origin);
    let by = &context.config.hostname;
    let with = protocol(origin);
    let recipient = only_recipient(origin).map(|path| format!("\r\n\tfor {path}")).unwrap_or_default();
    let date = date(context.clock.seconds());
    let (return_path, tls) = (return_path(origin.from), cipher(origin));
    format!("{return_path}Received: from {from}\r\n\tby {by} with {with} id {id}{recipient}{tls};\r\n\t{date}\r\n")
}

/// `date-time` (RFC 5322 §3.3), in UTC.
pub(super) fn date(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or_default();
    time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// Set here because every delivery of this server is a final one.
fn return_path(from: &ReversePath) -> String {
    format!("Return-Path: {from}\r\n")
}

/// `Extended-Domain = Domain FWS "(" TCP-info ")"`: what the client says, then what is known.
fn from(origin: &Origin<'_>) -> String {
    let literal = match origin.peer.address.ip().to_canonical() {
        IpAddr::V4(address) => format!("[{address}]"),
        IpAddr::V6(address) => format!("[IPv6:{address}]"),
    };
    format!("{} ({literal})", origin.greeting.name)
}

/// `With = "WITH" FWS Protocol`: ESMTP, ESMTPS, ESMTPSA, LMTP, … (RFC 3848), UTF8SMTP, UTF8SMTPS, … (RFC 6531 §4.3)
fn protocol(origin: &Origin<'_>) -> String {
    let base = match (origin.role, origin.smtputf8) {
        (Role::Lmtp, false) => "LMTP",
        (Role::Lmtp, true) => "UTF8LMTP",
        (_, true) => "UTF8SMTP",
        (_, false) if origin.greeting.extended => "ESMTP",
        (_, false) => "SMTP",
    };
    let secure = if origin.peer.security.tls().is_some() { "S" } else { "" };
    let authenticated = if origin.login.is_some() { "A" } else { "" };
    if base == "SMTP" { base.to_owned() } else { format!("{base}{secure}{authenticated}") }
}

/// The `tls` clause (RFC 8314 §4.3).
fn cipher(origin: &Origin<'_>) -> String {
    match origin.peer.security.tls() {
        Some(tls) if !tls.cipher.is_empty() => format!("\r\n\ttls {}", tls.cipher),
        _ => String::new(),
    }
}

/// Naming one of several would tell each about the others (RFC 5321 §7.2).
fn only_recipient<'a>(origin: &Origin<'a>) -> Option<&'a ForwardPath> {
    match origin.recipients {
        [only] => Some(&only.rcpt.to),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_in_the_form_of_the_internet() {
        assert_eq!(date(0), "Thu, 01 Jan 1970 00:00:00 +0000");
        assert_eq!(date(1_700_000_000), "Tue, 14 Nov 2023 22:13:20 +0000");
        assert_eq!(date(i64::MAX), "Thu, 01 Jan 1970 00:00:00 +0000");
    }
}
