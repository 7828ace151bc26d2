//! Behaviour of one thing at a time. Whole messages are in `tests/golden.rs`, arbitrary bytes in `tests/properties.rs`.

mod addresses;
mod casemap;
mod charsets;
mod dates;
mod encodings;
mod headers;
mod html;
mod indexing;
mod limits;
mod loose;
mod parameters;
mod records;
mod sections;
mod subjects;
