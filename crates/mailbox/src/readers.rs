//! Who is shown an account without being its owner: the handles of one reader share what it is shown.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Weak};

use crate::shown::Shown;
use crate::{AccountId, Reader};

/// For how many readers of an account what they are shown is kept although none of their handles is left, until the account
/// comes to rest next.
const LAST_READERS: usize = 4;

/// Everybody who is shown something of one account.
#[derive(Default)]
pub(crate) struct Readers {
    all: HashMap<AccountId, Weak<Shown>>,
    /// Those who looked last, so that who looks again and again with a handle for each look is not shown all anew.
    last: VecDeque<Arc<Shown>>,
}

impl Readers {
    /// What a reader is shown, as it was made before if that is still there.
    pub(crate) fn shown_to(&mut self, reader: Reader) -> Arc<Shown> {
        let known = self.all.get(&reader.account()).and_then(Weak::upgrade).filter(|shown| *shown.reader() == reader);
        let shown = known.unwrap_or_else(|| {
            self.all.retain(|_, shown| shown.strong_count() > 0);
            let shown = Arc::new(Shown::to(reader));
            self.all.insert(shown.reader().account(), Arc::downgrade(&shown));
            shown
        });
        self.last.retain(|last| !Arc::ptr_eq(last, &shown));
        self.last.truncate(LAST_READERS - 1);
        self.last.push_front(Arc::clone(&shown));
        shown
    }

    /// Keeps nothing for those who hold no handle.
    pub(crate) fn forget_last(&mut self) {
        self.last.clear();
    }
}
