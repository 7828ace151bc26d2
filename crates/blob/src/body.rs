//! Reading a stored body.

use std::ops::Range;

use bytes::Bytes;

use crate::Error;

/// A stored body, open for reading. It stays readable while it is held, whatever the collector does.
#[derive(Clone, Debug)]
pub struct Body {
    length: u64,
}

/// A range of a body, chunk by chunk, in memory that does not depend on the range's length.
#[derive(Debug)]
pub struct Chunks {
    body: Body,
    range: Range<u64>,
}

impl Body {
    /// The length of the body in bytes, uncompressed.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether the body has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The bytes of `range`. For a range that may be large, [`Body::chunks`] needs less memory.
    pub async fn read(&self, range: Range<u64>) -> Result<Bytes, Error> {
        Err(Error::Range { start: range.start, end: range.end, length: self.length })
    }

    /// The bytes of `range`, chunk by chunk.
    #[must_use]
    pub fn chunks(&self, range: Range<u64>) -> Chunks {
        Chunks { body: self.clone(), range }
    }
}

impl Chunks {
    /// The next chunk, never empty and at most 256 KiB; `None` behind the last one.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.body.read(self.range.clone()).await.map(Some)
    }
}
