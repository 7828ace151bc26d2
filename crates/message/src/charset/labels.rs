//! Labels of charsets in mail.

use encoding_rs::Encoding;

use super::Kind;

/// What encoding_rs does not know, or knows as browsers mean it and not as mail does.
pub(super) fn lookup(label: &[u8]) -> Option<Kind> {
    let label = normal(label)?;
    ours(&label).or_else(|| standard(&label)).or_else(|| alias(&label))
}

/// The longest label that is looked at.
const LABEL_BYTES: usize = 60;

/// Lower case, without white space and quotes around it.
fn normal(label: &[u8]) -> Option<String> {
    let label = label.trim_ascii();
    let label = label.strip_prefix(b"\"").map_or(label, |rest| rest.strip_suffix(b"\"").unwrap_or(rest));
    let plain = label.len() <= LABEL_BYTES && label.iter().all(u8::is_ascii_graphic);
    plain.then(|| String::from_utf8_lossy(label).to_ascii_lowercase())
}

fn ours(label: &str) -> Option<Kind> {
    Some(match label {
        "gb2312" | "gbk" | "x-gbk" | "gb_2312" | "gb_2312-80" | "csgb2312" | "chinese" => gb18030(),
        "iso-2022-kr" | "csiso2022kr" => Kind::Iso2022Kr,
        "hz-gb-2312" | "hz" | "hz-gb2312" | "x-hz" => Kind::Hz,
        "utf-7" | "utf7" | "unicode-1-1-utf-7" | "csunicode11utf7" | "x-unicode-1-1-utf-7" | "x-unicode-2-0-utf-7" => {
            Kind::Utf7
        }
        "us-ascii" | "ascii" | "us" | "ansi_x3.4-1968" | "iso-ir-6" | "iso646-us" | "646" | "cp367" | "ibm367"
        | "csascii" | "ansi" | "unknown-8bit" | "x-unknown" | "unknown" | "8bit" | "7bit" | "binary" | "default"
        | "default_charset" | "none" => Kind::Undeclared,
        _ => return None,
    })
}

fn gb18030() -> Kind {
    Kind::Standard(encoding_rs::GB18030)
}

/// `replacement` is what browsers make of charsets they refuse.
fn standard(label: &str) -> Option<Kind> {
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
    Some(match encoding {
        _ if encoding == encoding_rs::GBK => gb18030(),
        _ if encoding == encoding_rs::WINDOWS_1258 => Kind::Vietnamese,
        _ => Kind::Standard(encoding),
    })
}

/// Names that mail programs and old systems write for what has another one.
fn alias(label: &str) -> Option<Kind> {
    let encoding = match label {
        "cp936" | "ms936" | "windows-936" | "x-windows-936" | "x-cp936" | "gb18030-2000" | "gb18030-2005"
        | "gb18030-2022" | "gb-18030" | "gb2312-80" | "gb-2312" | "euc-cn" | "euccn" | "x-euc-cn" | "gb"
        | "gb13000" | "x-mac-chinesesimp" => encoding_rs::GB18030,
        "cp950" | "ms950" | "windows-950" | "x-windows-950" | "big5hkscs" | "big5-eten" | "x-big5" | "big-5"
        | "x-mac-chinesetrad" => encoding_rs::BIG5,
        "cp932" | "windows-932" | "x-ms-cp932" | "cswindows31j" | "shift-jisx0213" | "shift_jisx0213" => {
            encoding_rs::SHIFT_JIS
        }
        "eucjp" | "euc_jp" | "ujis" | "eucjp-ms" | "eucjp-win" | "cp51932" | "eucjpms" => encoding_rs::EUC_JP,
        "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3" | "iso-2022-jp-2004" | "iso-2022-jp-ms" | "cp50220"
        | "cp50221" | "cp50222" | "jis" | "jis7" => encoding_rs::ISO_2022_JP,
        "cp949" | "ms949" | "uhc" | "x-windows-949" | "euckr" | "euc_kr" | "x-euc-kr" | "ks_c_5601" | "ks_x_1001"
        | "ksc5601-1987" | "5601" => encoding_rs::EUC_KR,
        "cp874" | "tis620" | "iso8859_11" => encoding_rs::WINDOWS_874,
        "koi8-ru" => encoding_rs::KOI8_U,
        "utf-8-mac" | "utf_8" | "utf8mb4" | "unicode-1-1-utf8" | "x-utf-8" => encoding_rs::UTF_8,
        "mac" | "mac-roman" | "macroman" => encoding_rs::MACINTOSH,
        _ => return by_pattern(label),
    };
    Some(Kind::Standard(encoding))
}

/// `windows1251`, `ms-1251`, `cp-1251` and `1251`; `iso8859_15`, `iso_8859_15` and `8859-15`.
fn by_pattern(label: &str) -> Option<Kind> {
    let plain: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    let number = plain.trim_start_matches(|it: char| it.is_ascii_alphabetic());
    let prefix = plain.strip_suffix(number)?;
    let guess = match (prefix, number.strip_prefix("8859")) {
        ("iso" | "" | "latin", Some(part)) => format!("iso-8859-{part}"),
        ("windows" | "win" | "ms" | "cp" | "xcp" | "ibm" | "", None) if number.len() == 4 => {
            format!("windows-{number}")
        }
        _ => label.replace('_', "-"),
    };
    standard(&guess)
}
