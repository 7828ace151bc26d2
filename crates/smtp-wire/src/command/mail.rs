//! `MAIL` (RFC 5321 §4.1.1.2).

use super::SyntaxError;
use crate::address::ReversePath;
use crate::address::path::reverse_path;
use crate::cursor::Cursor;
use crate::param::{Body, EnvelopeId, Parameter, Ret, Size, SubmittedBy, parameters};

/// The sender of a message, and what is asked of the server for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The reverse-path.
    pub from: ReversePath,
    /// `SIZE` (RFC 1870 §3)
    pub size: Option<Size>,
    /// `BODY` (RFC 6152 §2, RFC 3030 §3)
    pub body: Option<Body>,
    /// `SMTPUTF8` (RFC 6531 §3.4)
    pub smtputf8: bool,
    /// `RET` (RFC 3461 §4.3)
    pub ret: Option<Ret>,
    /// `ENVID` (RFC 3461 §4.4)
    pub envid: Option<EnvelopeId>,
    /// `AUTH` (RFC 4954 §5)
    pub auth: Option<SubmittedBy>,
}

impl Mail {
    /// From a sender, without parameters.
    #[must_use]
    pub fn new(from: ReversePath) -> Self {
        Self { from, size: None, body: None, smtputf8: false, ret: None, envid: None, auth: None }
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!("MAIL FROM:{}", self.from);
        let parameters = [
            self.size.map(|size| format!(" SIZE={size}")),
            self.body.map(|body| format!(" BODY={body}")),
            self.smtputf8.then(|| " SMTPUTF8".to_owned()),
            self.ret.map(|ret| format!(" RET={ret}")),
            self.envid.as_ref().map(|envid| format!(" ENVID={envid}")),
            self.auth.as_ref().map(|auth| format!(" AUTH={auth}")),
        ];
        text.extend(parameters.into_iter().flatten());
        text
    }

    fn set(&mut self, parameter: Parameter<'_>) -> Result<(), SyntaxError> {
        match parameter {
            p if p.is("SIZE") => p.set(&mut self.size, Size::parse),
            p if p.is("BODY") => p.set(&mut self.body, Body::parse),
            p if p.is("SMTPUTF8") => p.flag(&mut self.smtputf8),
            p if p.is("RET") => p.set(&mut self.ret, Ret::parse),
            p if p.is("ENVID") => p.set(&mut self.envid, EnvelopeId::parse),
            p if p.is("AUTH") => p.set(&mut self.auth, SubmittedBy::parse),
            _ => Err(SyntaxError::UnknownParameter),
        }
    }
}

/// `"MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF`
pub(super) fn parse(mut arguments: Cursor<'_>) -> Result<Mail, SyntaxError> {
    arguments.take_word("FROM:").ok_or(SyntaxError::Arguments)?;
    arguments.skip_spaces();
    let mut mail = Mail::new(reverse_path(&mut arguments).ok_or(SyntaxError::ReversePath)?);
    for parameter in parameters(arguments)? {
        mail.set(parameter)?;
    }
    if mail.from.is_ascii() || mail.smtputf8 { Ok(mail) } else { Err(SyntaxError::NeedsSmtpUtf8) }
}
