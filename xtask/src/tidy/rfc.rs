//! References to RFCs: one form, so that `grep` finds them, and in step with the table of what is implemented.
//!
//! The form is `RFC 9051 §6.4.3`, or `RFC 9051` for the document as a whole. Only comments are read: names like
//! `rfc822` in code are not references, and neither is IMAP's item RFC822.

mod form;
mod status;

use std::collections::{BTreeMap, BTreeSet};

use super::{Problem, in_crates};
use crate::source::Source;

pub(super) use status::TABLE;

/// Every RFC that the crates cite, with the sections cited.
type Cited = BTreeMap<u32, BTreeSet<String>>;

/// Checks the form of every reference, and the table against the references.
pub(super) fn check(table: &str, sources: &[Source]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut references = Vec::new();
    for source in sources.iter().filter(|source| in_crates(source)) {
        let (found, malformed) = form::references(source);
        references.extend(found);
        problems.extend(malformed);
    }
    let (rows, malformed) = status::parse(table);
    problems.extend(malformed);
    problems.extend(without_row(&references, &rows));
    problems.extend(without_citation(&rows, &cited(&references)));
    problems
}

fn cited(references: &[form::Reference<'_>]) -> Cited {
    let mut cited = Cited::new();
    for reference in references {
        cited.entry(reference.rfc).or_default().extend(reference.section.clone());
    }
    cited
}

/// The first reference to each RFC that has no row.
fn without_row(references: &[form::Reference<'_>], rows: &[status::Row]) -> Vec<Problem> {
    let mut known: BTreeSet<u32> = rows.iter().map(|row| row.rfc).collect();
    let first_of_each = references.iter().filter(|reference| known.insert(reference.rfc));
    first_of_each
        .map(|reference| {
            let text = format!("RFC {} has no row in {TABLE}", reference.rfc);
            Problem::new(&reference.source.path, reference.line, text)
        })
        .collect()
}

/// Rows that claim work which no comment shows.
fn without_citation(rows: &[status::Row], cited: &Cited) -> Vec<Problem> {
    let claims = rows.iter().filter(|row| row.claims_work);
    let mut problems = Vec::new();
    for row in claims {
        let sections = cited.get(&row.rfc);
        let missing = match (sections, row.sections.is_empty()) {
            (None, _) => vec![format!("RFC {}", row.rfc)],
            (Some(_), true) => Vec::new(),
            (Some(cited), false) => row.sections_not_in(cited),
        };
        problems.extend(missing.iter().map(|what| Problem::new(TABLE, row.line, format!("nothing cites {what}"))));
    }
    problems
}

#[cfg(test)]
mod tests;
