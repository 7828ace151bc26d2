//! Whether a message is found, as far as that is known yet: three-valued logic (Kleene).

/// `None` while it is not known.
pub(super) type Verdict = Option<bool>;

/// No as soon as one is no.
pub(super) fn all(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
    let mut known = true;
    for verdict in verdicts {
        match verdict {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

/// Yes as soon as one is yes.
pub(super) fn any(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
    not(all(verdicts.into_iter().map(not)))
}

pub(super) fn not(verdict: Verdict) -> Verdict {
    verdict.map(|known| !known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_answer_can_be_enough() {
        let (yes, no, open) = (Some(true), Some(false), None);
        assert_eq!(all([open, no]), no);
        assert_eq!(all([open, yes]), open);
        assert_eq!(all([yes, yes]), yes);
        assert_eq!(any([open, yes]), yes);
        assert_eq!(any([open, no]), open);
        assert_eq!(any([no, no]), no);
        assert_eq!(not(open), open);
    }
}
