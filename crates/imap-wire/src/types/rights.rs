/// Rights to a mailbox (RFC 4314 §2.1, ABNF `rights`): lower-case letters and digits in the order written. Which of them
/// mean something is for whoever keeps mailboxes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Rights(Box<str>);

impl Rights {
    /// The rights, or `None` where the text is not a list of them; an empty one is.
    pub fn new(text: &str) -> Option<Self> {
        let valid = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        valid.then(|| Rights(text.into()))
    }

    /// The rights as they go over the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_case_and_digits() {
        assert_eq!(Rights::new("lrs0").map(|rights| rights.as_str().to_owned()).as_deref(), Some("lrs0"));
        for bad in ["lrQ", "l r", "+l", "\u{e9}"] {
            assert_eq!(Rights::new(bad), None, "{bad}");
        }
    }
}
