//! A query made ready: its conditions sorted by what must be read to decide them.

use std::sync::Arc;

use posthouse_message::{EnvelopeRef, casemap};

use super::findings::{ContentTest, Findings};
use super::fuzzy::Closeness;
use super::needle::Needle;
use super::placement::PlacementTest;
use super::query::{AddressField, Query};
use super::record::{MARKS, RecordTest, TextField};
use super::verdict::{self, Verdict};
use crate::columns::{Row, Wanted};
use crate::{Flags, Mailbox, Message};

/// A query for one mailbox. Cloning is cheap.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    root: Arc<Node>,
    /// What must be looked for in headers and bodies, by the numbers that the nodes have for it.
    pub(super) contents: Arc<Vec<ContentTest>>,
    /// The columns that decide something.
    pub(super) wanted: Wanted,
}

#[derive(Debug)]
enum Node {
    Known(bool),
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Placement(PlacementTest),
    Record(Box<RecordTest>),
    Content(usize),
}

/// What is known of a message; a condition on anything else stays open.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) message: &'a Message,
    pub(super) row: Option<&'a Row<'a>>,
    pub(super) envelope: Option<&'a EnvelopeRef<'a>>,
    pub(super) findings: Option<&'a Findings>,
}

impl<'a> Facts<'a> {
    /// Nothing but the message.
    pub(super) fn of(message: &'a Message) -> Self {
        Self { message, row: None, envelope: None, findings: None }
    }
}

impl Plan {
    pub(super) fn new(query: &Query, mailbox: &Mailbox) -> Self {
        let mut planner = Planner { mailbox, contents: Vec::new(), wanted: Wanted::default(), similar: false };
        let root = Arc::new(planner.node(query));
        Self { root, contents: Arc::new(planner.contents), wanted: planner.wanted }
    }

    /// Whether the message is found, as far as these facts say.
    pub(super) fn verdict(&self, facts: Facts<'_>) -> Verdict {
        self.root.verdict(&facts)
    }
}

impl Node {
    fn verdict(&self, facts: &Facts<'_>) -> Verdict {
        match self {
            Self::Known(known) => Some(*known),
            Self::All(nodes) => verdict::all(nodes.iter().map(|node| node.verdict(facts))),
            Self::Any(nodes) => verdict::any(nodes.iter().map(|node| node.verdict(facts))),
            Self::Not(node) => verdict::not(node.verdict(facts)),
            Self::Placement(test) => Some(test.holds(facts.message)),
            Self::Record(test) => match facts.envelope {
                Some(envelope) => Some(test.holds(envelope)),
                None => facts.row.and_then(|row| test.holds_in(row)),
            },
            Self::Content(number) => facts.findings.and_then(|findings| findings.verdict(*number)),
        }
    }
}

struct Planner<'a> {
    mailbox: &'a Mailbox,
    contents: Vec<ContentTest>,
    wanted: Wanted,
    /// Whether words that are like those asked for are as good.
    similar: bool,
}

impl Planner<'_> {
    fn node(&mut self, query: &Query) -> Node {
        match query {
            Query::All => Node::Known(true),
            Query::And(queries) => Node::All(self.nodes(queries)),
            Query::Or(queries) => Node::Any(self.nodes(queries)),
            Query::Not(query) => Node::Not(Box::new(self.node(query))),
            Query::Fuzzy(query) => self.node(&query.closely(Closeness::Similar)),
            Query::Similar(query) => self.similar(query),
            Query::Uids(uids) => Node::Placement(PlacementTest::Uids(uids.clone())),
            Query::Flags(flags) => Node::Placement(PlacementTest::Flags(*flags)),
            Query::Keyword(name) => self.keyword(name),
            Query::Larger(size) => Node::Placement(PlacementTest::Larger(*size)),
            Query::Smaller(size) => Node::Placement(PlacementTest::Smaller(*size)),
            Query::Received(when) => Node::Placement(PlacementTest::Received(*when)),
            Query::ReceivedUntil(moment) => Node::Placement(PlacementTest::ReceivedUntil(*moment)),
            Query::ReceivedFrom(moment) => Node::Placement(PlacementTest::ReceivedFrom(*moment)),
            Query::Saved(when) => Node::Placement(PlacementTest::Saved(*when)),
            Query::Email(email) => Node::Placement(PlacementTest::Email(*email)),
            Query::ChangedSince(modseq) => Node::Placement(PlacementTest::ChangedSince(*modseq)),
            Query::Sent(when) => self.record(RecordTest::Sent(*when)),
            Query::Address(field, text) => self.address(*field, text),
            Query::Subject(text) => {
                let needle = self.needle(text);
                self.record(RecordTest::Text(TextField::Subject, needle))
            }
            Query::Header { name, text } => self.header(name, text),
            Query::Body(text) => self.body(text),
            Query::Text(text) => self.text(text),
        }
    }

    fn similar(&mut self, query: &Query) -> Node {
        let outside = std::mem::replace(&mut self.similar, true);
        let node = self.node(query);
        self.similar = outside;
        node
    }

    fn needle(&self, text: &str) -> Option<Needle> {
        if self.similar { Needle::similar(text) } else { Needle::new(text) }
    }

    fn nodes(&mut self, queries: &[Query]) -> Vec<Node> {
        queries.iter().map(|query| self.node(query)).collect()
    }

    fn record(&mut self, test: RecordTest) -> Node {
        self.wanted = test.column().map_or(self.wanted, |column| self.wanted.with(column));
        Node::Record(Box::new(test))
    }

    fn content(&mut self, test: ContentTest) -> Node {
        self.contents.push(test);
        Node::Content(self.contents.len() - 1)
    }

    fn keyword(&self, name: &str) -> Node {
        match self.mailbox.keyword(name) {
            Some(flag) if flag != Flags::NONE => Node::Placement(PlacementTest::Flags(flag)),
            _ => Node::Known(false),
        }
    }

    /// The record has names and addresses, but not how they are written, nor whether there is a field without any.
    fn address(&mut self, field: AddressField, text: &str) -> Node {
        match self.needle(text) {
            Some(needle) if !casemap(text).contains(MARKS) => self.record(RecordTest::Address(field, needle)),
            needle => self.content(ContentTest::Field { name: field.name().to_owned(), needle }),
        }
    }

    /// What the record has of a field decides alone, except of addresses: there it has the parts but not their form.
    fn header(&mut self, name: &str, text: &str) -> Node {
        let needle = self.needle(text);
        if let Some(field) = TextField::named(name) {
            return self.record(RecordTest::Text(field, needle));
        }
        let quick = AddressField::named(name).zip(needle.clone());
        let thorough = self.content(ContentTest::Field { name: name.to_owned(), needle });
        match quick {
            Some((field, needle)) => Node::Any(vec![self.record(RecordTest::Address(field, needle)), thorough]),
            None => thorough,
        }
    }

    fn body(&mut self, text: &str) -> Node {
        match self.needle(text) {
            Some(needle) => self.content(ContentTest::Body(needle)),
            None => Node::Known(true),
        }
    }

    /// Many are found by what the record has, without reading the message.
    fn text(&mut self, text: &str) -> Node {
        let Some(needle) = self.needle(text) else { return Node::Known(true) };
        let subject = RecordTest::Text(TextField::Subject, Some(needle.clone()));
        let from = RecordTest::Address(AddressField::From, needle.clone());
        let to = RecordTest::Address(AddressField::To, needle.clone());
        let mut nodes: Vec<Node> = [subject, from, to].into_iter().map(|test| self.record(test)).collect();
        nodes.push(self.content(ContentTest::Text(needle)));
        Node::Any(nodes)
    }
}
