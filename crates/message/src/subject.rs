//! The base subject (RFC 5256 §2.1).

/// What the base subject rules make of a subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseSubject {
    /// The subject without `Re:`, `Fwd:`, `(fwd)` and list tags; its case is kept.
    pub text: String,
    /// Whether something was removed that makes the message a reply or forward (RFC 5256 §3, REFERENCES).
    pub is_reply: bool,
}

/// The base subject of a decoded subject, for SORT and THREAD, which compare it with i;unicode-casemap: see
/// [`casemap_into`](crate::casemap_into). Costs what the subject is long.
#[must_use]
pub fn base_subject(subject: &str) -> BaseSubject {
    let spaced = spaced(subject);
    let mut rest = spaced.as_str();
    let mut is_reply = false;
    loop {
        let without_trailers = without_trailers(rest);
        let without_leaders = without_leaders(without_trailers, &mut is_reply);
        is_reply |= without_trailers.len() < rest.trim_end().len();
        match without_forward(without_leaders) {
            Some(inner) => rest = inner,
            None => return BaseSubject { text: without_leaders.to_owned(), is_reply },
        }
        is_reply = true;
    }
}

/// Step 1: one space between words.
fn spaced(subject: &str) -> String {
    let mut spaced = String::with_capacity(subject.len());
    for word in subject.split_ascii_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}

/// Step 2. RFC 5256 §5: `subj-trailer = "(fwd)" / WSP`
fn without_trailers(subject: &str) -> &str {
    let mut rest = subject.trim_end();
    while let Some(shorter) = strip_suffix(rest, "(fwd)") {
        rest = shorter.trim_end();
    }
    rest
}

/// Steps 3 to 5. Blobs that no leader follows are not looked behind a second time.
fn without_leaders<'a>(subject: &'a str, is_reply: &mut bool) -> &'a str {
    let mut rest = subject.trim_start();
    while let Some(shorter) = without_leader(rest) {
        *is_reply = true;
        rest = shorter.trim_start();
    }
    while let Some(base) = without_blob(rest).filter(|base| !base.is_empty()) {
        rest = base;
    }
    rest
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
