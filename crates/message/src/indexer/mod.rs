//! The one pass over a message.
//!
//! [`lines`] cuts the stream into lines, [`tree`] decides what each of them is and keeps the open parts, [`header`] makes
//! a part's fields of a gathered header block, and [`preview`] listens to the first readable text. The memory of all that
//! is bounded by [`limits`](crate::limits), not by the message.

mod boundary;
mod budget;
mod cursor;
mod frame;
mod header;
mod lines;
mod preview;
mod tree;

use crate::index::Index;
use lines::Lines;
use tree::Tree;

/// Builds the index of a message as its bytes stream in, in bounded memory. However they are cut, the index is the same.
#[derive(Debug)]
pub struct Indexer {
    lines: Lines,
    tree: Tree,
}

impl Default for Indexer {
    fn default() -> Self {
        Self::new()
    }
}

impl Indexer {
    /// An indexer at the start of a message.
    #[must_use]
    pub fn new() -> Self {
        Self { lines: Lines::default(), tree: Tree::new() }
    }

    /// Reads more of the message.
    pub fn push(&mut self, chunk: &[u8]) {
        self.lines.push(chunk, &mut |piece| self.tree.piece(&piece));
    }

    /// Ends the message.
    #[must_use]
    pub fn finish(mut self) -> Index {
        self.lines.finish(&mut |piece| self.tree.piece(&piece));
        self.tree.finish()
    }
}
