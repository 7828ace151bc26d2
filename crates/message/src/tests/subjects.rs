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
        assert_eq!(base_subject(subject), base, "{subject}");
    }
}
