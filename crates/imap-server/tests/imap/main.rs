//! Sessions as their clients see them.

#![cfg(test)]

mod annotations;
mod appending;
mod batches;
mod bulk;
mod burst;
mod client;
mod compress;
mod convergence;
mod device;
mod nonsense;
mod pop3;
mod progress;
mod readers;
mod replay;
mod results;
mod sorted_results;
mod switch;
mod transcripts;
mod unread;
mod world;
