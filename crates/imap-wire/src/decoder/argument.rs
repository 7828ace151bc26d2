//! Literals that are arguments like any other: mailbox names, passwords, search strings.

use super::{Decoder, Event, LiteralInfo, Reason, State, Step};

impl Decoder {
    pub(super) fn argument_begins(&mut self, literal: LiteralInfo) -> Step {
        if !self.fits(literal) {
            return self.refuse_line(self.too_big(literal), Some(literal));
        }
        self.literal_octets += literal.size;
        self.state = State::Argument { left: literal.size };
        if literal.synchronizing { Step::Event(Event::ContinuationNeeded) } else { Step::Again }
    }

    /// RFC 5464 §4.3: for the value of an annotation, how much would be taken is told.
    fn too_big(&self, literal: LiteralInfo) -> Reason {
        let name = self.command.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        match u32::try_from(self.limits.literal) {
            Ok(most) if literal.size > self.limits.literal && name.eq_ignore_ascii_case(b"SETMETADATA") => {
                Reason::AnnotationTooBig(most)
            }
            _ => Reason::LiteralTooBig,
        }
    }

    fn fits(&self, literal: LiteralInfo) -> bool {
        literal.size <= self.limits.literal
            && literal.size <= self.limits.literals.saturating_sub(self.literal_octets)
            && self.may_be_sent_so(literal)
    }

    /// Whether a non-synchronizing literal is small enough to be one (RFC 7888 §5).
    pub(super) fn may_be_sent_so(&self, literal: LiteralInfo) -> bool {
        literal.synchronizing || literal.size <= self.limits.non_synchronizing
    }

    pub(super) fn step_argument(&mut self, left: u64) -> Step {
        let octets = self.input.take(usize::try_from(left).unwrap_or(usize::MAX));
        self.command.extend_from_slice(octets);
        let left = left - octets.len() as u64;
        self.state = if left == 0 { State::Line } else { State::Argument { left } };
        if left == 0 { Step::Again } else { Step::NeedMore }
    }
}
