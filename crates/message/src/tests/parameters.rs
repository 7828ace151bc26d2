use crate::{Part, index};

fn part(header: &[u8]) -> Part {
    index(&[header, b"\r\n\r\n"].concat()).root
}

/// The Content-Type parameters as `name=value`, with an asterisk where they were extended.
fn parameters(content_type: &str) -> Vec<String> {
    let part = part(format!("Content-Type: {content_type}").as_bytes());
    let show = |name: &str, extended: bool, value: &[u8]| {
        format!("{name}{}={}", if extended { "*" } else { "" }, String::from_utf8_lossy(value))
    };
    part.parameters.iter().map(|it| show(&it.name, it.extended, &it.value)).collect()
}

#[test]
fn the_examples_of_rfc_2231() {
    assert_eq!(
        parameters(
            "message/external-body; access-type=URL;\r\n URL*0=\"ftp://\";\r\n URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\""
        ),
        ["access-type=URL", "url=ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar"]
    );
    assert_eq!(
        parameters("application/x-stuff;\r\n title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A"),
        ["title*=This is ***fun***"]
    );
    assert_eq!(
        parameters(
            "application/x-stuff;\r\n title*0*=us-ascii'en'This%20is%20even%20more%20;\r\n title*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n title*2=\"isn't it!\""
        ),
        ["title*=This is even more ***fun*** isn't it!"]
    );
}

#[test]
fn continuations_in_any_order_as_far_as_none_is_missing() {
    assert_eq!(parameters("a/b; x*1=b; y=1; x*0=a; x*3=d"), ["x=ab", "y=1"]);
    assert_eq!(parameters("a/b; x*1=b"), Vec::<String>::new());
    assert_eq!(parameters("a/b; x*0*=gb2312''%D6%D0; x*1=c; x=plain"), ["x*=中c"]);
    assert_eq!(parameters("a/b; x=plain; x*=utf-8''%e4%b8%ad"), ["x*=中"]);
    assert_eq!(parameters("a/b; x*=%41%zz'"), ["x*=A%zz'"]);
    assert_eq!(parameters("a/b; x*0*=utf-8''%E4%B8; x*1*=%AD"), ["x*=中"]);
}

#[test]
fn lenient_where_mail_is() {
    for (content_type, expected) in [
        ("text/plain; charset=us-ascii (Plain text)", "charset=us-ascii"),
        ("text/plain; charset=\"us-ascii\"", "charset=us-ascii"),
        ("text/plain charset=utf-8", "charset=utf-8"),
        ("text/plain;;; CHARSET = utf-8 ;", "charset=utf-8"),
        ("a/b; name=my file (1).txt", "name=my file (1).txt"),
        ("a/b; name=\"a;b\\\"c\" junk", "name=a;b\"c"),
        ("a/b; name=\"unclosed; x=y", "name=unclosed; x=y"),
        ("a/b; x; =y; name=z", "name=z"),
        ("a/b; name=a; name=b", "name=a"),
        ("a/b; name=", "name="),
    ] {
        assert_eq!(parameters(content_type), [expected], "{content_type}");
    }
}

#[test]
fn an_unreadable_type_is_plain_text() {
    for content_type in ["", "text", "/", "text/", ";charset=x", "(comment)"] {
        let part = part(format!("Content-Type: {content_type}").as_bytes());
        assert!(part.is("text", "plain"), "{content_type}");
        assert_eq!(part.parameter("charset"), Some(&b"us-ascii"[..]), "{content_type}");
    }
    assert!(part(b"Content-Type: (c) Text (c) / (c) HTML").is("text", "html"));
}

#[test]
fn dispositions() {
    let kind = |field: &str| part(field.as_bytes()).disposition.map(|it| it.kind.into_owned());
    assert_eq!(kind("Content-Disposition: INLINE").as_deref(), Some("inline"));
    assert_eq!(kind("Content-Disposition: x-other; filename=x").as_deref(), Some("x-other"));
    assert_eq!(kind("Content-Disposition: filename=x").as_deref(), Some("attachment"));
    assert_eq!(kind("Content-Disposition:"), None);
}

#[test]
fn file_names_as_clients_write_them() {
    let name = |field: &[u8]| part(field).filename();
    assert_eq!(name(b"Content-Type: a/b; name=\"=?gb2312?B?1tDOxA==?=.txt\"").as_deref(), Some("中文.txt"));
    assert_eq!(
        name(b"Content-Disposition: attachment; filename=\"\xD6\xD0\xCE\xC4.txt\"").as_deref(),
        Some("中文.txt")
    );
    assert_eq!(name("Content-Disposition: attachment; filename=中文.txt".as_bytes()).as_deref(), Some("中文.txt"));
    assert_eq!(
        name(b"Content-Type: a/b; name=a\r\nContent-Disposition: attachment; filename*=utf-8''%E4%B8%AD").as_deref(),
        Some("中")
    );
    assert_eq!(name(b"Content-Type: a/b"), None);
}
