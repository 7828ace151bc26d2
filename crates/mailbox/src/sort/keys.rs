//! What messages are compared by.

use std::cmp::Ordering;
use std::ops::Range;

/// One key of each message.
#[derive(Debug)]
pub(crate) enum Keys {
    Numbers(Vec<i64>),
    Texts(Texts),
}

/// Texts in the form whose octets are compared.
#[derive(Debug)]
pub(crate) struct Texts {
    all: String,
    /// Where in `all` that of each message stands.
    ranges: Vec<Range<usize>>,
}

impl Keys {
    pub(crate) fn compare(&self, one: u32, other: u32) -> Ordering {
        match self {
            Self::Numbers(numbers) => numbers.get(one as usize).cmp(&numbers.get(other as usize)),
            Self::Texts(texts) => texts.get(one as usize).cmp(texts.get(other as usize)),
        }
    }

    /// A number that is never larger than that of a larger key.
    pub(crate) fn lead(&self, index: u32) -> u64 {
        match self {
            Self::Numbers(numbers) => (numbers.get(index as usize).copied().unwrap_or_default() as u64) ^ 1 << 63,
            Self::Texts(texts) => {
                let mut lead = [0; 8];
                lead.iter_mut().zip(texts.get(index as usize).bytes()).for_each(|(to, octet)| *to = octet);
                u64::from_be_bytes(lead)
            }
        }
    }
}

impl Texts {
    /// As many empty texts.
    pub(crate) fn new(count: usize) -> Self {
        Self { all: String::new(), ranges: vec![0..0; count] }
    }

    /// Sets a text to what `append` appends.
    pub(crate) fn set(&mut self, index: usize, append: impl FnOnce(&mut String)) {
        let start = self.all.len();
        append(&mut self.all);
        if let Some(range) = self.ranges.get_mut(index) {
            *range = start..self.all.len();
        }
    }

    pub(crate) fn get(&self, index: usize) -> &str {
        self.ranges.get(index).and_then(|range| self.all.get(range.clone())).unwrap_or_default()
    }
}
