//! What the compiler does not check, but this repository promises.

mod dead;
mod edges;
mod forbidden;
mod rfc;
mod shape;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::source::{self, Source};

/// Something to put right, and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    file: PathBuf,
    line: usize,
    text: String,
}

impl Problem {
    fn new(file: impl Into<PathBuf>, line: usize, text: impl Into<String>) -> Self {
        Self { file: file.into(), line, text: text.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file.display(), self.line, self.text)
    }
}

/// What `tidy` found.
pub(crate) struct Report {
    /// The longest functions and the deepest nesting, to be seen.
    pub(crate) summary: String,
    /// In the order of files and lines.
    pub(crate) problems: Vec<Problem>,
}

/// Checks the workspace at `root`.
///
/// # Errors
///
/// When files cannot be read. A document that is missing is a problem, not an error.
pub(crate) fn run(root: &Path) -> io::Result<Report> {
    let sources = source::load(root)?;
    let manifests = edges::manifests(root)?;
    let mut problems = edges::check(&read_or_empty(root, edges::TABLE), &manifests);
    problems.extend(rfc::check(&read_or_empty(root, rfc::TABLE), &sources));
    problems.extend(dead::check(&sources, &manifests));
    problems.extend(sources.iter().flat_map(forbidden::check));
    let shape = shape::measure(&sources);
    problems.extend(shape.problems());
    problems.sort();
    problems.dedup();
    Ok(Report { summary: shape.summary(), problems })
}

fn read_or_empty(root: &Path, name: &str) -> String {
    fs::read_to_string(root.join(name)).unwrap_or_default()
}

/// The crate that a file belongs to: its first two folders (`crates/engine`).
fn crate_of(source: &Source) -> PathBuf {
    source.path.iter().take(2).collect()
}

/// Whether the file lies in one of the crates of the product.
fn in_crates(source: &Source) -> bool {
    source.path.starts_with("crates")
}
