//! Bodies that are examined together, with what the index says of them meanwhile.

use std::collections::HashMap;

use crate::index::Entry;
use crate::inner::Inner;
use crate::pins::Examination;
use crate::{BlobId, Error};

/// Bodies that nobody holds. Nobody can begin to while this lives, or the examination that was taken from it.
pub(crate) struct Examined {
    bodies: HashMap<BlobId, (Entry, Option<Examination>)>,
}

impl Examined {
    /// Examines those of `ids` that nobody holds, when no reference to them can be on its way any more.
    pub(crate) async fn of(inner: &Inner, ids: impl Iterator<Item = BlobId>) -> Result<Self, Error> {
        let examinations: Vec<Examination> = ids.filter_map(|id| inner.pins.examine(id)).collect();
        let mut bodies = HashMap::with_capacity(examinations.len());
        if !examinations.is_empty() {
            inner.index.settle().await?;
        }
        for examination in examinations {
            let entry = inner.index.entry(&examination.id).await?;
            bodies.insert(examination.id, (entry, Some(examination)));
        }
        Ok(Self { bodies })
    }

    /// What the index says of `id`; `None` when somebody holds it.
    pub(crate) fn entry(&self, id: &BlobId) -> Option<Entry> {
        self.bodies.get(id).map(|(entry, _)| *entry)
    }

    /// The examination of `id`, once.
    pub(crate) fn take(&mut self, id: &BlobId) -> Option<Examination> {
        self.bodies.get_mut(id)?.1.take()
    }
}
