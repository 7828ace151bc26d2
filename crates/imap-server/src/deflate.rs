//! DEFLATE in both directions, as COMPRESS has it (RFC 4978 §3): streams without header or end, flushed after each
//! response.
//!
//! Not here: sockets, and when compression begins and ends.

mod deflater;
mod inflater;

pub(crate) use deflater::{Deflater, Step};
pub(crate) use inflater::{Inflater, Uninflatable};

#[cfg(test)]
mod tests;
