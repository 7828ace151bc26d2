//! Emails by their spans.

use std::ops::Range;

use super::SpanId;
use crate::EmailId;

/// Emails in the order of their numbers, cut into spans.
pub(super) struct Order {
    places: Vec<u32>,
    pub(super) groups: Vec<Group>,
}

/// The emails of a span.
pub(super) struct Group {
    pub(super) span: SpanId,
    /// Which of [`Order::places`].
    pub(super) places: Range<usize>,
}

impl Order {
    pub(super) fn of(emails: &[EmailId]) -> Self {
        let email = |place: &u32| emails.get(*place as usize).copied().unwrap_or_default();
        let mut places: Vec<u32> = (0..emails.len() as u32).collect();
        if !emails.is_sorted() {
            places.sort_unstable_by_key(email);
        }
        let mut groups: Vec<Group> = Vec::new();
        for (at, place) in places.iter().enumerate() {
            let span = SpanId::of(email(place));
            match groups.last_mut() {
                Some(group) if group.span == span => group.places.end = at + 1,
                _ => groups.push(Group { span, places: at..at + 1 }),
            }
        }
        Self { places, groups }
    }

    /// The places of the emails of a span.
    pub(super) fn places(&self, group: &Group) -> &[u32] {
        self.places.get(group.places.clone()).unwrap_or_default()
    }

    pub(super) fn emails(&self, group: &Group, emails: &[EmailId]) -> Vec<EmailId> {
        self.places(group).iter().filter_map(|place| emails.get(*place as usize).copied()).collect()
    }
}
