//! Header fields (RFC 5322 §2.2): where they stand and what their bodies say.

mod encoded_word;
mod fields;
mod parameters;
mod segments;
mod text;

pub(crate) mod mime;

pub use fields::{Field, Fields, fields, header_field, message_ids, unfold};
pub use text::{decode_header_text, is_damaged_header_text};

pub(crate) use fields::{field_name, is_blank};
