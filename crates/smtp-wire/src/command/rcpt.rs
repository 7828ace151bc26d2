//! `RCPT` (RFC 5321 §4.1.1.3).

use super::SyntaxError;
use crate::address::ForwardPath;
use crate::address::path::forward_path;
use crate::cursor::Cursor;
use crate::param::{Notify, OriginalRecipient, Parameter, parameters};

/// One recipient of a message.
///
/// Whether the address may be non-ASCII depends on the MAIL before it (RFC 6531 §3.4), so that the server checks that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rcpt {
    /// The forward-path, without its source route.
    pub to: ForwardPath,
    /// `NOTIFY` (RFC 3461 §4.1)
    pub notify: Option<Notify>,
    /// `ORCPT` (RFC 3461 §4.2)
    pub orcpt: Option<OriginalRecipient>,
}

impl Rcpt {
    /// To a recipient, without parameters.
    #[must_use]
    pub fn new(to: ForwardPath) -> Self {
        Self { to, notify: None, orcpt: None }
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!("RCPT TO:{}", self.to);
        let parameters = [
            self.notify.map(|notify| format!(" NOTIFY={notify}")),
            self.orcpt.as_ref().map(|orcpt| format!(" ORCPT={orcpt}")),
        ];
        text.extend(parameters.into_iter().flatten());
        text
    }

    fn set(&mut self, parameter: Parameter<'_>) -> Result<(), SyntaxError> {
        match parameter {
            p if p.is("NOTIFY") => p.set(&mut self.notify, Notify::parse),
            p if p.is("ORCPT") => p.set(&mut self.orcpt, OriginalRecipient::parse),
            _ => Err(SyntaxError::UnknownParameter),
        }
    }
}

/// `"RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters] CRLF`
pub(super) fn parse(mut arguments: Cursor<'_>) -> Result<Rcpt, SyntaxError> {
    arguments.take_word("TO:").ok_or(SyntaxError::Arguments)?;
    arguments.skip_spaces();
    let mut rcpt = Rcpt::new(forward_path(&mut arguments).ok_or(SyntaxError::ForwardPath)?);
    for parameter in parameters(arguments)? {
        rcpt.set(parameter)?;
    }
    Ok(rcpt)
}
