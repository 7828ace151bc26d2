//! Numbers for what messages are called, so that everything after reading is done with places in tables.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::tree::NONE;

/// The numbers of hashes, in the order in which they came.
pub(super) struct Names {
    numbers: HashMap<u64, u32, Mixers>,
    most: usize,
}

impl Names {
    /// About `few` of them, up to `most`, and as many as must be.
    pub(super) fn new(few: usize, most: usize) -> Self {
        Self { numbers: HashMap::with_capacity_and_hasher(few, Mixers::new()), most }
    }

    pub(super) fn count(&self) -> u32 {
        self.numbers.len() as u32
    }

    pub(super) fn add(&mut self, hash: u64) -> u32 {
        let next = self.count();
        *self.numbers.entry(hash).or_insert(next)
    }

    /// [`NONE`] for a new one where there are many already.
    pub(super) fn add_if_few(&mut self, hash: u64) -> u32 {
        if self.numbers.len() < self.most {
            return self.add(hash);
        }
        self.numbers.get(&hash).copied().unwrap_or(NONE)
    }
}

/// Makes hashers that share a secret, so that nobody can make hashes that fall on one place of the table.
struct Mixers(u64);

impl Mixers {
    fn new() -> Self {
        Self(RandomState::new().hash_one(0))
    }
}

impl BuildHasher for Mixers {
    type Hasher = Mixer;

    fn build_hasher(&self) -> Mixer {
        Mixer(self.0)
    }
}

/// What is hashed is a hash already: it is mixed with the secret and no more.
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, number: u64) {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let product = u128::from(self.0 ^ number) * u128::from(ODD);
        self.0 = product as u64 ^ (product >> 64) as u64;
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }
}
