use crate::{Encoding, TransferDecoder};

fn decoded(encoding: &Encoding, body: &str) -> String {
    let mut content = Vec::new();
    let mut decoder = TransferDecoder::new(encoding);
    decoder.push(body.as_bytes(), &mut content);
    decoder.finish(&mut content);
    String::from_utf8_lossy(&content).into_owned()
}

#[test]
fn base64_takes_what_there_is() {
    for (body, content) in [
        ("SGVsbG8=", "Hello"),
        ("SGVs\r\nbG8=\r\n", "Hello"),
        ("S G*V!s\tbG8", "Hello"),
        ("SGVsbG8", "Hello"),
        ("SGVs=bG8=", "Hello"),
        ("SGVsbG8=SGVsbG8=", "HelloHello"),
        ("S", ""),
        ("SG", "H"),
        ("====", ""),
        ("", ""),
        ("+/8=", "\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(decoded(&Encoding::Base64, body), content, "{body}");
    }
}

#[test]
fn quoted_printable_follows_rfc_2045_6_7() {
    for (body, content) in [
        ("=41=62=3d=3D", "Ab=="),
        ("soft=\r\nbreak", "softbreak"),
        ("soft=  \t\r\nbreak", "softbreak"),
        ("soft=\nbreak", "softbreak"),
        ("end  \t\r\nnext", "end\r\nnext"),
        ("end  \nnext", "end\nnext"),
        ("kept=20\r\n", "kept \r\n"),
        ("a =\r\nb", "a b"),
        ("a b\tc", "a b\tc"),
        ("end  ", "end"),
        ("end=", "end"),
        ("end=4", "end=4"),
        ("=4=41", "=4A"),
        ("==41", "=A"),
        ("=ZZ = =x", "=ZZ = =x"),
        ("a\rb \r c", "a\rb \r c"),
        ("", ""),
        ("=\r", ""),
        ("\r\n\r\n", "\r\n\r\n"),
    ] {
        assert_eq!(decoded(&Encoding::QuotedPrintable, body), content, "{body:?}");
    }
}

#[test]
fn a_long_run_of_white_space_is_the_same_in_one_piece_and_in_many() {
    for length in [999, 1000, 1001, 2000, 2001, 5000] {
        let body = ["x", &" ".repeat(length), "\r\ny"].concat();
        let mut content = Vec::new();
        let mut decoder = TransferDecoder::new(&Encoding::QuotedPrintable);
        body.bytes().for_each(|byte| decoder.push(&[byte], &mut content));
        decoder.finish(&mut content);
        assert_eq!(String::from_utf8(content).unwrap(), decoded(&Encoding::QuotedPrintable, &body), "{length}");
    }
}

#[test]
fn uuencode_leaves_out_what_is_around_it() {
    let body = "Here it is:\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nbye\r\n";
    assert_eq!(decoded(&Encoding::Other("x-uuencode".to_owned()), body), "Cat");
    assert_eq!(decoded(&Encoding::Other("x-uuencode".to_owned()), "begin 644 x\n#0V%T"), "Cat");
    assert_eq!(decoded(&Encoding::Other("x-uuencode".to_owned()), "begin 644 x\n$00\nend\n"), "A\0\0\0");
}

#[test]
fn unknown_encodings_are_passed_through_and_said_to_be_unknown() {
    let unknown = Encoding::Other("x-unknown".to_owned());
    assert_eq!(decoded(&unknown, "=41"), "=41");
    assert!(!TransferDecoder::knows(&unknown) && TransferDecoder::knows(&Encoding::Base64));
    assert!(TransferDecoder::knows(&Encoding::Other("x-uuencode".to_owned())));
}
