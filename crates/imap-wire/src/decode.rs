//! The grammar: one file per command, after the [`crate::Decoder`] has gathered the command whole.
//!
//! Not here: where a command ends, how large it may be, and the literals of APPEND; see [`crate::decoder`].

pub(crate) mod chars;
