//! The base subject (RFC 5256 §2.1).

/// The base subject of a decoded subject, for SORT and THREAD: without `Re:`, `Fwd:`, `(fwd)` and list tags.
///
/// Case is kept; RFC 5256 compares base subjects with i;unicode-casemap, see [`fold_for_search`](crate::fold_for_search).
#[must_use]
pub fn base_subject(subject: &str) -> String {
    let spaced = subject.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = spaced.as_str();
    loop {
        rest = without_leaders(without_trailers(rest));
        match without_forward(rest) {
            Some(inner) => rest = inner,
            None => return rest.to_owned(),
        }
    }
}

/// Step 2. RFC 5256 §5: `subj-trailer = "(fwd)" / WSP`
fn without_trailers(subject: &str) -> &str {
    let mut rest = subject.trim_end();
    while let Some(shorter) = strip_suffix(rest, "(fwd)") {
        rest = shorter.trim_end();
    }
    rest
}

/// Steps 3 to 5.
fn without_leaders(subject: &str) -> &str {
    let mut rest = subject.trim_start();
    loop {
        if let Some(shorter) = without_leader(rest) {
            rest = shorter.trim_start();
        } else if let Some(base) = without_blob(rest).filter(|base| !base.is_empty()) {
            rest = base;
        } else {
            return rest;
        }
    }
}

/// RFC 5256 §5: `subj-leader = (*subj-blob subj-refwd) / WSP`
fn without_leader(subject: &str) -> Option<&str> {
    let mut rest = subject;
    while let Some(shorter) = without_blob(rest) {
        rest = shorter;
    }
    without_refwd(rest)
}

/// RFC 5256 §5: `subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"`
fn without_refwd(subject: &str) -> Option<&str> {
    let rest = ["re", "fwd", "fw"].iter().find_map(|word| strip_prefix(subject, word))?.trim_start();
    without_blob(rest).unwrap_or(rest).strip_prefix(':')
}

/// RFC 5256 §5: `subj-blob = "[" *BLOBCHAR "]" *WSP`
fn without_blob(subject: &str) -> Option<&str> {
    let inside = subject.strip_prefix('[')?;
    let end = inside.find(['[', ']'])?;
    Some(inside.get(end..)?.strip_prefix(']')?.trim_start())
}

/// Step 6. RFC 5256 §5: `subj-fwd = subj-fwd-hdr subject subj-fwd-trl`
fn without_forward(subject: &str) -> Option<&str> {
    strip_prefix(subject, "[fwd:")?.strip_suffix(']')
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..)).flatten()
}

fn strip_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(suffix.len())?;
    let tail = text.get(start..)?;
    tail.eq_ignore_ascii_case(suffix).then(|| text.get(..start)).flatten()
}
