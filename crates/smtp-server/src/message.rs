//! A message while it arrives: what is put before it, what is looked at in it, and where it goes.

mod header;
mod queue_id;
mod reception;
mod submitted;
mod trace;

pub(crate) use queue_id::QueueId;
pub(crate) use reception::{Fault, Origin, Reception};
