//! Which message answers which, by their references: steps 1 to 3 of REFERENCES (RFC 5256 §3).

use super::facts::Facts;
use super::tree::{NONE, Tree};

/// How many steps upwards are made for each message in search of a loop, on average; more means that somebody has
/// written messages to make us search, and what is then still to be linked stays apart.
const STEPS: u64 = 256;

/// The messages with their parents; of messages that are not there only those with several children at the top.
pub(super) fn linked(facts: &Facts) -> Tree {
    let mut linking = Linking::new(facts);
    for message in 0..facts.count() {
        linking.take(message, facts.references(message));
    }
    linking.pruned()
}

/// Nodes: the messages by their numbers, then those that are referred to but not there.
struct Linking {
    messages: u32,
    /// The nodes of ids.
    by_id: Vec<u32>,
    parents: Vec<u32>,
    /// Of each node.
    children: Vec<u32>,
    steps: u64,
}

impl Linking {
    /// Of several messages with one id, the first has it.
    fn new(facts: &Facts) -> Self {
        let count = facts.count() as usize;
        let mut by_id = vec![NONE; facts.names as usize];
        for (id, message) in facts.ids.iter().zip(0..) {
            if let Some(node) = by_id.get_mut(*id as usize).filter(|node| **node == NONE) {
                *node = message;
            }
        }
        Self {
            messages: facts.count(),
            by_id,
            parents: vec![NONE; count],
            children: vec![0; count],
            steps: STEPS * count as u64,
        }
    }

    fn take(&mut self, message: u32, references: &[u32]) {
        let mut last = NONE;
        for &id in references {
            let Some(node) = self.node(id) else { continue };
            // Step 1 (A).
            if last != NONE && self.parent(node) == NONE && !self.is_above(node, last) {
                self.link(last, node);
            }
            last = node;
        }
        // Step 1 (B).
        if self.parent(message) != last {
            self.cut(message);
            if last != NONE && !self.is_above(message, last) {
                self.link(last, message);
            }
        }
    }

    fn node(&mut self, id: u32) -> Option<u32> {
        let node = self.by_id.get_mut(id as usize)?;
        if *node == NONE {
            *node = self.parents.len() as u32;
            self.parents.push(NONE);
            self.children.push(0);
        }
        Some(*node)
    }

    fn parent(&self, node: u32) -> u32 {
        self.parents.get(node as usize).copied().unwrap_or(NONE)
    }

    /// Whether `node` is `other` or above it.
    fn is_above(&mut self, node: u32, other: u32) -> bool {
        if node == other {
            return true;
        }
        if self.children.get(node as usize) == Some(&0) {
            return false;
        }
        let mut other = other;
        while other != node && other != NONE && self.steps > 0 {
            self.steps -= 1;
            other = self.parent(other);
        }
        other != NONE
    }

    fn link(&mut self, parent: u32, child: u32) {
        self.set(parent, child, 1);
    }

    fn cut(&mut self, child: u32) {
        let parent = self.parent(child);
        if parent != NONE {
            self.set(parent, child, -1);
        }
    }

    fn set(&mut self, parent: u32, child: u32, change: i32) {
        if let (Some(place), Some(count)) =
            (self.parents.get_mut(child as usize), self.children.get_mut(parent as usize))
        {
            *place = if change > 0 { parent } else { NONE };
            *count = count.saturating_add_signed(change);
        }
    }

    /// Step 3. What is not there gives way to what is above it; at the top it stays, if it has several children.
    fn pruned(self) -> Tree {
        let mut above = Above { linking: &self, known: vec![NONE; self.parents.len() - self.messages as usize] };
        let mut parents: Vec<u32> = (0..self.messages).map(|message| above.of(message)).collect();
        let mut children = vec![0_u32; self.parents.len()];
        for parent in &parents {
            if let Some(count) = children.get_mut(*parent as usize) {
                *count += 1;
            }
        }
        for parent in &mut parents {
            let is_message = *parent < self.messages;
            if !is_message && children.get(*parent as usize) == Some(&1) {
                *parent = NONE;
            }
        }
        Tree { parents, messages: self.messages, nodes: self.parents.len() as u32 }
    }
}

/// The first message above a node, or the topmost node that is no message.
struct Above<'a> {
    linking: &'a Linking,
    /// Of the nodes that are no messages.
    known: Vec<u32>,
}

impl Above<'_> {
    fn of(&mut self, message: u32) -> u32 {
        let mut path = Vec::new();
        let mut node = self.linking.parent(message);
        let found = loop {
            let Some(dummy) = node.checked_sub(self.linking.messages).filter(|_| node != NONE) else { break node };
            let known = self.known.get(dummy as usize).copied().unwrap_or(NONE);
            if known != NONE {
                break known;
            }
            path.push(dummy);
            match self.linking.parent(node) {
                NONE => break node,
                parent => node = parent,
            }
        };
        for dummy in path {
            if let Some(known) = self.known.get_mut(dummy as usize) {
                *known = found;
            }
        }
        found
    }
}
