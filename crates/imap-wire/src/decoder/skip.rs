//! What is left of a refused command. Its non-synchronizing literals must be found and dropped too, lest what is in
//! them be taken for commands (RFC 7888 §3).

use super::input::Line;
use super::literal::{LONGEST_ANNOUNCEMENT, announced};
use super::{Decoder, Fatal, LiteralInfo, State, Step};

impl Decoder {
    /// Drops the line that is being read, and what belongs to it.
    pub(super) fn skip_rest_of_line(&mut self) {
        self.begin_command();
        self.state = State::SkipLine { skipped: 0 };
    }

    /// After a line of a refused command, which perhaps announced a literal: a synchronizing one will not come, as
    /// the client has its answer.
    pub(super) fn end_refused_line(&mut self, literal: Option<LiteralInfo>, skipped: u64) {
        self.begin_command();
        match literal {
            Some(literal) if !literal.synchronizing => self.state = State::SkipLiteral { left: literal.size, skipped },
            _ => {}
        }
    }

    pub(super) fn skip_literal(&mut self, left: u64, skipped: u64) -> Result<Step, Fatal> {
        self.check_discarded(skipped.saturating_add(left))?;
        let count = self.input.take(usize::try_from(left).unwrap_or(usize::MAX)).len() as u64;
        let (left, skipped) = (left - count, skipped + count);
        if left == 0 {
            self.state = State::SkipLine { skipped };
            return Ok(Step::Again);
        }
        self.state = State::SkipLiteral { left, skipped };
        Ok(Step::NeedMore)
    }

    pub(super) fn skip_line(&mut self, skipped: u64) -> Result<Step, Fatal> {
        if let Line::Whole(line) = self.input.line(usize::MAX) {
            let skipped = skipped + line.len() as u64;
            let literal = announced(line).map(|(literal, _)| literal);
            self.check_discarded(skipped)?;
            self.end_refused_line(literal, skipped);
            return Ok(Step::Again);
        }
        // The end of the line is kept, as it may be an announcement of which only a part has come.
        let excess = self.input.unread().len().saturating_sub(LONGEST_ANNOUNCEMENT);
        let skipped = skipped + self.input.take(excess).len() as u64;
        self.check_discarded(skipped)?;
        self.state = State::SkipLine { skipped };
        Ok(Step::NeedMore)
    }

    fn check_discarded(&self, octets: u64) -> Result<(), Fatal> {
        if octets > self.limits.discard { Err(Fatal::TooMuchToDiscard) } else { Ok(()) }
    }
}
