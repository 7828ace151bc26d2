//! The algorithms as they are written down, without regard to cost.

use std::collections::{BTreeMap, HashMap};

use super::{Sample, Threads};

#[derive(Clone, Debug)]
struct Tree {
    message: Option<u32>,
    children: Vec<Tree>,
}

type Key = (i64, u32);

pub(super) fn references(samples: &[Sample]) -> Threads {
    let mut roots = pruned(samples);
    // Step 4.
    for root in roots.iter_mut().filter(|root| root.message.is_none()) {
        root.children.sort_by_key(|child| key(samples, child));
    }
    roots.sort_by_key(|root| key(samples, root));
    let mut roots = merged(samples, roots);
    // Step 6.
    roots.iter_mut().for_each(|root| sort(samples, root));
    roots.sort_by_key(|root| key(samples, root));
    written(&roots)
}

pub(super) fn refs(samples: &[Sample]) -> Threads {
    let mut roots = pruned(samples);
    roots.iter_mut().for_each(|root| sort(samples, root));
    roots.sort_by_key(|root| newest(samples, root));
    written(&roots)
}

pub(super) fn ordered_subject(samples: &[Sample]) -> Threads {
    let mut sorted: Vec<u32> = (0..samples.len() as u32).collect();
    sorted.sort_by_key(|index| (samples[*index as usize].subject, samples[*index as usize].date, *index));
    let mut threads: Vec<Vec<u32>> = Vec::new();
    for message in sorted {
        let subject = |index: u32| samples[index as usize].subject;
        match threads.last_mut() {
            Some(thread) if subject(thread[0]) == subject(message) => thread.push(message),
            _ => threads.push(vec![message]),
        }
    }
    threads.sort_by_key(|thread| (samples[thread[0] as usize].date, thread[0]));
    let depth = |place: usize| usize::from(place > 0);
    threads.iter().flat_map(|thread| thread.iter().enumerate().map(move |(at, it)| (depth(at), Some(*it)))).collect()
}

/// Steps 1 to 3.
fn pruned(samples: &[Sample]) -> Vec<Tree> {
    let mut nodes = Nodes::default();
    for (sample, message) in samples.iter().zip(0..) {
        nodes.take(sample, message);
    }
    let roots = nodes.children(None);
    prune(&nodes, &roots, true)
}

#[derive(Default)]
struct Nodes {
    messages: Vec<Option<u32>>,
    parents: Vec<Option<usize>>,
    by_id: HashMap<u32, usize>,
}

impl Nodes {
    fn take(&mut self, sample: &Sample, message: u32) {
        let mut last = None;
        let own = match sample.id.map(|id| self.of_id(id)) {
            Some(node) if self.messages[node].is_none() => node,
            _ => self.add(),
        };
        self.messages[own] = Some(message);
        for id in &sample.references {
            let node = self.of_id(*id);
            let above = last.filter(|last| self.parents[node].is_none() && !self.is_below(*last, node));
            self.parents[node] = above.or(self.parents[node]);
            last = Some(node);
        }
        self.parents[own] = None;
        self.parents[own] = last.filter(|last| !self.is_below(*last, own));
    }

    fn add(&mut self) -> usize {
        self.messages.push(None);
        self.parents.push(None);
        self.messages.len() - 1
    }

    fn of_id(&mut self, id: u32) -> usize {
        if let Some(node) = self.by_id.get(&id) {
            return *node;
        }
        let node = self.add();
        self.by_id.insert(id, node);
        node
    }

    fn is_below(&self, node: usize, other: usize) -> bool {
        node == other || self.parents[node].is_some_and(|parent| self.is_below(parent, other))
    }

    fn children(&self, of: Option<usize>) -> Vec<usize> {
        (0..self.parents.len()).filter(|node| self.parents[*node] == of).collect()
    }
}

fn prune(nodes: &Nodes, siblings: &[usize], at_top: bool) -> Vec<Tree> {
    let mut kept = Vec::new();
    for &node in siblings {
        let children = prune(nodes, &nodes.children(Some(node)), false);
        match nodes.messages[node] {
            Some(message) => kept.push(Tree { message: Some(message), children }),
            None if at_top && children.len() > 1 => kept.push(Tree { message: None, children }),
            None => kept.extend(children),
        }
    }
    kept
}

/// Step 5.
fn merged(samples: &[Sample], roots: Vec<Tree>) -> Vec<Tree> {
    let subject = |tree: &Tree| samples[key_message(samples, tree) as usize].subject;
    let is_reply = |tree: &Tree| samples[key_message(samples, tree) as usize].is_reply;
    let mut table: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, root) in roots.iter().enumerate().filter(|(_, root)| subject(root) != 0) {
        let taken = table.entry(subject(root)).or_insert(at);
        let before = &roots[*taken];
        if before.message.is_some() && (root.message.is_none() || (is_reply(before) && !is_reply(root))) {
            *taken = at;
        }
    }
    let mut places: Vec<Option<Tree>> = roots.into_iter().map(Some).collect();
    for at in 0..places.len() {
        let Some(root) = places[at].take() else { continue };
        let with = table.get(&subject(&root)).copied().filter(|with| *with != at);
        let Some(with) = with else {
            places[at] = Some(root);
            continue;
        };
        let other = places[with].take().unwrap();
        places[with] = Some(match (other.message, root.message) {
            (None, None) => Tree { message: None, children: [other.children, root.children].concat() },
            (None, Some(_)) => Tree { message: None, children: [other.children, vec![root]].concat() },
            _ if is_reply(&root) && !is_reply(&other) => {
                Tree { message: other.message, children: [other.children, vec![root]].concat() }
            }
            _ => Tree { message: None, children: vec![other, root] },
        });
    }
    places.into_iter().flatten().collect()
}

fn sort(samples: &[Sample], tree: &mut Tree) {
    tree.children.iter_mut().for_each(|child| sort(samples, child));
    tree.children.sort_by_key(|child| key(samples, child));
}

fn key(samples: &[Sample], tree: &Tree) -> Key {
    let message = key_message(samples, tree);
    (samples[message as usize].date, message)
}

fn key_message(samples: &[Sample], tree: &Tree) -> u32 {
    let first = || tree.children.iter().map(|child| key(samples, child)).min().unwrap().1;
    tree.message.unwrap_or_else(first)
}

fn newest(samples: &[Sample], tree: &Tree) -> Key {
    let own = tree.message.map(|message| (samples[message as usize].date, message));
    own.into_iter().chain(tree.children.iter().map(|child| newest(samples, child))).max().unwrap()
}

fn written(trees: &[Tree]) -> Threads {
    fn write(tree: &Tree, depth: usize, threads: &mut Threads) {
        threads.push((depth, tree.message));
        tree.children.iter().for_each(|child| write(child, depth + 1, threads));
    }
    let mut threads = Vec::new();
    trees.iter().for_each(|tree| write(tree, 0, &mut threads));
    threads
}
