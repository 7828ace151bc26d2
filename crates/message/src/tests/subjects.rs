use crate::base_subject;

#[test]
fn artifacts_are_removed() {
    for (subject, base) in [
        ("Trip", "Trip"),
        ("Re: Trip", "Trip"),
        ("RE: re: Fwd: FW:Trip", "Trip"),
        ("Re[2]: Trip", "Trip"),
        ("Re : Trip", "Trip"),
        ("[list] Trip", "Trip"),
        ("[list] Re: [list] Trip", "Trip"),
        ("Re: [list] Trip", "Trip"),
        ("Trip (fwd)", "Trip"),
        ("Trip (fwd) (FWD) ", "Trip"),
        ("[fwd: Trip]", "Trip"),
        ("Fwd: [fwd: Re: Trip (fwd)]", "Trip"),
        ("  a \t b  ", "a b"),
        ("[list]", "[list]"),
        ("Re: [list]", "[list]"),
        ("[a] [b]", "[b]"),
        ("Re:", ""),
        ("", ""),
        ("Regarding: x", "Regarding: x"),
        ("Re", "Re"),
        ("[unclosed Re: x", "[unclosed Re: x"),
        ("[a[b] x", "[a[b] x"),
        ("回复：Re: 旅行", "回复：Re: 旅行"),
        ("Re: 旅行", "旅行"),
        ("é", "é"),
        ("x [fwd: y]", "x [fwd: y]"),
    ] {
        assert_eq!(base_subject(subject).text, base, "{subject}");
    }
}

#[test]
fn replies_and_forwards_are_told_from_tags() {
    for subject in ["Re: x", "x (fwd)", "[fwd: x]", "[a] FW: x", "Re[2]: x", "[fwd: [a] x]"] {
        assert!(base_subject(subject).is_reply, "{subject}");
    }
    for subject in ["x", "[a] x", "", "  x  ", "[a]", "x (fwd) y", "Re x"] {
        assert!(!base_subject(subject).is_reply, "{subject}");
    }
}

#[test]
fn endless_tags_cost_no_more_than_their_length() {
    let tags = "[a]".repeat(100_000);
    assert_eq!(base_subject(&format!("{tags}x")).text, "x");
    assert_eq!(base_subject(&tags).text, "[a]");
}
