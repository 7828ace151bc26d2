//! One pass over a message builds its MIME index; everything later works from the index and byte ranges.
//!
//! * [`Indexer`] is fed the raw message in chunks, in bounded memory, and cannot fail: any bytes are a message.
//! * [`Index`] says where every header and part lies, what the parts are, and holds the [`Envelope`] and a preview.
//!   It has a compact record form ([`Index::encode`]), of which [`EnvelopeRef`] and [`IndexRef`] read the first part
//!   without copying.
//! * [`TextDecoder`] and [`TransferDecoder`] turn the bytes of a part into text or content as they stream.
//! * [`decode_header_text`], [`parse_date`], [`fields`], [`Charset`], [`casemap`], [`loosened`] and [`base_subject`] read
//!   what stands in headers and bodies.
//!
//! What is *not* here: I/O, writing or repairing messages (bytes are never changed), cryptography, and the grammar of
//! IMAP: the index has what a server must say in ENVELOPE and BODYSTRUCTURE, not how.

mod address;
mod casemap;
mod charset;
mod date;
mod envelope;
mod header;
mod html;
mod index;
mod indexer;
mod line_ends;
mod loose;
mod part;
mod record;
mod subject;
mod text;
mod transfer;

pub mod limits;

pub use address::{Address, AddressRef};
pub use casemap::{CASEMAP_UNICODE, casemap, casemap_into};
pub use charset::{Charset, CharsetDecoder};
pub use date::{Date, parse_date};
pub use envelope::{AddressList, Addresses, Envelope, EnvelopeRef, MessageIds};
pub use header::{
    Field, Fields, decode_header_text, fields, header_field, is_damaged_header_text, message_ids, unfold,
};
pub use html::{HtmlToText, html_to_text};
pub use index::{Index, index};
pub use indexer::Indexer;
pub use line_ends::CrlfLines;
pub use loose::loosened;
pub use part::{Content, Disposition, Encoding, Parameter, Part};
pub use record::{DecodeError, IndexPieces, IndexRef};
pub use subject::{BaseSubject, base_subject};
pub use text::TextDecoder;
pub use transfer::TransferDecoder;

#[cfg(test)]
mod tests;
