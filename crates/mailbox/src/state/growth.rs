//! How much the log has grown of late by what one command can make as large as it likes: values of annotations, the
//! names of a renamed tree, and keywords. The log is kept, so that writing such things over and over must have a bound.

use crate::event::{Event, EventBatch};
use crate::ops::Context;
use crate::{Error, Limit};

/// How many octets of that can be written at once.
pub(crate) const MOST: u64 = 32 << 20;

/// How many octets may be written again with every second.
const PER_SECOND: u64 = 1 << 10;

/// Octets that were written, less what has been forgotten since; a fold of the log and its times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Growth {
    pub(crate) octets: u64,
    /// Of the last commit that wrote something. Seconds since 1970.
    pub(crate) time: i64,
}

impl Growth {
    /// Takes in what a commit has written.
    pub(crate) fn add(&mut self, batch: &EventBatch) {
        let octets: u64 = batch.events.iter().map(size).sum();
        if octets > 0 {
            *self = Self { octets: self.at(batch.time).saturating_add(octets), time: batch.time };
        }
    }

    /// Whether these events may be written. Removing always goes; readers who are not the owner leave it half of the room.
    pub(crate) fn admit(&self, events: &[Event], context: &Context) -> Result<(), Error> {
        let octets: u64 = events.iter().filter(|event| !is_removal(event)).map(size).sum();
        let most = if context.reader.is_some() { MOST / 2 } else { MOST };
        match octets > 0 && self.at(context.time).saturating_add(octets) > most {
            true => Err(Error::Limit(Limit::Growth)),
            false => Ok(()),
        }
    }

    /// What is not forgotten at a time. A clock that was put back forgets nothing.
    fn at(&self, time: i64) -> u64 {
        let passed = u64::try_from(time.saturating_sub(self.time)).unwrap_or(0);
        self.octets.saturating_sub(passed.saturating_mul(PER_SECOND))
    }
}

fn is_removal(event: &Event) -> bool {
    matches!(event, Event::AnnotationSet { value: None, .. })
}

fn size(event: &Event) -> u64 {
    let octets = match event {
        Event::AnnotationSet { name, value, .. } => name.as_str().len() + value.as_ref().map_or(0, |value| value.len()),
        Event::MailboxRenamed { name, .. } => name.as_str().len(),
        Event::KeywordAdded { name, .. } => name.len(),
        _ => 0,
    };
    octets as u64
}
