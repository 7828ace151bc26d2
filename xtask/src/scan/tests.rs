use super::*;

fn code(text: &str) -> String {
    views(text).code
}

fn words(text: &str) -> Vec<String> {
    tokens(&code(text)).iter().map(|token| token.text.to_owned()).collect()
}

#[test]
fn comments_and_code_are_apart() {
    let views = views("let a = 1; // one\n/* two\n lines */ b();\n");
    let lines = |view: &str| view.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&views.code), ["let a = 1;", "", "b();"]);
    assert_eq!(lines(&views.comments), ["// one", "/* two", "lines */"]);
    assert_eq!(words("a/**/b"), ["a", "b"]);
}

#[test]
fn block_comments_nest() {
    assert_eq!(words("a /* b /* c */ d */ e"), ["a", "e"]);
}

#[test]
fn literals_are_emptied() {
    assert_eq!(words(r#"f("a // b { \" }", 'x', b'{', '\'', b"\\", c"z")"#).concat(), r#"f("","",b"","",b"",c"")"#);
    assert_eq!(words("g(r\"\\\", r#\"a \"b\" {\"#, br##\"x\"# y\"##)").concat(), r#"g("","","")"#);
}

#[test]
fn lifetimes_are_code() {
    assert_eq!(words("fn f<'a>(x: &'a str) -> &'static str {}").concat(), "fnf<'a>(x:&'astr)->&'staticstr{}");
}

#[test]
fn words_that_end_in_r_begin_no_raw_string() {
    assert_eq!(words("for\"x\" { bar }"), ["for", "\"", "\"", "{", "bar", "}"]);
    assert_eq!(words("r#type = 1; // rest"), ["type", "=", "1", ";"]);
}

#[test]
fn lines_are_kept() {
    let text = "a\n\"x\ny\"\nb /*\n*/ c\n";
    let found: Vec<(String, usize)> =
        tokens(&code(text)).iter().map(|token| (token.text.to_owned(), token.line)).collect();
    let expected = [("a", 1), ("\"", 2), ("\"", 3), ("b", 4), ("c", 5)].map(|(text, line)| (text.to_owned(), line));
    assert_eq!(found, expected);
}

#[test]
fn text_that_ends_too_early_is_no_reason_to_fail() {
    for text in ["\"open", "/* open", "'", "'\\", "r#\"open", "//", "ü'ü'ü\"ü"] {
        let views = views(text);
        assert!(views.code.len() + views.comments.len() > 0, "{text}");
    }
}
