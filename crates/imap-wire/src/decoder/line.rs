//! Lines of commands.

use super::input::Line;
use super::literal::{announced, without_line_end};
use super::{Decoder, Event, LiteralInfo, Reason, Step};
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
        if self.is_append(&self.command) {
            return self.append_text(self.command.len(), None);
        }
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
        if self.is_append(text) {
            return self.append_text(before, Some(literal));
        }
        match decode::command_begins(text, self.mode) {
            Ok(()) => self.argument_begins(literal),
            Err(rejected) => self.refuse_line(rejected.reason, Some(literal)),
        }
    }

    fn line_too_long(&mut self) -> Step {
        self.command.extend_from_slice(self.input.unread());
        self.command.truncate(self.limits.line);
        let event = self.rejection(Reason::LineTooLong);
        self.skip_rest_of_line();
        Step::Event(event)
    }
}
