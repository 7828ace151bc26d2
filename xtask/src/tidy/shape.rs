//! The length of functions and the depth of nesting, outside of tests.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::Problem;
use crate::scan::Token;
use crate::source::Source;

/// Lines that a function may have, from `fn` to its last brace.
const LONGEST: usize = 70;

/// Open braces that a line may stand in, counted from the file: `impl`, `fn` and five blocks inside are 7, one too many.
const DEEPEST: usize = 6;

/// How many of the longest are shown.
const SHOWN: usize = 10;

#[derive(Debug, PartialEq, Eq)]
struct Function {
    file: PathBuf,
    line: usize,
    name: String,
    lines: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct Nesting {
    file: PathBuf,
    line: usize,
    depth: usize,
}

/// What was measured.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// The longest first.
    functions: Vec<Function>,
    /// The deepest place of each file, the deepest first.
    nesting: Vec<Nesting>,
}

pub(super) fn measure(sources: &[Source]) -> Shape {
    let mut functions: Vec<Function> = sources.iter().flat_map(functions).collect();
    functions.sort_by(|a, b| b.lines.cmp(&a.lines).then_with(|| a.file.cmp(&b.file)));
    let mut nesting: Vec<Nesting> = sources.iter().filter_map(deepest).collect();
    nesting.sort_by(|a, b| b.depth.cmp(&a.depth).then_with(|| a.file.cmp(&b.file)));
    Shape { functions, nesting }
}

impl Shape {
    pub(super) fn problems(&self) -> impl Iterator<Item = Problem> {
        let long = self.functions.iter().filter(|function| function.lines > LONGEST).map(|function| {
            let text = format!("fn {} has {} lines, {LONGEST} at the most", function.name, function.lines);
            Problem::new(&function.file, function.line, text)
        });
        let deep = self.nesting.iter().filter(|nesting| nesting.depth > DEEPEST).map(|nesting| {
            let text = format!("nested {} deep, {DEEPEST} at the most", nesting.depth);
            Problem::new(&nesting.file, nesting.line, text)
        });
        long.chain(deep)
    }

    pub(super) fn summary(&self) -> String {
        let lengths: Vec<usize> = self.functions.iter().map(|function| function.lines).collect();
        let at = |share: usize| lengths.get(lengths.len() * share / 100).copied().unwrap_or_default();
        let mut text = format!("{} functions: median {} lines, p90 {}\n", lengths.len(), at(50), at(10));
        for function in self.functions.iter().take(SHOWN) {
            let Function { file, line, name, lines } = function;
            // Writing to a string does not fail.
            let _ = writeln!(text, "{lines:5} lines  {}:{line} {name}", file.display());
        }
        if let Some(Nesting { file, line, depth }) = self.nesting.first() {
            let _ = writeln!(text, "{depth:5} deep   {}:{line}", file.display());
        }
        text
    }
}

/// The functions of `source` that are not test code.
fn functions(source: &Source) -> Vec<Function> {
    let tokens = source.tokens();
    let mut functions = Vec::new();
    for (at, window) in tokens.windows(2).enumerate() {
        let [keyword, name] = window else { continue };
        // `fn(` is a type, not a function.
        if keyword.text != "fn" || name.text == "(" || source.is_test(keyword.line) {
            continue;
        }
        if let Some(last) = last_line(tokens.get(at..).unwrap_or_default()) {
            let lines = last - keyword.line + 1;
            functions.push(Function {
                file: source.path.clone(),
                line: keyword.line,
                name: name.text.to_owned(),
                lines,
            });
        }
    }
    functions
}

/// The last line of a function's body; `None` where it has none.
fn last_line(tokens: &[Token<'_>]) -> Option<usize> {
    let (mut braces, mut brackets) = (0usize, 0usize);
    for token in tokens {
        match token.text {
            "(" | "[" => brackets += 1,
            ")" | "]" => brackets = brackets.saturating_sub(1),
            "{" => braces += 1,
            "}" if braces == 1 => return Some(token.line),
            "}" => braces = braces.saturating_sub(1),
            ";" if braces == 0 && brackets == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The deepest line of `source` that is not test code, if it has any line.
fn deepest(source: &Source) -> Option<Nesting> {
    let mut depth = 0usize;
    let mut seen = 0;
    let mut deepest: Option<Nesting> = None;
    for token in source.tokens() {
        if token.text == "}" {
            depth = depth.saturating_sub(1);
        }
        let starts_line = token.line > seen;
        seen = token.line;
        if starts_line && !source.is_test(token.line) && deepest.as_ref().is_none_or(|found| depth > found.depth) {
            deepest = Some(Nesting { file: source.path.clone(), line: token.line, depth });
        }
        if token.text == "{" {
            depth += 1;
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(text: &str) -> Shape {
        measure(&[Source::new("crates/x/src/lib.rs", text)])
    }

    fn problems(text: &str) -> Vec<String> {
        measured(text).problems().map(|problem| problem.to_string()).collect()
    }

    fn function_of(lines: usize) -> String {
        format!("struct S;\nfn long() -> [u8; 2] {{\n{}}}\n", "    x();\n".repeat(lines - 2))
    }

    #[test]
    fn seventy_lines_pass_and_one_more_does_not() {
        assert_eq!(problems(&function_of(70)), Vec::<String>::new());
        assert_eq!(problems(&function_of(71)), ["crates/x/src/lib.rs:2: fn long has 71 lines, 70 at the most"]);
    }

    #[test]
    fn tests_may_be_long_and_deep() {
        let deep = format!("{}\n{}", "{\n".repeat(9), "}\n".repeat(9));
        let text = format!("#[cfg(test)]\nmod tests {{\n{}fn deep() {deep}}}\n", function_of(100));
        assert_eq!(problems(&text), Vec::<String>::new());
    }

    #[test]
    fn declarations_and_types_are_no_functions() {
        let shape =
            measured("trait T {\n    fn a(&self, x: [u8; 3]);\n    fn b(&self) {\n    }\n}\ntype F = fn(u8) -> u8;\n");
        let names: Vec<(&str, usize)> =
            shape.functions.iter().map(|found| (found.name.as_str(), found.lines)).collect();
        assert_eq!(names, [("b", 2)]);
    }

    #[test]
    fn six_deep_passes_and_seven_does_not() {
        let nested = |depth: usize| format!("{}x();\n{}", "{\n".repeat(depth), "}\n".repeat(depth));
        assert_eq!(problems(&nested(6)), Vec::<String>::new());
        assert_eq!(problems(&nested(7)), ["crates/x/src/lib.rs:8: nested 7 deep, 6 at the most"]);
        assert_eq!(problems("fn f() { g({ h({ i({ j({ k({ l({ 1 }) }) }) }) }) }) }\n"), Vec::<String>::new());
    }

    #[test]
    fn braces_in_literals_and_comments_do_not_count() {
        assert_eq!(problems("fn f() {\n    x(\"{{{{{{{{\n\"); // {{{{{{{{\n    y('{');\n}\n"), Vec::<String>::new());
    }

    #[test]
    fn the_summary_names_the_longest_first() {
        let text = format!("fn short() {{}}\n{}", function_of(30));
        let summary = measured(&text).summary();
        let lines: Vec<&str> = summary.lines().collect();
        assert_eq!(lines[0], "2 functions: median 1 lines, p90 30");
        assert_eq!(lines[1], "   30 lines  crates/x/src/lib.rs:3 long");
        assert_eq!(lines[3], "    1 deep   crates/x/src/lib.rs:4");
    }
}
