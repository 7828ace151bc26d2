//! The message of an APPEND, which is never gathered (RFC 9051 §6.3.12).

use super::input::Line;
use super::literal::{announced, without_line_end};
use super::{AppendStart, Decoder, Event, LiteralInfo, Reason, Rejected, State, Step};
use crate::decode::AppendHead;
use crate::{Tag, table};

impl Decoder {
    /// Takes the message literal announced by [`Event::AppendStart`]. If it is synchronizing, send a continuation
    /// after this. Does nothing where there is none to decide on.
    pub fn accept_literal(&mut self) {
        if let State::Undecided { literal, tag } = &self.state {
            self.state = State::Message { left: literal.size, tag: tag.clone() };
        }
    }

    /// Refuses the message literal announced by [`Event::AppendStart`] and with it the command; answer it with NO or
    /// BAD. A synchronizing literal will not be sent; any other is read and dropped, up to
    /// [`Limits::discard`](crate::Limits::discard). Does nothing where there is none to decide on.
    pub fn refuse_literal(&mut self) {
        if let State::Undecided { literal, .. } = self.state {
            self.skip_literal_and_rest(literal);
        }
    }

    pub(super) fn append_begins(&mut self, head: AppendHead, literal: LiteralInfo) -> Step {
        if !self.may_be_sent_so(literal) {
            return self.reject_as_too_big(literal);
        }
        let AppendHead { tag, mailbox, flags, internal_date } = head;
        self.state = State::Undecided { literal, tag: tag.clone() };
        Step::Event(Event::AppendStart(AppendStart { tag, mailbox, flags, internal_date, literal }))
    }

    pub(super) fn step_message(&mut self) -> Step {
        let State::Message { left, tag } = &mut self.state else { return Step::Again };
        if *left == 0 {
            self.state = State::MessageEnd { tag: tag.clone() };
            return Step::Again;
        }
        let octets = self.input.take_owned(*left);
        *left -= octets.len() as u64;
        if octets.is_empty() { Step::NeedMore } else { Step::Event(Event::AppendData(octets)) }
    }

    pub(super) fn step_message_end(&mut self) -> Step {
        let State::MessageEnd { tag } = &self.state else { return Step::Again };
        let tag = tag.clone();
        match self.input.line(self.limits.line) {
            Line::Partial => Step::NeedMore,
            Line::TooLong => {
                self.skip_rest_of_line();
                append_rejected(tag, Reason::LineTooLong)
            }
            Line::Whole(line) if without_line_end(line).iter().all(|&byte| byte == b' ') => {
                self.begin_command();
                Step::Event(Event::AppendEnd)
            }
            Line::Whole(line) => {
                let literal = announced(line).map(|(literal, _)| literal);
                self.end_refused_line(literal, 0);
                append_rejected(tag, Reason::Syntax { command: table::APPEND.name, expected: "one message" })
            }
        }
    }
}

fn append_rejected(tag: Tag, reason: Reason) -> Step {
    Step::Event(Event::AppendRejected(Rejected { tag: Some(tag), reason }))
}
