//! The list of parameters behind a path.

use crate::SyntaxError;
use crate::cursor::Cursor;

/// `esmtp-param = esmtp-keyword ["=" esmtp-value]` (RFC 5321 §4.1.2)
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter<'a> {
    keyword: &'a str,
    value: Option<&'a str>,
}

impl<'a> Parameter<'a> {
    /// Whether this is the parameter `keyword`.
    pub(crate) fn is(self, keyword: &str) -> bool {
        self.keyword.eq_ignore_ascii_case(keyword)
    }

    /// Reads the value into `slot`.
    ///
    /// # Errors
    /// No value, one that `parse` refuses, or a parameter that came before.
    pub(crate) fn set<T>(self, slot: &mut Option<T>, parse: impl Fn(&'a str) -> Option<T>) -> Result<(), SyntaxError> {
        let value = self.value.and_then(parse).ok_or(SyntaxError::ParameterValue)?;
        if slot.replace(value).is_some() { Err(SyntaxError::ParameterValue) } else { Ok(()) }
    }

    /// Sets a flag, for a parameter that has no value.
    ///
    /// # Errors
    /// There is a value.
    pub(crate) fn flag(self, flag: &mut bool) -> Result<(), SyntaxError> {
        *flag = true;
        if self.value.is_some() { Err(SyntaxError::ParameterValue) } else { Ok(()) }
    }
}

/// `Mail-parameters` and `Rcpt-parameters`: `esmtp-param *(SP esmtp-param)`
pub(crate) fn parameters<'a>(cursor: Cursor<'a>) -> Result<impl Iterator<Item = Parameter<'a>>, SyntaxError> {
    if !cursor.is_end() && !cursor.starts_with(' ') {
        return Err(SyntaxError::Arguments);
    }
    Ok(cursor.rest().split(' ').filter(|word| !word.is_empty()).map(parameter))
}

fn parameter(word: &str) -> Parameter<'_> {
    match word.split_once('=') {
        Some((keyword, value)) => Parameter { keyword, value: Some(value) },
        None => Parameter { keyword: word, value: None },
    }
}
