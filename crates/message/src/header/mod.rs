//! Header fields (RFC 5322 §2.2): where they stand and what their bodies say.

mod fields;
mod text;

pub use fields::{Field, Fields, fields, header_field, message_ids, unfold};
pub use text::decode_header_text;
