use super::list::delimiter;
use super::{parenthesized, string};
use crate::TextMode;
use crate::types::encode_utf7;

/// A namespace (RFC 9051 §6.3.10, ABNF `namespace-descr`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Namespace<'a> {
    /// What the names in it begin with, delimiter included; empty for the root.
    pub prefix: &'a str,
    /// Its hierarchy delimiter, if it has a hierarchy.
    pub delimiter: Option<char>,
}

/// Writes NAMESPACE: the personal, other users' and shared namespaces (RFC 9051 §7.3.2).
pub fn namespace(
    out: &mut Vec<u8>,
    personal: &[Namespace<'_>],
    others: &[Namespace<'_>],
    shared: &[Namespace<'_>],
    mode: TextMode,
) {
    out.extend_from_slice(b"* NAMESPACE");
    for class in [personal, others, shared] {
        out.push(b' ');
        namespaces(out, class, mode);
    }
    out.extend_from_slice(b"\r\n");
}

// namespace = nil / "(" 1*namespace-descr ")"
fn namespaces(out: &mut Vec<u8>, class: &[Namespace<'_>], mode: TextMode) {
    if class.is_empty() {
        return out.extend_from_slice(b"NIL");
    }
    out.push(b'(');
    for one in class {
        parenthesized(out, [one], |out, one| namespace_descr(out, one, mode));
    }
    out.push(b')');
}

fn namespace_descr(out: &mut Vec<u8>, namespace: &Namespace<'_>, mode: TextMode) {
    match mode {
        TextMode::Utf8 => string(out, namespace.prefix.as_bytes(), mode),
        TextMode::Ascii => string(out, encode_utf7(namespace.prefix).as_bytes(), mode),
    }
    out.push(b' ');
    delimiter(out, namespace.delimiter);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_the_rfc() {
        // RFC 2342 §5
        let slash = |prefix| Namespace { prefix, delimiter: Some('/') };
        let mut out = Vec::new();
        namespace(&mut out, &[slash("")], &[], &[slash("Public Folders/"), slash("~é/")], TextMode::Ascii);
        let expected = "* NAMESPACE ((\"\" \"/\")) NIL ((\"Public Folders/\" \"/\")(\"~&AOk-/\" \"/\"))\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
