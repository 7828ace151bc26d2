//! What a stranger can make grow, and how far.

/// How deep parts may lie in parts; a container that would go deeper is one opaque leaf.
pub const DEPTH: usize = 100;

/// How many parts a message may have; the container that would exceed it keeps its rest in its last part.
pub const PARTS: usize = 10_000;

/// How many bytes of one header block are gathered and parsed; offsets stay exact beyond.
pub const HEADER_BYTES: usize = 256 * 1024;

/// How many bytes of text one index keeps (addresses, subjects, parameters) over all its parts.
pub const INDEX_BYTES: usize = 2 * 1024 * 1024;

/// How many addresses one header field may have; more are left off.
pub const ADDRESSES: usize = 10_000;

/// How many parameters one header field may have; more are left off.
pub const PARAMETERS: usize = 100;

/// How long the value of one parameter may be, in bytes; a longer one is left off.
pub const PARAMETER_BYTES: usize = 8 * 1024;

/// How long a boundary may be, in bytes. RFC 2046 §5.1.1 allows 70; longer ones are seen.
pub const BOUNDARY_BYTES: usize = 1_000;

/// How many characters a preview has.
pub const PREVIEW_CHARS: usize = 200;

/// How many encoded bytes of one part are read for the preview.
pub const PREVIEW_BYTES: usize = 128 * 1024;
