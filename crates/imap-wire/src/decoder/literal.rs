use super::LiteralInfo;

/// The longest announcement: `~{18446744073709551615+}` and a line end.
pub(super) const LONGEST_ANNOUNCEMENT: usize = 26;

/// The literal that a line announces at its end, and the line before the announcement (RFC 9051 §4.3, RFC 7888 §3).
///
/// A size of more than 63 bits is no announcement, and the line a syntax error.
pub(super) fn announced(line: &[u8]) -> Option<(LiteralInfo, &[u8])> {
    let line = without_line_end(line).strip_suffix(b"}")?;
    let (line, synchronizing) = match line.strip_suffix(b"+") {
        Some(line) => (line, false),
        None => (line, true),
    };
    let digits = line.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (line, digits) = line.split_at_checked(line.len() - digits)?;
    let size: i64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let line = line.strip_suffix(b"{")?;
    let (line, binary) = match line.strip_suffix(b"~") {
        Some(line) => (line, true),
        None => (line, false),
    };
    Some((LiteralInfo { size: size.try_into().ok()?, synchronizing, binary }, line))
}

/// The line without LF, or CR and LF, at its end.
pub(super) fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements() {
        let info = |size, synchronizing, binary| LiteralInfo { size, synchronizing, binary };
        let cases: [(&str, Option<(LiteralInfo, &str)>); 9] = [
            ("a LOGIN {11}\r\n", Some((info(11, true, false), "a LOGIN "))),
            ("a LOGIN {11+}\n", Some((info(11, false, false), "a LOGIN "))),
            ("a APPEND x ~{0}\r\n", Some((info(0, true, true), "a APPEND x "))),
            ("a ~{7+}\r\n", Some((info(7, false, true), "a "))),
            ("a {9223372036854775807}\r\n", Some((info(i64::MAX as u64, true, false), "a "))),
            ("a {9223372036854775808}\r\n", None),
            ("a {}\r\n", None),
            ("a 11}\r\n", None),
            ("a {11} \r\n", None),
        ];
        for (line, expected) in cases {
            let expected = expected.map(|(info, before)| (info, before.as_bytes()));
            assert_eq!(announced(line.as_bytes()), expected, "{line}");
        }
    }
}
