//! What must not be left lying about: ignored tests, unfinished code, marks of unfinished work, and tests that sleep.

use super::Problem;
use crate::scan::{Token, is_word};
use crate::source::Source;

/// Token sequences that no code has.
const NEVER: &[(&[&str], &str)] = &[
    (&["#", "[", "ignore"], "an ignored test tests nothing"),
    (&["todo", "!"], "unfinished code"),
    (&["unimplemented", "!"], "unfinished code"),
];

/// Token sequences that no test has.
const NEVER_IN_TESTS: &[(&[&str], &str)] = &[
    (&["thread", ":", ":", "sleep"], "a test waits for an event, not for time"),
    (&["time", ":", ":", "sleep"], "a test waits for an event, not for time"),
    (&["time", ":", ":", "sleep_until"], "a test waits for an event, not for time"),
];

/// Words that mark unfinished work in comments.
const MARKS: [&str; 2] = ["TODO", "FIXME"];

/// Names everything of the kind in `source`.
pub(super) fn check(source: &Source) -> Vec<Problem> {
    let tokens = source.tokens();
    let mut problems = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let rest = tokens.get(at..).unwrap_or_default();
        let in_test = if source.is_test(token.line) { NEVER_IN_TESTS } else { &[] };
        let found = NEVER.iter().chain(in_test).filter(|(sequence, _)| begins_with(rest, sequence));
        problems.extend(found.map(|(sequence, why)| Problem::new(&source.path, token.line, message(sequence, why))));
    }
    problems.extend(marks(source));
    problems
}

fn begins_with(tokens: &[Token<'_>], sequence: &[&str]) -> bool {
    tokens.len() >= sequence.len() && sequence.iter().zip(tokens).all(|(text, token)| *text == token.text)
}

fn message(sequence: &[&str], why: &str) -> String {
    format!("`{}`: {why}", sequence.concat())
}

fn marks(source: &Source) -> impl Iterator<Item = Problem> {
    source.views.comments.lines().zip(1..).flat_map(move |(line, number)| {
        let words = line.split(|character| !is_word(character)).filter(|word| MARKS.contains(word));
        words.map(move |word| Problem::new(&source.path, number, format!("`{word}`: finish it, or open an issue")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Source::new(path, text)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn clean_code_passes() {
        let text = "fn todo() { std::thread::sleep(x); \"TODO todo!() #[ignore]\" } // a todo list, TODOS\n";
        assert_eq!(found("crates/x/src/lib.rs", text), Vec::<String>::new());
    }

    #[test]
    fn leftovers_are_named() {
        let text =
            "#[ignore = \"slow\"]\nfn f() { todo!(\"x\") }\n// TODO: more\n/* FIXME */\nfn g() { unimplemented!() }";
        let problems = found("crates/x/src/lib.rs", text);
        assert_eq!(
            problems,
            [
                "crates/x/src/lib.rs:1: `#[ignore`: an ignored test tests nothing",
                "crates/x/src/lib.rs:2: `todo!`: unfinished code",
                "crates/x/src/lib.rs:5: `unimplemented!`: unfinished code",
                "crates/x/src/lib.rs:3: `TODO`: finish it, or open an issue",
                "crates/x/src/lib.rs:4: `FIXME`: finish it, or open an issue",
            ]
        );
    }

    #[test]
    fn tests_do_not_sleep() {
        let inside =
            "fn f() { thread::sleep(x) }\n#[cfg(test)]\nmod tests {\n    fn g() { tokio::time::sleep(x).await }\n}\n";
        assert_eq!(
            found("crates/x/src/lib.rs", inside),
            ["crates/x/src/lib.rs:4: `time::sleep`: a test waits for an event, not for time"]
        );
        assert_eq!(found("crates/x/tests/a.rs", "use std::thread::sleep;\nuse std::thread;").len(), 1);
    }
}
