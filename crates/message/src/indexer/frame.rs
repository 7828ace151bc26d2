//! A part that is still open.

use super::boundary::Boundary;
use super::cursor::Cut;
use crate::envelope::Envelope;
use crate::part::{Content, Parameter, Part};

/// A part whose end has not come yet.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) part: Part,
    pub(super) role: Role,
    pub(super) inside: Inside,
    /// Line ends before the body.
    pub(super) lines_before: u64,
}

/// What a part is to the one around it.
#[derive(Debug)]
pub(super) enum Role {
    /// A message: the root, or the inside of a message/rfc822. Its header is read for an envelope.
    Message(Box<Envelope>),
    /// A body part of a multipart.
    Body,
    /// A body part of a multipart/digest, which is a message unless it says otherwise (RFC 2046 §5.1.5).
    DigestBody,
}

/// What the body of an open part is.
#[derive(Debug)]
pub(super) enum Inside {
    /// Text, an image, or anything else without parts.
    Leaf,
    /// A multipart; without a boundary once it has ended, or if it never had a usable one.
    Multipart { boundary: Option<Boundary>, parts: Vec<Part> },
    /// A message; its envelope and root part once they have ended.
    Message(Option<(Box<Envelope>, Box<Part>)>),
}

impl Frame {
    pub(super) fn new(role: Role, start: u64) -> Self {
        let part = Part { header: start..start, body: start..start, ..Part::default() };
        Self { part, role, inside: Inside::Leaf, lines_before: 0 }
    }

    /// Takes a part that has ended and lay directly in this one.
    pub(super) fn take(&mut self, role: Role, part: Part) {
        match (&mut self.inside, role) {
            (Inside::Message(slot), Role::Message(envelope)) => *slot = Some((envelope, Box::new(part))),
            (Inside::Multipart { parts, .. }, _) => parts.push(part),
            _ => {}
        }
    }

    /// Ends the part.
    pub(super) fn close(self, cut: Cut) -> (Role, Part) {
        let mut part = self.part;
        part.body.end = cut.offset.max(part.body.start);
        if !part.body.is_empty() {
            part.lines = cut.lines.saturating_sub(self.lines_before);
        }
        part.content = match self.inside {
            Inside::Multipart { parts, .. } if parts.is_empty() => Content::Multipart(vec![whole_body(&part)]),
            Inside::Multipart { parts, .. } => Content::Multipart(parts),
            Inside::Message(Some((envelope, part))) => Content::Message { envelope, part },
            Inside::Message(None) | Inside::Leaf => Content::Leaf,
        };
        (self.role, part)
    }
}

/// The one part of a multipart in which no boundary was found: all of its body, as text.
fn whole_body(multipart: &Part) -> Part {
    let start = multipart.body.start;
    Part {
        header: start..start,
        body: multipart.body.clone(),
        lines: multipart.lines,
        parameters: vec![Parameter::us_ascii()],
        encoding: multipart.encoding.clone(),
        ..Part::default()
    }
}
