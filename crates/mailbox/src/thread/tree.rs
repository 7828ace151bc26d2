//! The tree that conversations are, and its order.

use super::Threads;

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// Messages, and nodes that are none, which are always at the top.
#[derive(Debug)]
pub(super) struct Tree {
    /// The parent of each message.
    pub(super) parents: Vec<u32>,
    /// How many messages there are; nodes from here on are none.
    pub(super) messages: u32,
    /// How many nodes there may be.
    pub(super) nodes: u32,
}

impl Tree {
    pub(super) fn parent(&self, message: u32) -> u32 {
        self.parents.get(message as usize).copied().unwrap_or(NONE)
    }

    pub(super) fn is_message(&self, node: u32) -> bool {
        node < self.messages
    }

    /// The nodes at the top with their first messages, by the dates of these. `order` is that of the dates.
    pub(super) fn tops(&self, order: &[u32]) -> Vec<Top> {
        let mut seen = vec![false; self.nodes.saturating_sub(self.messages) as usize];
        let mut tops = Vec::new();
        for &first in order {
            let node = match self.parent(first) {
                NONE => first,
                parent => parent,
            };
            let seen = node.checked_sub(self.messages).map(|dummy| seen.get_mut(dummy as usize));
            let is_new = |seen: Option<&mut bool>| seen.is_some_and(|seen| !std::mem::replace(seen, true));
            if node == first || seen.is_some_and(is_new) {
                tops.push(Top { node, first });
            }
        }
        tops
    }
}

/// The head of a conversation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Top {
    pub(super) node: u32,
    /// The node itself, or the first of its children if it is no message.
    pub(super) first: u32,
}

/// The conversations by their first messages: step 6 of REFERENCES (RFC 5256 §3).
pub(super) fn by_first(tree: &Tree, order: &[u32]) -> Threads {
    let tops = tree.tops(order).into_iter().map(|top| top.node);
    written(tree, order, tops.collect())
}

/// The conversations by their newest messages.
pub(super) fn by_last(tree: &Tree, order: &[u32]) -> Threads {
    let heads = heads(tree);
    let mut seen = vec![false; tree.nodes as usize];
    let mut tops = Vec::new();
    for &message in order.iter().rev() {
        let head = heads.get(message as usize).copied().unwrap_or(NONE);
        if seen.get_mut(head as usize).is_some_and(|seen| !std::mem::replace(seen, true)) {
            tops.push(head);
        }
    }
    tops.reverse();
    written(tree, order, tops)
}

/// For each message the node at the top above it.
fn heads(tree: &Tree) -> Vec<u32> {
    let mut heads = vec![NONE; tree.parents.len()];
    let mut path = Vec::new();
    for message in 0..tree.messages {
        let mut node = message;
        let head = loop {
            let known = heads.get(node as usize).copied().filter(|head| *head != NONE);
            if let Some(known) = known {
                break known;
            }
            if tree.is_message(node) {
                path.push(node);
            }
            match tree.parent(node) {
                NONE => break node,
                parent => node = parent,
            }
        };
        for node in path.drain(..) {
            if let Some(place) = heads.get_mut(node as usize) {
                *place = head;
            }
        }
    }
    heads
}

/// Each node before its children, these by their dates.
fn written(tree: &Tree, order: &[u32], tops: Vec<u32>) -> Threads {
    let children = Children::of(tree, order);
    let mut threads = Vec::with_capacity(order.len());
    let mut open: Vec<(usize, u32)> = tops.into_iter().rev().map(|top| (0, top)).collect();
    while let Some((depth, node)) = open.pop() {
        threads.push((depth, tree.is_message(node).then_some(node)));
        open.extend(children.of_node(node).iter().rev().map(|child| (depth + 1, *child)));
    }
    threads
}

/// The children of every node, one behind the other.
struct Children {
    all: Vec<u32>,
    /// Where in `all` those of a node end; they begin where those of the node before end.
    ends: Vec<usize>,
}

impl Children {
    fn of(tree: &Tree, order: &[u32]) -> Self {
        // First how many come before those of a node, then, as they are put there, where they end.
        let mut ends = vec![0; tree.nodes as usize];
        for parent in tree.parents.iter().filter(|parent| **parent != NONE) {
            if let Some(count) = ends.get_mut(*parent as usize + 1) {
                *count += 1;
            }
        }
        ends.iter_mut().fold(0, |before, count| {
            *count += before;
            *count
        });
        let mut all = vec![NONE; order.len()];
        for &message in order {
            let Some(end) = ends.get_mut(tree.parent(message) as usize) else { continue };
            if let Some(place) = all.get_mut(*end) {
                *place = message;
                *end += 1;
            }
        }
        Self { all, ends }
    }

    fn of_node(&self, node: u32) -> &[u32] {
        let end = self.ends.get(node as usize).copied().unwrap_or_default();
        let start = node.checked_sub(1).and_then(|before| self.ends.get(before as usize)).copied().unwrap_or_default();
        self.all.get(start..end).unwrap_or_default()
    }
}
