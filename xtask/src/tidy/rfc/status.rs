//! The table of what is implemented: rfc, section, title, status, note, separated by tabs.

use std::collections::BTreeSet;

use crate::tidy::Problem;

/// Where the table is.
pub(in crate::tidy) const TABLE: &str = "docs/rfc-status.tsv";

/// One row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) rfc: u32,
    /// The sections; none where the row is about the whole document.
    pub(super) sections: Vec<String>,
    /// Whether the status is `done` or `part`.
    pub(super) claims_work: bool,
}

/// Reads the table; a first line of titles, empty lines, and lines with `#` are passed over.
pub(super) fn parse(text: &str) -> (Vec<Row>, Vec<Problem>) {
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    if text.is_empty() {
        problems.push(Problem::new(TABLE, 1, "the table of RFCs is missing or empty"));
    }
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() || line.starts_with('#') || number == 1 && line.starts_with("rfc\t") {
            continue;
        }
        match parse_row(line, number) {
            Ok(row) => rows.push(row),
            Err(text) => problems.push(Problem::new(TABLE, number, text)),
        }
    }
    (rows, problems)
}

fn parse_row(text: &str, line: usize) -> Result<Row, String> {
    let fields: Vec<&str> = text.split('\t').map(str::trim).collect();
    let [rfc, section, title, status, _note] = fields.as_slice() else {
        return Err(format!("{} columns in place of 5: rfc, section, title, status, note", fields.len()));
    };
    let rfc = rfc.parse().map_err(|_| format!("`{rfc}` is no number of an RFC"))?;
    if title.is_empty() {
        return Err("no title".to_owned());
    }
    let claims_work = match *status {
        "done" | "part" => true,
        "left" => false,
        _ => return Err(format!("the status `{status}` is none of done, part, left")),
    };
    Ok(Row { line, rfc, sections: sections(section), claims_work })
}

/// Sections are separated by commas or spaces, with or without `§`; `-` and `all` mean the whole document.
fn sections(text: &str) -> Vec<String> {
    let parts = text.split([',', ' ']).map(|part| part.trim_start_matches('§'));
    parts.filter(|part| !part.is_empty() && *part != "-" && *part != "all").map(str::to_owned).collect()
}

impl Row {
    /// The row's sections that are not cited, neither themselves nor by a section inside of them.
    pub(super) fn sections_not_in(&self, cited: &BTreeSet<String>) -> Vec<String> {
        let is_cited = |section: &str| {
            cited
                .iter()
                .any(|other| other.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        };
        let missing = self.sections.iter().filter(|section| !is_cited(section));
        missing.map(|section| format!("RFC {} §{section}", self.rfc)).collect()
    }
}
