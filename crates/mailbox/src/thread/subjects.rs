//! Conversations by their subjects (RFC 5256 §3).

use std::collections::HashMap;

use super::facts::Facts;
use super::tree::{NONE, Top, Tree};

/// ORDEREDSUBJECT: below the first message of each base subject the others that have it.
pub(super) fn ordered(facts: &Facts, order: &[u32]) -> Tree {
    // Behind all others the empty one.
    let mut firsts = vec![NONE; facts.names as usize + 1];
    let mut tree = Tree { parents: vec![NONE; order.len()], messages: facts.count(), nodes: facts.count() };
    for &message in order {
        match firsts.get_mut(facts.subject(message).min(facts.names) as usize) {
            Some(first) if *first != NONE => tree.set_parent(message, *first),
            Some(first) => *first = message,
            None => {}
        }
    }
    tree
}

/// Step 5 of REFERENCES: conversations of one base subject become one.
pub(super) fn merge(facts: &Facts, tree: &mut Tree, order: &[u32]) {
    let tops = tree.tops(order);
    let mut table = table(facts, tree, &tops);
    let mut moved = HashMap::new();
    // Step 5 (C).
    for top in &tops {
        let with = table.get_mut(facts.subject(top.first) as usize).filter(|with| **with != top.node);
        let Some(with) = with else { continue };
        if !tree.is_message(top.node) {
            moved.insert(top.node, *with);
        } else if !tree.is_message(*with) || (facts.is_reply(top.node) && !facts.is_reply(*with)) {
            tree.set_parent(top.node, *with);
        } else {
            let dummy = tree.add_node();
            tree.set_parent(*with, dummy);
            tree.set_parent(top.node, dummy);
            *with = dummy;
        }
    }
    for parent in tree.parents.iter_mut() {
        *parent = moved.get(parent).copied().unwrap_or(*parent);
    }
}

/// Step 5 (B): which node stands for each subject that is not empty.
fn table(facts: &Facts, tree: &Tree, tops: &[Top]) -> Vec<u32> {
    let mut table = vec![NONE; facts.names as usize];
    for top in tops {
        let Some(taken) = table.get_mut(facts.subject(top.first) as usize) else { continue };
        let is_better = || !tree.is_message(top.node) || (facts.is_reply(*taken) && !facts.is_reply(top.node));
        if *taken == NONE || (tree.is_message(*taken) && is_better()) {
            *taken = top.node;
        }
    }
    table
}

impl Tree {
    fn set_parent(&mut self, message: u32, parent: u32) {
        if let Some(place) = self.parents.get_mut(message as usize) {
            *place = parent;
        }
    }

    /// A node that is no message.
    fn add_node(&mut self) -> u32 {
        self.nodes += 1;
        self.nodes - 1
    }
}
