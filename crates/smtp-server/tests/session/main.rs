//! Whole sessions, from the greeting to the mailbox, in memory.

#[cfg(test)]
mod pieces;
#[cfg(test)]
mod transcripts;
#[cfg(test)]
mod world;
