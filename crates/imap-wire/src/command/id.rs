/// A field of the client's `ID` (RFC 2971 §3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdField {
    /// The field's name, as written.
    pub name: Vec<u8>,
    /// Its value, or `None` for `NIL`. Anything the client likes to say; clean it before it goes into a log.
    pub value: Option<Vec<u8>>,
}
