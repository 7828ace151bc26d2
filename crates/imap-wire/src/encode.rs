//! Responses: every encoder appends to a `Vec<u8>` and borrows what it writes.
