//! Lines of commands.

use super::input::Line;
use super::literal::{announced, without_line_end};
use super::{Decoder, Event, LiteralInfo, Reason, Rejected, Step};
use crate::decode;

impl Decoder {
    pub(super) fn step_line(&mut self) -> Step {
        let limit = self.limits.line.saturating_sub(self.line_octets);
        let line = match self.input.line(limit) {
            Line::Partial => return Step::NeedMore,
            Line::TooLong => return self.line_too_long(),
            Line::Whole(line) => line,
        };
        // Only the line itself may announce a literal: what a literal ends in means nothing.
        let Some((literal, before)) = announced(line) else {
            self.command.extend_from_slice(without_line_end(line));
            return self.command_complete();
        };
        let before = self.command.len() + before.len();
        self.line_octets += line.len();
        self.command.extend_from_slice(line);
        self.literal_announced(literal, before)
    }

    fn command_complete(&mut self) -> Step {
        let parsed = decode::command(&self.command, self.mode);
        self.begin_command();
        Step::Event(match parsed {
            Ok(command) => Event::Command(command),
            Err(rejected) => Event::Rejected(rejected),
        })
    }

    /// A literal is to come after that much of the command.
    fn literal_announced(&mut self, literal: LiteralInfo, before: usize) -> Step {
        let text = self.command.get(..before).unwrap_or_default();
        if let Err(rejected) = decode::command_begins(text, self.mode) {
            return self.reject(rejected, literal);
        }
        match decode::append_head(text, self.mode) {
            Some(Ok(head)) => self.append_begins(head, literal),
            Some(Err(rejected)) => self.reject(rejected, literal),
            None => self.argument_begins(literal),
        }
    }

    fn line_too_long(&mut self) -> Step {
        self.command.extend_from_slice(self.input.unread());
        self.command.truncate(self.limits.line);
        let tag = decode::leading_tag(&self.command);
        self.skip_rest_of_line();
        Step::Event(Event::Rejected(Rejected { tag, reason: Reason::LineTooLong }))
    }

    /// Rejects a command before a literal of it.
    pub(super) fn reject(&mut self, rejected: Rejected, literal: LiteralInfo) -> Step {
        self.skip_literal_and_rest(literal);
        Step::Event(Event::Rejected(rejected))
    }

    pub(super) fn reject_as_too_big(&mut self, literal: LiteralInfo) -> Step {
        let tag = decode::leading_tag(&self.command);
        self.reject(Rejected { tag, reason: Reason::LiteralTooBig }, literal)
    }
}
