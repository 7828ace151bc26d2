//! Reading a transcript.

use std::fmt;

/// A transcript: steps in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The steps.
    pub steps: Vec<Step>,
}

/// One line of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The number of the line, from 1.
    pub line: usize,
    /// The connection; empty for the one without a name.
    pub connection: String,
    /// What happens on it.
    pub action: Action,
}

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `open ENDPOINT`
    Open(String),
    /// `C: text`
    Send(String),
    /// `C~ text`
    SendRaw(String),
    /// `S: pattern`
    Expect(String),
    /// `S* pattern`
    SkipTo(String),
    /// `S closed`
    ExpectClosed,
    /// `C close`
    Close,
    /// `C tls`
    StartTls,
    /// `! text`
    Act(String),
}

/// A line that is none of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The number of the line, from 1.
    pub line: usize,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is not a line of a transcript", self.line)
    }
}

impl Script {
    /// Reads the text of a transcript.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty() && !text.starts_with('#'));
        let steps = lines.map(|(line, text)| step(line, text).ok_or(ScriptError { line }));
        Ok(Self { steps: steps.collect::<Result<_, _>>()? })
    }
}

fn step(line: usize, text: &str) -> Option<Step> {
    let (connection, action) = match text.split_at_checked(1)? {
        ("!", act) => (String::new(), Action::Act(act.trim().to_owned())),
        ("C", rest) => client(rest)?,
        ("S", rest) => server(rest)?,
        _ => open(text)?,
    };
    Some(Step { line, connection, action })
}

fn open(text: &str) -> Option<(String, Action)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["open", endpoint] => Some((String::new(), Action::Open((*endpoint).to_owned()))),
        ["open", endpoint, "as", name] => Some(((*name).to_owned(), Action::Open((*endpoint).to_owned()))),
        _ => None,
    }
}

fn client(rest: &str) -> Option<(String, Action)> {
    let (name, mark, text) = split(rest)?;
    let action = match (mark, text) {
        (':', text) => Action::Send(text.to_owned()),
        ('~', text) => Action::SendRaw(text.to_owned()),
        (' ', "close") => Action::Close,
        (' ', "tls") => Action::StartTls,
        _ => return None,
    };
    Some((name, action))
}

fn server(rest: &str) -> Option<(String, Action)> {
    let (name, mark, text) = split(rest)?;
    let action = match (mark, text) {
        (':', text) => Action::Expect(text.to_owned()),
        ('*', text) => Action::SkipTo(text.to_owned()),
        (' ', "closed") => Action::ExpectClosed,
        _ => return None,
    };
    Some((name, action))
}

/// Splits what is behind `C` or `S`: `[" " name] mark [" " text]`, or `[" " name] " " word`.
fn split(rest: &str) -> Option<(String, char, &str)> {
    let (name, tail) = match rest.strip_prefix(' ') {
        Some(named) => named.split_at(named.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(named.len())),
        None => ("", rest),
    };
    let Some(mark) = tail.chars().next() else {
        return Some((String::new(), ' ', name));
    };
    let text = tail.get(1..)?;
    let text = if mark == ' ' { text } else { text.strip_prefix(' ').unwrap_or(text) };
    Some((name.to_owned(), mark, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Action) {
        let mut steps = Script::parse(text).unwrap().steps;
        let step = steps.remove(0);
        (step.connection, step.action)
    }

    #[test]
    fn every_kind_of_line() {
        let unnamed = String::new();
        assert_eq!(parsed("open smtp"), (unnamed.clone(), Action::Open("smtp".into())));
        assert_eq!(parsed("open smtp as bob"), ("bob".into(), Action::Open("smtp".into())));
        assert_eq!(parsed("C: NOOP: x"), (unnamed.clone(), Action::Send("NOOP: x".into())));
        assert_eq!(parsed("C:"), (unnamed.clone(), Action::Send(String::new())));
        assert_eq!(parsed("C bob: NOOP"), ("bob".into(), Action::Send("NOOP".into())));
        assert_eq!(parsed("C~ a\\n"), (unnamed.clone(), Action::SendRaw("a\\n".into())));
        assert_eq!(parsed("S: * OK"), (unnamed.clone(), Action::Expect("* OK".into())));
        assert_eq!(parsed("S bob* OK"), ("bob".into(), Action::SkipTo("OK".into())));
        assert_eq!(parsed("S* OK"), (unnamed.clone(), Action::SkipTo("OK".into())));
        assert_eq!(parsed("S closed"), (unnamed.clone(), Action::ExpectClosed));
        assert_eq!(parsed("S bob closed"), ("bob".into(), Action::ExpectClosed));
        assert_eq!(parsed("C close"), (unnamed.clone(), Action::Close));
        assert_eq!(parsed("C bob tls"), ("bob".into(), Action::StartTls));
        assert_eq!(parsed("! disk full"), (unnamed, Action::Act("disk full".into())));
    }

    #[test]
    fn comments_and_empty_lines_are_skipped_and_others_refused() {
        assert_eq!(Script::parse("# x\n\n  \n").unwrap().steps, []);
        assert_eq!(Script::parse("# x\nopen\n"), Err(ScriptError { line: 2 }));
        assert_eq!(Script::parse("S open"), Err(ScriptError { line: 1 }));
        assert_eq!(Script::parse("250 Ok"), Err(ScriptError { line: 1 }));
    }
}
