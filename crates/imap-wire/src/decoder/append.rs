//! The messages of an APPEND or REPLACE, which are never gathered (RFC 9051 §6.3.12, RFC 3502 §6.3.11).

use std::collections::VecDeque;

use super::{Decoder, Event, LiteralInfo, Reason, Rejected, State, Step, input};
use crate::Tag;
use crate::decode::{self, AppendGrammar, Piece, Segment, Tail};

/// An APPEND whose head was read.
pub(super) struct Append {
    tag: Tag,
    /// How its text goes on after the literal.
    grammar: AppendGrammar,
    /// What was read and not told yet. A literal that was announced belongs to the last piece.
    pieces: VecDeque<Piece>,
    ended: bool,
}

impl Decoder {
    /// Takes what the last event of an APPEND announced: its literal, or the parts of CATENATE. If the literal is
    /// synchronizing, send a continuation after this. Does nothing where there is nothing to decide on.
    pub fn accept_literal(&mut self) {
        if let State::Undecided { literal } = self.state {
            self.state = literal.map_or(State::Append, |literal| State::Message { left: literal.size });
        }
    }

    /// Refuses what the last event of an APPEND announced and with it the command; answer it with NO or BAD. A
    /// synchronizing literal will not be sent; any other is read and dropped, up to
    /// [`Limits::discard`](crate::Limits::discard). Does nothing where there is nothing to decide on.
    pub fn refuse_literal(&mut self) {
        if let State::Undecided { literal } = self.state {
            let untold = self.append.as_ref().and_then(|append| append.pieces.back()?.literal());
            self.end_refused_line(literal.or(untold), 0);
        }
    }

    /// Whether the text is that of an APPEND: its head, or what comes between its literals.
    pub(super) fn is_append(&self, text: &[u8]) -> bool {
        self.append.is_some() || decode::is_append(text, self.mode)
    }

    /// Reads that much of the command, up to a literal or the end of the command.
    pub(super) fn append_text(&mut self, length: usize, literal: Option<LiteralInfo>) -> Step {
        let text = self.command.get(..length).unwrap_or_default();
        let segment = match &self.append {
            Some(append) => append.grammar.rest(text, self.mode, literal),
            None => AppendGrammar::head(text, self.mode, literal),
        };
        match (segment, literal) {
            (Err(reason), literal) => self.refuse_line(reason, literal),
            (Ok(Segment { tail: Tail::Argument, .. }), Some(literal)) => self.argument_begins(literal),
            (Ok(_), Some(literal)) if !self.may_be_sent_so(literal) => {
                self.refuse_line(Reason::LiteralTooBig, Some(literal))
            }
            (Ok(segment), _) => self.append_segment(segment),
        }
    }

    fn append_segment(&mut self, segment: Segment) -> Step {
        let Segment { pieces, tail, grammar } = segment;
        let Some(tag) = self.command_tag() else { return Step::Again };
        input::release(&mut self.command);
        self.line_octets = 0;
        self.literal_octets = 0;
        self.append = Some(Box::new(Append { tag, grammar, pieces: pieces.into(), ended: tail == Tail::End }));
        self.state = State::Append;
        Step::Again
    }

    pub(super) fn step_append(&mut self) -> Step {
        let append = self.append.as_mut();
        let Some(piece) = append.and_then(|append| append.pieces.pop_front()) else { return self.segment_told() };
        self.state = match &piece {
            Piece::Url(_) => State::Append,
            other => State::Undecided { literal: other.literal() },
        };
        Step::Event(match piece {
            Piece::Start(start) => Event::AppendStart(start),
            Piece::Next(message) => Event::AppendNext(message),
            Piece::Url(url) => Event::AppendUrl(url),
            Piece::Text(literal) => Event::AppendText(literal),
        })
    }

    fn segment_told(&mut self) -> Step {
        if self.append.as_ref().is_none_or(|append| append.ended) {
            self.begin_command();
            return Step::Event(Event::AppendEnd);
        }
        self.state = State::Line;
        Step::Again
    }

    pub(super) fn step_message(&mut self, left: u64) -> Step {
        if left == 0 {
            self.state = State::Line;
            return Step::Again;
        }
        let octets = self.input.take_owned(left);
        self.state = State::Message { left: left - octets.len() as u64 };
        if octets.is_empty() { Step::NeedMore } else { Step::Event(Event::AppendData(octets)) }
    }

    /// Rejects the command after a line of it, which perhaps announced a literal.
    pub(super) fn refuse_line(&mut self, reason: Reason, literal: Option<LiteralInfo>) -> Step {
        let event = self.rejection(reason);
        self.end_refused_line(literal, 0);
        Step::Event(event)
    }

    /// What the session is told of a command that goes no further.
    pub(super) fn rejection(&self, reason: Reason) -> Event {
        let rejected = Rejected { tag: self.command_tag(), reason };
        if self.append.is_some() { Event::AppendRejected(rejected) } else { Event::Rejected(rejected) }
    }

    fn command_tag(&self) -> Option<Tag> {
        match &self.append {
            Some(append) => Some(append.tag.clone()),
            None => decode::leading_tag(&self.command),
        }
    }
}
