//! Replies (RFC 1939 §3) with their extended codes (RFC 2449 §8, RFC 3206).

use std::io::Write as _;

/// The last line of a multi-line reply.
pub const END: &[u8] = b".\r\n";

/// Why a command failed, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The mailbox is held by another session (RFC 2449 §8.1.2).
    InUse,
    /// A login came too soon after another (RFC 2449 §8.1.1).
    LoginDelay,
    /// A temporary trouble of the server (RFC 3206 §4).
    SysTemp,
    /// A trouble of the server that needs a person (RFC 3206 §4).
    SysPerm,
    /// The credentials are wrong (RFC 3206 §5).
    Auth,
    /// The name or password is not UTF-8 (RFC 6856 §2).
    Utf8,
}

impl Code {
    fn text(self) -> &'static str {
        match self {
            Self::InUse => "IN-USE",
            Self::LoginDelay => "LOGIN-DELAY",
            Self::SysTemp => "SYS/TEMP",
            Self::SysPerm => "SYS/PERM",
            Self::Auth => "AUTH",
            Self::Utf8 => "UTF8",
        }
    }
}

/// `+OK text`. The text holds no line end.
pub fn ok(out: &mut Vec<u8>, text: impl std::fmt::Display) {
    let _ = write!(out, "+OK {text}\r\n");
}

/// `-ERR text`. The text holds no line end.
pub fn err(out: &mut Vec<u8>, text: impl std::fmt::Display) {
    let _ = write!(out, "-ERR {text}\r\n");
}

/// `-ERR [code] text`. The text holds no line end.
pub fn err_with(out: &mut Vec<u8>, code: Code, text: impl std::fmt::Display) {
    let _ = write!(out, "-ERR [{}] {text}\r\n", code.text());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_look_as_in_the_rfc() {
        let mut out = Vec::new();
        ok(&mut out, "2 320");
        err(&mut out, "no such message");
        err_with(&mut out, Code::Auth, "wrong");
        assert_eq!(out, b"+OK 2 320\r\n-ERR no such message\r\n-ERR [AUTH] wrong\r\n");
    }
}
