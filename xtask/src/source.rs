//! The Rust files of the workspace, and which of their lines are test code.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::scan::{self, Token, Views};

/// One Rust file.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path from the workspace's folder.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) views: Views,
    /// The tokens of the code view, by their places in it.
    places: Vec<(Range<usize>, usize)>,
    /// Inclusive line ranges of code that only tests see.
    pub(crate) tests: Vec<(usize, usize)>,
}

impl Source {
    pub(crate) fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        let views = scan::views(&text);
        let tokens = scan::tokens(&views.code);
        let tests = if is_test_path(&path) { vec![(1, usize::MAX)] } else { test_items(&tokens) };
        let places = tokens.iter().map(|token| (token.start..token.start + token.text.len(), token.line)).collect();
        Self { path, text, views, places, tests }
    }

    pub(crate) fn tokens(&self) -> Vec<Token<'_>> {
        let code = &self.views.code;
        let token = |(place, line): &(Range<usize>, usize)| {
            let text = code.get(place.clone())?;
            Some(Token { text, line: *line, start: place.start })
        };
        self.places.iter().filter_map(token).collect()
    }

    pub(crate) fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|&(first, last)| (first..=last).contains(&line))
    }
}

/// Every Rust file of `crates/`, `tests/`, `fuzz/` and `xtask/` below `root`, in the order of their paths.
pub(crate) fn load(root: &Path) -> io::Result<Vec<Source>> {
    let mut paths = Vec::new();
    for folder in ["crates", "tests", "fuzz", "xtask"] {
        collect(&root.join(folder), &mut paths)?;
    }
    paths.sort();
    let mut sources = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path)?;
        sources.push(Source::new(path.strip_prefix(root).unwrap_or(&path), text));
    }
    mark_test_modules(&mut sources);
    Ok(sources)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() && !is_generated(&path) {
            collect(&path, paths)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

fn is_generated(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name == "target" || name == ".git" || name == "node_modules")
}

fn is_test_path(path: &Path) -> bool {
    path.iter().any(|part| part == "tests" || part == "benches")
}

/// The line ranges of items behind `#[cfg(test)]`.
fn test_items(tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let mut items = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let rest = tokens.get(at..).unwrap_or_default();
        if is_cfg_test(rest) {
            items.push((token.line, last_line(rest)));
        }
    }
    items
}

pub(crate) fn is_cfg_test(tokens: &[Token<'_>]) -> bool {
    let expected = ["#", "[", "cfg", "(", "test", ")", "]"];
    tokens.len() >= expected.len() && expected.iter().zip(tokens).all(|(text, token)| *text == token.text)
}

/// The line on which the item that begins here ends: with its block, or with a semicolon before one.
fn last_line(tokens: &[Token<'_>]) -> usize {
    let (mut braces, mut brackets) = (0usize, 0usize);
    for token in tokens {
        match token.text {
            "(" | "[" => brackets += 1,
            ")" | "]" => brackets = brackets.saturating_sub(1),
            "{" => braces += 1,
            "}" => braces = braces.saturating_sub(1),
            _ => {}
        }
        let ends = token.text == "}" || token.text == ";";
        if ends && braces == 0 && brackets == 0 {
            return token.line;
        }
    }
    tokens.last().map_or(0, |token| token.line)
}

/// A `mod` line that leads to another file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Module {
    /// Where the file may be.
    pub(crate) candidates: Vec<PathBuf>,
    pub(crate) only_tests: bool,
}

/// The modules that `source` declares in files of their own, also inside of `mod name { … }`.
pub(crate) fn modules(source: &Source) -> Vec<Module> {
    let tokens = source.tokens();
    let mut blocks: Vec<Option<&str>> = Vec::new();
    let mut modules = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let name_and_end = tokens.get(at + 1).zip(tokens.get(at + 2));
        match (token.text, name_and_end) {
            ("{", _) => blocks.push(inline_module(tokens.get(..at).unwrap_or_default())),
            ("}", _) => drop(blocks.pop()),
            ("mod", Some((name, end))) if end.text == ";" => {
                // A module inside of a function's block has no file.
                let Some(inside) = blocks.iter().copied().collect::<Option<Vec<&str>>>() else { continue };
                let candidates = module_files(source, &inside, name, tokens.get(..at).unwrap_or_default());
                modules.push(Module { candidates, only_tests: source.is_test(token.line) });
            }
            _ => {}
        }
    }
    modules
}

/// The name of the module whose block begins behind `before`.
fn inline_module<'a>(before: &[Token<'a>]) -> Option<&'a str> {
    match before {
        [.., keyword, name] if keyword.text == "mod" => Some(name.text),
        _ => None,
    }
}

fn module_files(source: &Source, inside: &[&str], name: &Token<'_>, before: &[Token<'_>]) -> Vec<PathBuf> {
    let beside = source.path.parent().unwrap_or(Path::new(""));
    if let Some(path) = path_attribute(source, before) {
        return vec![beside.join(path)];
    }
    let mut folder = if owns_folder(&source.path) { beside.to_owned() } else { source.path.with_extension("") };
    folder.extend(inside);
    vec![folder.join(name.text).with_extension("rs"), folder.join(name.text).join("mod.rs")]
}

/// The value of `#[path = "…"]`, if the tokens end with it (and perhaps a visibility).
fn path_attribute<'a>(source: &'a Source, before: &[Token<'_>]) -> Option<&'a str> {
    let item = before.rsplit(|token| token.text == ";" || token.text == "}").next()?;
    let attribute =
        item.windows(2).find(|pair| matches!(pair, [open, word] if open.text == "[" && word.text == "path"))?;
    let line = source.text.lines().nth(attribute.first()?.line.checked_sub(1)?)?;
    line.split('"').nth(1)
}

/// Whether modules of this file lie beside it, not in a folder of its name.
fn owns_folder(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let in_bin = path.parent().is_some_and(|folder| folder.ends_with("src/bin"));
    in_bin || ["lib.rs", "main.rs", "mod.rs"].contains(&name)
}

/// Files behind `#[cfg(test)] mod x;` are test code, and so are their modules.
fn mark_test_modules(sources: &mut [Source]) {
    let places: BTreeMap<PathBuf, usize> =
        sources.iter().enumerate().map(|(at, source)| (source.path.clone(), at)).collect();
    let mut open: Vec<PathBuf> = sources.iter().flat_map(test_files).collect();
    while let Some(path) = open.pop() {
        let Some(source) = places.get(&path).and_then(|&at| sources.get_mut(at)) else { continue };
        if !source.is_test(usize::MAX) {
            source.tests = vec![(1, usize::MAX)];
            open.extend(test_files(source));
        }
    }
}

fn test_files(source: &Source) -> Vec<PathBuf> {
    modules(source).into_iter().filter(|module| module.only_tests).flat_map(|module| module.candidates).collect()
}

#[cfg(test)]
mod tests;
