//! Bodies of messages: immutable bytes that are addressed by their BLAKE3 hash, compressed, stored once however many
//! references they have, and checked when read.
//!
//! Records lie in append-only segment files; an index in the engine says where each body is and who refers to it.
//! `docs/storage-format.md` lays down both, byte by byte.
//!
//! What a body means is not known here: there is no account, no message and no MIME. An owner is 16 opaque bytes.

mod active;
mod body;
mod check;
mod codec;
mod collect;
mod compact;
mod directory;
mod draft;
mod encoder;
mod error;
mod examined;
mod fronted;
mod garbage;
mod id;
mod index;
mod inner;
mod ledger;
mod location;
mod medium;
mod offload;
mod open;
mod options;
mod pages;
mod pins;
mod readers;
mod rebuild;
mod record;
mod recover;
mod report;
mod store;
mod verify;
mod walk;
mod writer;

pub use body::{Body, Chunks};
pub use draft::{Draft, Stored};
pub use error::Error;
pub use id::BlobId;
pub use location::Location;
pub use options::Options;
pub use report::{Collected, Problem, Rebuilt, Summary, Usage};
pub use store::BlobStore;
