//! An index as text that a person can check.

use std::fmt::Write;

use posthouse_message::{
    Address, Content, Envelope, Index, Parameter, Part, TextDecoder, decode_header_text, parse_date,
};

pub(crate) fn dump(bytes: &[u8], index: &Index) -> String {
    let mut out = String::new();
    let attachment = if index.has_attachment() { ", attachment" } else { "" };
    writeln!(out, "{} bytes{attachment}\npreview: {}", index.size, index.preview).unwrap();
    envelope(&mut out, "", &index.envelope);
    part(&mut out, bytes, &index.root, "message", 0);
    out
}

fn envelope(out: &mut String, indent: &str, envelope: &Envelope) {
    let date = envelope.date.as_deref().and_then(parse_date);
    let date = date.map(|date| format!(" = {} {:+}", date.seconds, date.offset)).unwrap_or_default();
    writeln!(out, "{indent}date: {}{date}", nstring(&envelope.date)).unwrap();
    let subject = envelope.subject.as_deref().map(decode_header_text).unwrap_or_default();
    writeln!(out, "{indent}subject: {} = {subject}", nstring(&envelope.subject)).unwrap();
    let lists = [
        ("from", &envelope.from),
        ("sender", &envelope.sender),
        ("reply-to", &envelope.reply_to),
        ("to", &envelope.to),
        ("cc", &envelope.cc),
        ("bcc", &envelope.bcc),
    ];
    for (name, list) in lists {
        let inherited = matches!(name, "sender" | "reply-to") && *list == envelope.from;
        list.iter().filter(|_| !inherited).for_each(|it| address(out, indent, name, it));
    }
    writeln!(out, "{indent}in-reply-to: {}", nstring(&envelope.in_reply_to)).unwrap();
    writeln!(out, "{indent}message-id: {}", nstring(&envelope.message_id)).unwrap();
    for id in &envelope.references {
        writeln!(out, "{indent}reference: {}", id.escape_ascii()).unwrap();
    }
}

fn address(out: &mut String, indent: &str, field: &str, address: &Address) {
    let raw = [&address.name, &address.route, &address.mailbox, &address.host].map(nstring).join(" ");
    let name = address.display_name().unwrap_or_default();
    let spec = address.addr_spec().unwrap_or_default();
    writeln!(out, "{indent}{field}: ({raw}) = {name} <{spec}>").unwrap();
}

fn part(out: &mut String, bytes: &[u8], it: &Part, section: &str, depth: usize) {
    let indent = "  ".repeat(depth);
    writeln!(
        out,
        "{indent}{section}: {}/{} {} header {:?} body {:?} lines {}",
        it.media_type,
        it.subtype,
        it.encoding.as_str(),
        it.header,
        it.body,
        it.lines
    )
    .unwrap();
    fields(out, &format!("{indent}    "), it);
    content(out, bytes, it, section, depth);
}

fn fields(out: &mut String, indent: &str, it: &Part) {
    parameters(out, indent, "", &it.parameters);
    if let Some(disposition) = &it.disposition {
        writeln!(out, "{indent}disposition {}", disposition.kind).unwrap();
        parameters(out, indent, "  ", &disposition.parameters);
    }
    let texts = [("id", &it.id), ("description", &it.description), ("md5", &it.md5), ("location", &it.location)];
    for (name, text) in texts.iter().filter(|(_, text)| text.is_some()) {
        writeln!(out, "{indent}{name} {}", nstring(text)).unwrap();
    }
    for language in &it.language {
        writeln!(out, "{indent}language {}", language.escape_ascii()).unwrap();
    }
    if let Some(name) = it.filename() {
        writeln!(out, "{indent}= file {name}").unwrap();
    }
}

fn parameters(out: &mut String, indent: &str, more: &str, parameters: &[Parameter]) {
    for it in parameters {
        let mark = if it.extended { "*" } else { "" };
        writeln!(out, "{indent}{more}{}{mark}={}", it.name, it.value.escape_ascii()).unwrap();
    }
}

fn content(out: &mut String, bytes: &[u8], it: &Part, section: &str, depth: usize) {
    match &it.content {
        Content::Leaf if it.media_type == "text" => text(out, bytes, it, depth),
        Content::Leaf => {}
        Content::Multipart(parts) => {
            let prefix = section.strip_suffix("message").unwrap_or(section);
            let dot = if prefix.is_empty() || prefix.ends_with('.') { "" } else { "." };
            for (position, inner) in parts.iter().enumerate() {
                part(out, bytes, inner, &format!("{prefix}{dot}{}", position + 1), depth + 1);
            }
        }
        Content::Message { envelope: inner, part: root } => {
            let number = if section == "message" { "1" } else { section };
            envelope(out, &"  ".repeat(depth + 1), inner);
            part(out, bytes, root, &format!("{number}.message"), depth + 1);
        }
    }
}

/// The first characters of the decoded text.
fn text(out: &mut String, bytes: &[u8], it: &Part, depth: usize) {
    let body = &bytes[it.body.start as usize..it.body.end as usize];
    let mut decoded = String::new();
    let mut decoder = TextDecoder::new(it);
    decoder.push(body, &mut decoded);
    decoder.finish(&mut decoded);
    let start: String = decoded.chars().take(150).collect();
    writeln!(out, "{}    text {start:?}", "  ".repeat(depth)).unwrap();
}

fn nstring(text: &Option<Vec<u8>>) -> String {
    text.as_ref().map_or_else(|| "NIL".to_owned(), |text| format!("\"{}\"", text.escape_ascii()))
}
