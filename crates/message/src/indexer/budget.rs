//! How much text an index may keep.

use crate::address::Address;
use crate::limits;
use crate::part::Parameter;

/// Counts down what is kept over all parts, so that no message makes its index large.
#[derive(Debug)]
pub(super) struct Budget(usize);

/// What an item costs beside its text.
const ITEM_BYTES: usize = 32;

impl Budget {
    pub(super) fn new() -> Self {
        Self(limits::INDEX_BYTES)
    }

    /// The text, while there is room for it.
    pub(super) fn text(&mut self, text: Vec<u8>) -> Option<Vec<u8>> {
        self.take(text.len()).then_some(text)
    }

    pub(super) fn texts(&mut self, texts: impl Iterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
        texts.map_while(|text| self.text(text)).collect()
    }

    pub(super) fn addresses(&mut self, addresses: Vec<Address>) -> impl Iterator<Item = Address> {
        addresses.into_iter().take_while(|address| self.take(length(address)))
    }

    pub(super) fn parameters(&mut self, mut parameters: Vec<Parameter>) -> Vec<Parameter> {
        parameters.retain(|parameter| self.take(parameter.name.len() + parameter.value.len() + 2 * ITEM_BYTES));
        parameters.shrink_to_fit();
        parameters
    }

    fn take(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes + ITEM_BYTES);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

fn length(address: &Address) -> usize {
    let texts = [&address.name, &address.route, &address.mailbox, &address.host];
    texts.iter().map(|text| text.as_ref().map_or(0, Vec::len) + ITEM_BYTES).sum()
}
