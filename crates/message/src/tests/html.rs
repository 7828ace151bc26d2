use crate::html_to_text;

#[test]
fn tags_go_and_text_stays() {
    for (html, text) in [
        ("<p>a</p><p>b</p>", "a\nb"),
        ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
        ("fo<b>ob</b>ar", "foobar"),
        ("  a \r\n b\t c ", "a b c"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("a<!-- <p>x</p> -->b<!---->c", "abc"),
        ("<style>p{}</style>a<SCRIPT type='x'>if(a<b)</SCRIPT >b", "ab"),
        ("<title>t</title>a", "a"),
        ("<style>a</styl></style>b", "b"),
        ("<a title=\"x > y\">a</a><a title='>'>b</a>", "ab"),
        ("<a title=x>y>b", "y>b"),
        ("1 < 2 <3 a<", "1 < 2 <3 a<"),
        ("<!DOCTYPE html><?xml x?>a", "a"),
        ("<style>never ends", ""),
        ("a<p never ends", "a"),
        ("<style>中<中</style>文", "文"),
    ] {
        assert_eq!(html_to_text(html), text, "{html}");
    }
}

#[test]
fn entities_become_characters() {
    for (html, text) in [
        ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"),
        ("a&nbsp;b&#160;c", "a b c"),
        ("&eacute;&Eacute;&euro;&hellip;", "éÉ€…"),
        ("&#20013;&#x6587;&#X6587;", "中文文"),
        ("&#147;x&#148;", "“x”"),
        ("&copy 2026 AT&T &unknown; & &", "© 2026 AT&T &unknown; & &"),
        ("&#0;&#xD800;&#99999999999;", "&#0;&#xD800;&#99999999999;"),
        ("&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;x", "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;x"),
        ("&amp;lt;", "&lt;"),
    ] {
        assert_eq!(html_to_text(html), text, "{html}");
    }
}
