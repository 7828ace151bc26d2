//! Sessions as their clients see them.

#![cfg(test)]

mod annotations;
mod appending;
mod batches;
mod bulk;
mod client;
mod nonsense;
mod replay;
mod results;
mod switch;
mod transcripts;
mod unread;
mod world;
