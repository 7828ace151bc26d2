/// The name of an annotation, such as `/private/comment` (RFC 5464 §3.2, ABNF `entry`). Its case does not count; it is
/// kept as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MetadataEntry(Box<str>);

impl MetadataEntry {
    /// How long a name may be, in octets.
    pub const MAX_LENGTH: usize = 1024;
    /// How many entries one command may name.
    pub const MAX_ENTRIES: usize = 1000;

    /// The entry, or `None` where the name does not begin with a slash, ends with one, has two in a row, or has a
    /// wildcard or what is not printable ASCII.
    pub fn new(name: &str) -> Option<Self> {
        let parts = name.strip_prefix('/')?;
        let is_part = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'*' && byte != b'%';
        let valid = name.len() <= Self::MAX_LENGTH
            && parts.split('/').all(|part| !part.is_empty())
            && parts.bytes().all(is_part);
        valid.then(|| MetadataEntry(name.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_paths() {
        for good in ["/private/comment", "/shared/vendor/x y", "/a"] {
            assert!(MetadataEntry::new(good).is_some(), "{good}");
        }
        let long = format!("/{}", "x".repeat(MetadataEntry::MAX_LENGTH));
        for bad in ["", "/", "private", "/a/", "/a//b", "/a*", "/%", "/\u{e9}", "/a\n", &long] {
            assert!(MetadataEntry::new(bad).is_none(), "{bad}");
        }
    }
}
