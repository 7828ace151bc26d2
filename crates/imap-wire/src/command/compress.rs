/// `COMPRESS` (RFC 4978 §3). Take what is unread from the decoder, decompress it and push it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compress {
    /// The algorithm's name in upper case; `DEFLATE` is the only one there is.
    pub algorithm: String,
}
