//! Another decoder reads the same: commands of RFC 3501, written by its grammar, are decoded here and by imap-codec;
//! what imap-codec writes of its reading must be the same command to us.

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder as _;
use imap_codec::encode::Encoder as _;
use posthouse_imap_wire::{Command, Decoder, Event, Limits};
use proptest::collection::vec;
use proptest::prelude::*;

fn ours(line: &[u8]) -> Option<Command> {
    let mut decoder = Decoder::new(Limits::AUTHENTICATED);
    decoder.push(line);
    loop {
        match decoder.next_event().ok()?? {
            Event::Command(command) => return Some(command),
            Event::ContinuationNeeded => {}
            _ => return None,
        }
    }
}

/// The command as imap-codec has read it and writes it.
fn theirs(line: &[u8]) -> Option<Vec<u8>> {
    let (rest, command) = CommandCodec::default().decode(line).ok()?;
    rest.is_empty().then(|| CommandCodec::default().encode(&command).dump())
}

fn sequence(parts: impl IntoIterator<Item = BoxedStrategy<String>>) -> BoxedStrategy<String> {
    let parts: Vec<_> = parts.into_iter().collect();
    parts.prop_map(|parts| parts.concat()).boxed()
}

fn text(text: &'static str) -> BoxedStrategy<String> {
    Just(text.to_owned()).boxed()
}

fn one_of(words: &'static [&'static str]) -> BoxedStrategy<String> {
    prop::sample::select(words).prop_map(str::to_owned).boxed()
}

fn regex(pattern: &'static str) -> BoxedStrategy<String> {
    pattern.boxed()
}

fn list(item: BoxedStrategy<String>, least: usize) -> BoxedStrategy<String> {
    vec(item, least..4).prop_map(|items| format!("({})", items.join(" "))).boxed()
}

/// ABNF `string`: quoted, or a literal.
fn string() -> BoxedStrategy<String> {
    let quoted = regex("[ !#-\\[\\]-~]{0,9}").prop_map(|text| format!("\"{text}\""));
    let escaped = regex("[a-z]{0,3}").prop_map(|text| format!("\"{text}\\\\\\\"{text}\""));
    let literal = regex("[ -~]{0,9}").prop_map(|text| format!("{{{}}}\r\n{text}", text.len()));
    prop_oneof![quoted, escaped, literal].boxed()
}

fn astring() -> BoxedStrategy<String> {
    prop_oneof![regex("[A-Za-z0-9.\\]_-]{1,9}"), string()].boxed()
}

fn mailbox() -> BoxedStrategy<String> {
    prop_oneof![one_of(&["INBOX", "inBoX", "\"INBOX\""]), regex("[a-z/]{1,9}"), text("\"&ZeVnLIqe-/x\"")].boxed()
}

/// Without `&`, which begins a shift to UTF-7: we refuse what is none, imap-codec leaves it to others.
fn pattern() -> BoxedStrategy<String> {
    prop_oneof![regex("[a-z%*/]{1,6}"), regex("\"[a-z%*/ ]{0,6}\"")].boxed()
}

fn number() -> BoxedStrategy<String> {
    prop_oneof![1u32..20, 1u32..].prop_map(|number: u32| number.to_string()).boxed()
}

/// ABNF `sequence-set`.
fn messages() -> BoxedStrategy<String> {
    let bound = || prop_oneof![9 => number(), 1 => text("*")].boxed();
    let range = prop_oneof![bound(), sequence([bound(), text(":"), bound()])];
    vec(range, 1..4).prop_map(|ranges| ranges.join(",")).boxed()
}

fn flag() -> BoxedStrategy<String> {
    prop_oneof![one_of(&["\\Seen", "\\ANSWERED", "\\flagged", "\\Deleted", "\\Draft"]), regex("[$A-Za-z]{1,6}")].boxed()
}

fn date() -> BoxedStrategy<String> {
    let months = &["Jan", "FEB", "mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = (1..29).prop_map(|day: i32| day.to_string()).boxed();
    let year = (1970..2100).prop_map(|year: i32| year.to_string()).boxed();
    let date = sequence([day, text("-"), one_of(months), text("-"), year]);
    prop_oneof![date.clone(), date.prop_map(|date| format!("\"{date}\""))].boxed()
}

/// ABNF `section`, and `<partial>`.
fn section() -> BoxedStrategy<String> {
    let fields = || list(astring(), 1);
    let part = vec(1u32..30, 1..4).prop_map(|part| part.iter().map(u32::to_string).collect::<Vec<_>>().join("."));
    let texts = prop_oneof![
        one_of(&["HEADER", "text", "TEXT"]),
        sequence([text("HEADER.FIELDS "), fields()]),
        sequence([text("header.fields.NOT "), fields()]),
    ]
    .boxed();
    let whole = prop_oneof![
        text(""),
        texts.clone(),
        part.clone().boxed(),
        sequence([part.clone().boxed(), text(".MIME")]),
        sequence([part.boxed(), text("."), texts]),
    ]
    .boxed();
    let partial = prop_oneof![text(""), (0u32.., 1u32..).prop_map(|(at, length)| format!("<{at}.{length}>"))].boxed();
    sequence([one_of(&["BODY[", "body.PEEK["]), whole, text("]"), partial])
}

fn fetch_items() -> BoxedStrategy<String> {
    let names = &["FLAGS", "uid", "RFC822.SIZE", "INTERNALDATE", "ENVELOPE", "BODY", "BODYSTRUCTURE", "RFC822.HEADER"];
    let item = prop_oneof![one_of(names), section()].boxed();
    prop_oneof![one_of(&["ALL", "FAST", "full"]), item.clone(), list(item, 1)].boxed()
}

fn search_key() -> BoxedStrategy<String> {
    let flags =
        &["ALL", "ANSWERED", "seen", "DELETED", "DRAFT", "FLAGGED", "NEW", "OLD", "RECENT", "UNSEEN", "UNDRAFT"];
    let leaf = prop_oneof![
        one_of(flags),
        sequence([one_of(&["BCC ", "body ", "CC ", "FROM ", "SUBJECT ", "TEXT ", "TO "]), astring()]),
        sequence([text("HEADER "), astring(), text(" "), astring()]),
        sequence([one_of(&["BEFORE ", "on ", "SINCE ", "SENTBEFORE ", "SENTON ", "SENTSINCE "]), date()]),
        sequence([one_of(&["LARGER ", "smaller "]), number()]),
        sequence([one_of(&["KEYWORD ", "UNKEYWORD "]), regex("[$A-Za-z]{1,6}")]),
        sequence([text("UID "), messages()]),
        messages(),
    ];
    leaf.prop_recursive(3, 12, 3, |key| {
        prop_oneof![
            sequence([text("NOT "), key.clone().boxed()]),
            sequence([text("OR "), key.clone().boxed(), text(" "), key.clone().boxed()]),
            list(key.boxed(), 1),
        ]
    })
    .boxed()
}

fn body() -> BoxedStrategy<String> {
    let uid = || one_of(&["", "UID ", "uid "]);
    let word = |word: &'static str| text(word);
    prop_oneof![
        one_of(&["CAPABILITY", "noop", "LOGOUT", "CHECK", "CLOSE", "EXPUNGE", "IDLE", "UNSELECT"]),
        sequence([word("LOGIN "), astring(), text(" "), astring()]),
        sequence([one_of(&["SELECT ", "EXAMINE ", "create ", "DELETE ", "SUBSCRIBE ", "UNSUBSCRIBE "]), mailbox()]),
        sequence([word("RENAME "), mailbox(), text(" "), mailbox()]),
        sequence([one_of(&["LIST ", "lsub "]), mailbox(), text(" "), pattern()]),
        sequence([
            word("STATUS "),
            mailbox(),
            text(" "),
            list(one_of(&["MESSAGES", "recent", "UIDNEXT", "UIDVALIDITY", "UNSEEN"]), 1)
        ]),
        sequence([
            word("SEARCH "),
            prop_oneof![text(""), text("CHARSET UTF-8 ")].boxed(),
            search_key(),
            text(" "),
            search_key()
        ]),
        sequence([word("UID SEARCH "), search_key()]),
        sequence([uid(), word("FETCH "), messages(), text(" "), fetch_items()]),
        sequence([
            uid(),
            word("STORE "),
            messages(),
            one_of(&[" FLAGS ", " +FLAGS ", " -flags.SILENT "]),
            list(flag(), 0)
        ]),
        sequence([uid(), one_of(&["COPY ", "MOVE "]), messages(), text(" "), mailbox()]),
    ]
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5000))]

    #[test]
    fn what_the_grammar_allows_is_the_same_to_both(tag in "[A-Za-z0-9]{1,6}", body in body()) {
        let line = format!("{tag} {body}\r\n").into_bytes();
        let read = ours(&line);
        prop_assert!(read.is_some(), "not read here: {}", String::from_utf8_lossy(&line));
        let Some(written) = theirs(&line) else {
            return Err(TestCaseError::fail(format!("not read there: {}", String::from_utf8_lossy(&line))));
        };
        prop_assert_eq!(ours(&written), read, "{}", String::from_utf8_lossy(&written));
    }
}
