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
    /// TRANSLATION: the prefix in the client's language (RFC 5255 §3.4).
    pub translation: Option<&'a str>,
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
    name(out, namespace.prefix, mode);
    out.push(b' ');
    delimiter(out, namespace.delimiter);
    if let Some(translation) = namespace.translation {
        // namespace-trans = SP DQUOTE "TRANSLATION" DQUOTE SP "(" string ")"
        out.extend_from_slice(b" \"TRANSLATION\" (");
        name(out, translation, mode);
        out.push(b')');
    }
}

fn name(out: &mut Vec<u8>, name: &str, mode: TextMode) {
    match mode {
        TextMode::Utf8 => string(out, name.as_bytes(), mode),
        TextMode::Ascii => string(out, encode_utf7(name).as_bytes(), mode),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_the_rfc() {
        // RFC 2342 §5
        let slash = |prefix| Namespace { prefix, delimiter: Some('/'), translation: None };
        let mut out = Vec::new();
        namespace(&mut out, &[slash("")], &[], &[slash("Public Folders/"), slash("~é/")], TextMode::Ascii);
        let expected = "* NAMESPACE ((\"\" \"/\")) NIL ((\"Public Folders/\" \"/\")(\"~&AOk-/\" \"/\"))\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn translations() {
        // RFC 5255 §3.4
        let translation = Some("Gemeinsame Postfächer/");
        let shared = Namespace { prefix: "Public Folders/", delimiter: Some('/'), translation };
        let mut out = Vec::new();
        namespace(&mut out, &[], &[], &[shared], TextMode::Ascii);
        let expected = "* NAMESPACE NIL NIL ((\"Public Folders/\" \"/\" \
                        \"TRANSLATION\" (\"Gemeinsame Postf&AOQ-cher/\")))\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
