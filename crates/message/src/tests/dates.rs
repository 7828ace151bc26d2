use crate::{Date, parse_date};

fn seconds(date: &str) -> Option<(i64, i16)> {
    parse_date(date.as_bytes()).map(|it| (it.seconds, it.offset))
}

#[test]
fn the_forms_of_rfc_5322() {
    assert_eq!(seconds("Fri, 21 Nov 1997 09:55:06 -0600"), Some((880_127_706, -360)));
    assert_eq!(seconds("Thu, 13 Feb 1969 23:32 -0330"), Some((-27_723_480, -210)));
    assert_eq!(
        seconds("Thu,\r\n      13\r\n        Feb\r\n  1969\r\n 23:32\r\n -0330 (Newfoundland Time)"),
        Some((-27_723_480, -210))
    );
    assert_eq!(seconds("21 Nov 97 09:55:06 GMT"), Some((880_106_106, 0)));
    assert_eq!(seconds("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600"), Some((880_127_706, -360)));
    assert_eq!(seconds("Tue, 30 Jun 2015 23:59:60 +0000"), Some((1_435_708_800, 0)));
}

#[test]
fn years_of_two_and_three_digits() {
    assert_eq!(seconds("1 Jan 00 00:00 +0000"), seconds("1 Jan 2000 00:00 +0000"));
    assert_eq!(seconds("1 Jan 49 00:00 +0000"), seconds("1 Jan 2049 00:00 +0000"));
    assert_eq!(seconds("1 Jan 50 00:00 +0000"), seconds("1 Jan 1950 00:00 +0000"));
    assert_eq!(seconds("1 Jan 103 00:00 +0000"), seconds("1 Jan 2003 00:00 +0000"));
}

#[test]
fn zones() {
    let offset = |zone: &str| seconds(&format!("1 Jan 2026 00:00:00 {zone}")).map(|(_, offset)| offset);
    for (zone, minutes) in [
        ("EST", -300),
        ("EDT", -240),
        ("CST", -360),
        ("CDT", -300),
        ("MST", -420),
        ("MDT", -360),
        ("PST", -480),
        ("PDT", -420),
        ("UT", 0),
        ("gmt", 0),
        ("Z", 0),
        ("A", 0),
        ("CET", 0),
        ("", 0),
        ("-0000", 0),
        ("+0545", 345),
        ("+08:00", 480),
        ("+8", 480),
        ("GMT+0800", 480),
        ("+9999", 0),
        ("+", 0),
    ] {
        assert_eq!(offset(zone), Some(minutes), "{zone}");
    }
}

#[test]
fn forms_that_programs_write() {
    let noon = seconds("Mon, 2 Feb 2026 12:00:00 +0000");
    for date in [
        "Mon Feb  2 12:00:00 2026",
        "Mon Feb 2 12:00:00 UTC 2026",
        "2-Feb-2026 12:00:00 +0000",
        "Mon,2 Feb 2026 12:00:00",
        "Monday, 2 February 2026 12:00:00 GMT",
        "02 feb 2026 12:00",
        "(x (y)) Mon, 2 Feb 2026 12:00:00 +0000",
    ] {
        assert_eq!(seconds(date), noon, "{date}");
    }
    let midnight = seconds("2 Feb 2026 00:00:00 +0000");
    for date in ["2 Feb 2026", "2 Feb 2026 24:00 +0100", "2 Feb 2026 12:60", "2 Feb 2026 12:00:61", "2 Feb 2026 noon"] {
        assert_eq!(seconds(date), midnight, "{date}");
    }
}

#[test]
fn what_is_no_date() {
    for date in [
        "",
        "now",
        "31 Feb 2026 12:00",
        "0 Jan 2026 12:00",
        "32 Jan 2026 12:00",
        "29 Feb 2025 12:00",
        "1 Foo 2026 12:00",
        "1 Jan 20260 12:00",
        "1 Jan",
        "2026-01-01",
        "(",
    ] {
        assert_eq!(seconds(date), None, "{date}");
    }
    assert!(seconds("29 Feb 2024 12:00").is_some() && seconds("29 Feb 2000 12:00").is_some());
    assert!(seconds("29 Feb 1900 12:00").is_none());
}

#[test]
fn local_seconds_are_those_of_the_writers_clock() {
    let date = Date { seconds: 0, offset: -90 };
    assert_eq!(date.local_seconds(), -5400);
    let one = parse_date(b"1 Jan 2026 23:30:00 -0800").map(|it| it.local_seconds() / 86_400);
    let other = parse_date(b"1 Jan 2026 00:30:00 +0800").map(|it| it.local_seconds() / 86_400);
    assert_eq!(one, other);
}
