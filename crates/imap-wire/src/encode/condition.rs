use super::Code;
use crate::Tag;

/// Which status response it is (RFC 9051 §7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// `OK` (RFC 9051 §7.1.1)
    Ok,
    /// `NO` (RFC 9051 §7.1.2)
    No,
    /// `BAD` (RFC 9051 §7.1.3)
    Bad,
    /// `PREAUTH`, a greeting (RFC 9051 §7.1.4)
    PreAuth,
    /// `BYE` (RFC 9051 §7.1.5)
    Bye,
}

impl Condition {
    fn as_str(self) -> &'static str {
        match self {
            Condition::Ok => "OK",
            Condition::No => "NO",
            Condition::Bad => "BAD",
            Condition::PreAuth => "PREAUTH",
            Condition::Bye => "BYE",
        }
    }
}

/// Writes the completion of the command with that tag (RFC 9051 §9, ABNF `response-tagged`).
pub fn tagged(out: &mut Vec<u8>, tag: &Tag, condition: Condition, code: Option<Code<'_>>, text: &str) {
    out.extend_from_slice(tag.as_bytes());
    resp_cond(out, condition, code, text);
}

/// Writes an untagged status response or a greeting (RFC 9051 §9, ABNF `resp-cond-state`, `greeting`).
pub fn untagged(out: &mut Vec<u8>, condition: Condition, code: Option<Code<'_>>, text: &str) {
    out.push(b'*');
    resp_cond(out, condition, code, text);
}

fn resp_cond(out: &mut Vec<u8>, condition: Condition, code: Option<Code<'_>>, text: &str) {
    out.push(b' ');
    out.extend_from_slice(condition.as_str().as_bytes());
    if let Some(code) = code {
        out.extend_from_slice(b" [");
        code.encode(out);
        out.push(b']');
    }
    out.push(b' ');
    resp_text(out, text);
    out.extend_from_slice(b"\r\n");
}

/// Writes text for people in ASCII, which is all that every client may be sent (RFC 9051 §9, ABNF `text`).
pub(super) fn resp_text(out: &mut Vec<u8>, text: &str) {
    let clean = |character: char| match character {
        ' '..='~' => character as u8,
        '\0'..='\x1f' | '\x7f' => b' ',
        _ => b'?',
    };
    out.extend(text.chars().map(clean));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_responses() {
        let tag = Tag::new(b"a1").unwrap();
        let mut out = Vec::new();
        tagged(&mut out, &tag, Condition::Ok, Some(Code::ReadWrite), "SELECT completed");
        untagged(&mut out, Condition::Bye, None, "a\r\n* b é");
        assert_eq!(out, b"a1 OK [READ-WRITE] SELECT completed\r\n* BYE a  * b ?\r\n");
    }
}
