//! Lines that are no commands: answers to SASL challenges, and the end of IDLE.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::input::Line;
use super::literal::without_line_end;
use super::{AuthResponse, Decoder, Event, IdleEnd, State, Step};
use crate::Secret;

impl Decoder {
    // authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp] *(CRLF base64)
    pub(super) fn step_auth_response(&mut self) -> Step {
        let response = match self.input.line(self.limits.line) {
            Line::Partial => return Step::NeedMore,
            Line::TooLong => return self.reply_too_long(Event::AuthResponse(AuthResponse::Invalid)),
            Line::Whole(line) => auth_response(without_line_end(line)),
        };
        self.state = State::Line;
        Step::Event(Event::AuthResponse(response))
    }

    // idle = "IDLE" CRLF "DONE"
    pub(super) fn step_idle(&mut self) -> Step {
        let end = match self.input.line(self.limits.line) {
            Line::Partial => return Step::NeedMore,
            Line::TooLong => return self.reply_too_long(Event::IdleEnd(IdleEnd::Garbage)),
            Line::Whole(line) if line.trim_ascii_end().eq_ignore_ascii_case(b"DONE") => IdleEnd::Done,
            Line::Whole(_) => IdleEnd::Garbage,
        };
        self.state = State::Line;
        Step::Event(Event::IdleEnd(end))
    }

    fn reply_too_long(&mut self, event: Event) -> Step {
        self.skip_rest_of_line();
        Step::Event(event)
    }
}

fn auth_response(line: &[u8]) -> AuthResponse {
    if line == b"*" {
        return AuthResponse::Cancelled;
    }
    STANDARD.decode(line).map_or(AuthResponse::Invalid, |data| AuthResponse::Data(Secret::new(data)))
}
