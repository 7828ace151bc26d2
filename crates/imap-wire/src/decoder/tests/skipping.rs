use super::*;

fn too_long(name: &str) -> Event {
    rejected(name, Reason::LineTooLong)
}

#[test]
fn a_line_too_long_is_skipped() {
    let bytes = [b"1 LOGIN ".as_slice(), &[b'x'; 100], b"\r\n2 NOOP\r\n"].concat();
    assert_eq!(read(TIGHT, &bytes), (vec![too_long("1"), noop("2")], None));
    let no_tag = [[b'x'; 120].as_slice(), b"\r\n2 NOOP\r\n"].concat();
    assert_eq!(read(TIGHT, &no_tag), (vec![too_long(""), noop("2")], None));
}

#[test]
fn a_line_of_just_the_limit_is_read() {
    let bytes = |spaces| [b"1 NOOP".as_slice(), &vec![b' '; spaces], b"\r\n"].concat();
    assert_eq!(read(TIGHT, &bytes(92)), (vec![noop("1")], None));
    assert_eq!(read(TIGHT, &bytes(93)), (vec![too_long("1")], None));
}

#[test]
fn all_lines_of_a_command_count() {
    let bytes = [b"1 SEARCH SUBJECT {1+}\r\nx ".as_slice(), &[b'y'; 90], b"\r\n2 NOOP\r\n"].concat();
    assert_eq!(read(TIGHT, &bytes), (vec![too_long("1"), noop("2")], None));
}

#[test]
fn a_literal_at_the_end_of_a_skipped_line_is_no_command() {
    let bytes = [b"1 LOGIN ".as_slice(), &[b'x'; 100], b" {8+}\r\n9 NOOP\r\n x {4+}\r\n8 N\n\r\n2 NOOP\r\n"].concat();
    assert_eq!(read(TIGHT, &bytes), (vec![too_long("1"), noop("2")], None));
}

#[test]
fn a_synchronizing_literal_at_the_end_of_a_skipped_line_does_not_come() {
    let bytes = [b"1 LOGIN ".as_slice(), &[b'x'; 100], b" {8}\r\n2 NOOP\r\n"].concat();
    assert_eq!(read(TIGHT, &bytes), (vec![too_long("1"), noop("2")], None));
}

#[test]
fn only_so_much_is_skipped() {
    let fatal = Some(Fatal::TooMuchToDiscard);
    let line = [b"1 NOOP ".as_slice(), &[b'x'; 400], b"\r\n2 NOOP\r\n"].concat();
    assert_eq!(read(TIGHT, &line), (vec![too_long("1")], fatal));
    let literal = b"1 LOGIN a {201+}\r\n";
    assert_eq!(read(TIGHT, literal), (vec![rejected("1", Reason::LiteralTooBig)], fatal));
    let literals = [b"1 FOO {150+}\r\n".as_slice(), &[b'x'; 150], b" {50+}\r\n"].concat();
    assert_eq!(read(TIGHT, &literals), (vec![rejected("1", Reason::UnknownCommand)], fatal));
}

#[test]
fn the_memory_of_a_skipped_line_stays_small() {
    let mut decoder = Decoder::new(Limits::AUTHENTICATED);
    decoder.push(&[b'x'; 70_000]);
    assert_eq!(decoder.next_event(), Ok(Some(too_long(""))));
    for _ in 0..100 {
        decoder.push(&[b'x'; 10_000]);
        assert_eq!(decoder.next_event(), Ok(None));
        assert!(decoder.input.unread().len() <= literal::LONGEST_ANNOUNCEMENT);
    }
}
