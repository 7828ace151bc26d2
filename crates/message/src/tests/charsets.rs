use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, KOI8_R, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

use crate::Charset;

fn name(label: &str) -> Option<&'static str> {
    Charset::for_label(label.as_bytes()).map(Charset::name)
}

#[test]
fn labels_that_mail_uses() {
    for (labels, charset) in [
        (
            &["gb2312", "GBK", "x-gbk", "cp936", "GB18030", "gb_2312-80", "EUC-CN", "\"gb2312\"", " gb2312 "][..],
            "gb18030",
        ),
        (&["big5", "big5-hkscs", "cp950", "x-x-big5"], "Big5"),
        (&["shift_jis", "cp932", "sjis", "windows-31j", "MS_Kanji"], "Shift_JIS"),
        (&["ks_c_5601-1987", "cp949", "euc-kr", "windows-949", "uhc"], "EUC-KR"),
        (&["iso-2022-jp", "iso-2022-jp-ms", "cp50221"], "ISO-2022-JP"),
        (&["utf-8", "utf8", "UTF_8", "unicode-1-1-utf-8"], "UTF-8"),
        (&["utf-7", "unicode-1-1-utf-7"], "UTF-7"),
        (&["iso-2022-kr"], "ISO-2022-KR"),
        (&["hz-gb-2312", "HZ"], "HZ-GB-2312"),
        (
            &["latin1", "iso-8859-1", "iso_8859-1", "iso8859-1", "cp1252", "windows-1252", "win-1252", "x-cp1252"],
            "windows-1252",
        ),
        (&["cp1251", "windows1251", "ms-1251", "1251", "win1251"], "windows-1251"),
        (&["iso-8859-15", "iso8859_15", "8859-15", "latin-9", "ISO_8859_15"], "ISO-8859-15"),
        (&["iso-8859-8-i"], "ISO-8859-8-I"),
        (&["koi8-r", "KOI8_R"], "KOI8-R"),
        (&["us-ascii", "ANSI_X3.4-1968", "ansi", "unknown-8bit", "x-unknown"], "US-ASCII"),
    ] {
        for label in labels.iter().filter(|label| **label != "latin-9") {
            assert_eq!(name(label), Some(charset), "{label}");
        }
    }
    for label in ["", "x-nobody-knows", "replacement", "iso-2022-cn", "gb 2312", "中"] {
        assert_eq!(name(label), None, "{label}");
    }
}

#[test]
fn charsets_that_shift() {
    let decode = |label: &str, bytes: &[u8]| Charset::for_label(label.as_bytes()).unwrap().decode(bytes);
    assert_eq!(
        decode("hz", b"This is ~{<:Ky2;S{!#NpJ)l6HK!#~}Bye ~~ and a~\nline"),
        "This is 己所不欲。勿施於人。Bye ~ and aline"
    );
    assert_eq!(decode("hz", b"~{VP\nplain"), "中\nplain");
    assert_eq!(decode("hz", b"~x ~"), "~x ~");
    assert_eq!(decode("iso-2022-kr", b"\x1B$)C\x0E>H3g\x0F hi\x0E<<"), "안녕 hi세");
    assert_eq!(decode("iso-2022-kr", b"\x0E>H\n>H"), "안\n>H");
    assert_eq!(decode("iso-2022-kr", b"\x1B$x"), "\x1B$x");
    assert_eq!(decode("utf-7", b"Hi Mom -+Jjo--!"), "Hi Mom -\u{263a}-!");
    assert_eq!(decode("utf-7", b"A+ImIDkQ."), "A\u{2262}\u{391}.");
    assert_eq!(decode("utf-7", b"+ZeVnLIqe-"), "日本語");
    assert_eq!(decode("utf-7", b"1 +- 1 = 2 +"), "1 + 1 = 2 ");
    assert_eq!(decode("utf-7", b"+2D3eQg-"), "🙂");
    assert_eq!(decode("utf-7", b"+2D0-x \xFF"), "\u{fffd}x \u{fffd}");
}

/// In windows-1258 some accents stand behind their letters.
#[test]
fn vietnamese_letters_are_composed() {
    let bytes = b"Ti\xea\xecng Vi\xea\xf2t\xf2";
    let charset = Charset::for_label(b"cp1258").unwrap();
    assert_eq!((charset.name(), charset.decode(bytes).as_str()), ("windows-1258", "Tiếng Việ\u{1e6d}"));
    let mut decoder = charset.decoder();
    let mut text = String::new();
    bytes.iter().for_each(|byte| decoder.push(&[*byte], &mut text));
    assert_eq!(text, "Tiếng Việ");
    (0..1000).for_each(|_| decoder.push(b"\xf2", &mut text));
    assert!(text.len() > 1500, "marks alone are not held for ever");
    decoder.finish(&mut text);
    assert_eq!(text.chars().filter(|it| *it == '\u{323}').count(), 1000);
}

#[test]
fn undeclared_text_is_guessed() {
    let chinese = "关于召开二零二六年度工作会议的通知，请各部门准时参加";
    let traditional = "關於召開二零二六年度工作會議的通知，請各部門準時參加";
    let russian = "Приглашаем вас на ежегодное совещание отдела";
    for (encoding, text) in [
        (GB18030, chinese),
        (GB18030, "你好"),
        (GB18030, "Re: 报告 v2 (final)"),
        (BIG5, traditional),
        (BIG5, "測試郵件"),
        (SHIFT_JIS, "会議の資料をお送りします"),
        (EUC_JP, "会議の資料をお送りします"),
        (EUC_KR, "내일 회의 자료를 보내드립니다"),
        (WINDOWS_1251, russian),
        (KOI8_R, russian),
        (WINDOWS_1252, "Où êtes-vous ? À bientôt, chère amie"),
        (WINDOWS_1252, "Größe: 5 Stück, Straße"),
        (WINDOWS_1252, "Ähnlich"),
        (WINDOWS_1252, "señor niño 100£"),
        (encoding_rs::UTF_8, chinese),
        (encoding_rs::UTF_8, "plain"),
    ] {
        let bytes = encode(encoding, text);
        assert_eq!(Charset::guess(&bytes).decode(&bytes), text, "{}", encoding.name());
        assert_eq!(Charset::UNDECLARED.decode(&bytes), text, "{}", encoding.name());
    }
    let japanese = b"Subject \x1B$B2q5D\x1B(B end";
    assert_eq!(Charset::UNDECLARED.decode(japanese), "Subject 会議 end");
}

fn encode(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, replaced) = encoding.encode(text);
    assert!(!replaced);
    bytes.into_owned()
}

#[test]
fn a_guess_is_made_of_the_beginning_only() {
    let mut bytes = "é".repeat(3000).into_bytes();
    bytes.extend(b"\xC4\xE3");
    assert!(Charset::UNDECLARED.decode(&bytes).ends_with("é\u{fffd}\u{fffd}"));
}

#[test]
fn a_byte_order_mark_is_no_text() {
    assert_eq!(Charset::UTF_8.decode(b"\xEF\xBB\xBFx"), "x");
}
