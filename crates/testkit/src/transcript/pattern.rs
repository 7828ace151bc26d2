//! Variables and wildcards.

use std::collections::HashMap;

pub(super) type Variables = HashMap<String, String>;

/// A text in pieces.
enum Piece<'a> {
    Literal(&'a str),
    /// What stands between `${` and `}`.
    Inserted(&'a str),
}

fn pieces(mut text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while let Some((literal, rest)) = text.split_once("${") {
        let Some((inserted, behind)) = rest.split_once('}') else { break };
        pieces.extend([Piece::Literal(literal), Piece::Inserted(inserted)]);
        text = behind;
    }
    pieces.push(Piece::Literal(text));
    pieces
}

/// The text with its variables and repetitions filled in.
pub(super) fn expand(text: &str, variables: &Variables) -> Result<String, String> {
    let mut expanded = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Literal(literal) => expanded.push_str(literal),
            Piece::Inserted(inserted) => expanded.push_str(&value(inserted, variables)?),
        }
    }
    Ok(expanded)
}

fn value(inserted: &str, variables: &Variables) -> Result<String, String> {
    if let Some((repeated, count)) = inserted.rsplit_once('*') {
        let count = count.parse().map_err(|_| format!("`{count}` is not a number"))?;
        return Ok(repeated.repeat(count));
    }
    variables.get(inserted).cloned().ok_or_else(|| format!("`{inserted}` has no value yet"))
}

/// Replaces `\r`, `\n`, `\t`, `\0`, `\\` and `\xHH`.
pub(super) fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        octets.push(if octet == b'\\' { escaped(&mut rest).ok_or("a bad escape")? } else { octet });
    }
    Ok(octets)
}

fn escaped(rest: &mut std::str::Bytes<'_>) -> Option<u8> {
    let hex = |octet: u8| char::from(octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    match rest.next()? {
        b'r' => Some(b'\r'),
        b'n' => Some(b'\n'),
        b't' => Some(b'\t'),
        b'0' => Some(0),
        b'\\' => Some(b'\\'),
        b'x' => Some(hex(rest.next()?)? << 4 | hex(rest.next()?)?),
        _ => None,
    }
}

/// Whether `line` fits `pattern`; if so, variables that had no value have one now.
pub(super) fn matches(pattern: &str, line: &str, variables: &mut Variables) -> bool {
    let mut bound = variables.clone();
    let fits = fit(&pieces(pattern), line, &mut bound);
    if fits {
        *variables = bound;
    }
    fits
}

/// Backtracks over how much a wildcard takes, the shortest first.
fn fit(pieces: &[Piece<'_>], line: &str, variables: &mut Variables) -> bool {
    let Some((piece, behind)) = pieces.split_first() else {
        return line.is_empty();
    };
    let literal = match piece {
        Piece::Literal(literal) => Some((*literal).to_owned()),
        Piece::Inserted(name) => variables.get(*name).cloned(),
    };
    match (literal, piece) {
        (Some(literal), _) => line.strip_prefix(&literal).is_some_and(|rest| fit(behind, rest, variables)),
        (None, Piece::Inserted(name)) => fit_wildcard(name, behind, line, variables),
        (None, Piece::Literal(_)) => false,
    }
}

fn fit_wildcard(name: &str, behind: &[Piece<'_>], line: &str, variables: &mut Variables) -> bool {
    let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    for (taken, rest) in ends.map(|at| line.split_at(at)) {
        if name != "*" {
            variables.insert(name.to_owned(), taken.to_owned());
        }
        if fit(behind, rest, variables) {
            return true;
        }
        variables.remove(name);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_take_any_text() {
        let mut variables = Variables::new();
        assert!(matches("250 ${*}", "250 ", &mut variables));
        assert!(matches("${*}b${*}", "aabb", &mut variables));
        assert!(!matches("250 ${*}", "251 x", &mut variables));
        assert!(!matches("a${*}b", "abc", &mut variables));
        assert!(variables.is_empty());
    }

    #[test]
    fn a_variable_keeps_its_first_value() {
        let mut variables = Variables::new();
        assert!(matches("* OK [UIDVALIDITY ${uv}]${*}", "* OK [UIDVALIDITY 42] x", &mut variables));
        assert_eq!(variables["uv"], "42");
        assert!(!matches("${uv}", "43", &mut variables));
        assert!(matches("${uv}", "42", &mut variables));
        assert!(matches("${x}=${x}", "12=12", &mut variables));
        assert!(!matches("${y}=${y}", "12=13", &mut variables));
        assert_eq!(variables.get("y"), None);
    }

    #[test]
    fn what_is_sent_is_filled_in() {
        let variables = Variables::from([("uid".to_owned(), "7".to_owned())]);
        assert_eq!(expand("FETCH ${uid} ${ab*3}", &variables).as_deref(), Ok("FETCH 7 ababab"));
        assert!(expand("${nobody}", &variables).is_err());
        assert_eq!(unescape("a\\r\\n\\0\\xfF\\\\"), Ok(b"a\r\n\0\xff\\".to_vec()));
        assert!(unescape("\\q").is_err());
    }
}
