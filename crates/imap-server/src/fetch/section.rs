//! Which bytes of a message an item names (RFC 9051 §6.4.5.1).

use std::ops::Range;

use posthouse_imap_wire::command::FetchItem;
use posthouse_imap_wire::{Partial, Section, SectionText};
use posthouse_message::{Content, Part};

use super::header_fields::HeaderFields;

/// The text that an item names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Text<'a> {
    /// The message has no such part, or the part no such text.
    Missing,
    /// A range of the message.
    Range(Range<u64>),
    /// Some fields of the header in this range.
    Fields(Range<u64>, HeaderFields<'a>),
}

/// The text of an item before any `<partial>`; `None` for items that name no text.
pub(super) fn text<'a>(root: &Part, item: &'a FetchItem) -> Option<Text<'a>> {
    match item {
        FetchItem::Section(body) => Some(section(root, &body.section)),
        FetchItem::Rfc822 => Some(Text::Range(0..root.body.end)),
        FetchItem::Rfc822Header => Some(Text::Range(root.header.clone())),
        FetchItem::Rfc822Text => Some(Text::Range(root.body.clone())),
        _ => None,
    }
}

/// The `<partial>` of an item.
pub(super) fn partial(item: &FetchItem) -> Option<Partial> {
    match item {
        FetchItem::Section(body) => body.partial,
        _ => None,
    }
}

/// What a partial leaves of a text of this length; nothing where it begins behind the end (RFC 9051 §6.4.5.1).
pub(super) fn cut(partial: Option<Partial>, length: u64) -> Range<u64> {
    let Some(Partial { origin, length: most }) = partial else { return 0..length };
    let start = origin.min(length);
    start..start.saturating_add(most).min(length)
}

fn section<'a>(root: &Part, section: &'a Section) -> Text<'a> {
    let numbers: Vec<u32> = section.part.0.iter().map(|number| number.get()).collect();
    let Some(part) = root.at(&numbers) else { return Text::Missing };
    match &section.text {
        None if numbers.is_empty() => Text::Range(0..root.body.end),
        None => Text::Range(part.body.clone()),
        Some(SectionText::Mime) => Text::Range(part.header.clone()),
        Some(text) if numbers.is_empty() => of_message(part, text),
        // Only what is a message has a header and a text of its own.
        Some(text) => match &part.content {
            Content::Message { part, .. } => of_message(part, text),
            Content::Leaf | Content::Multipart(_) => Text::Missing,
        },
    }
}

/// ABNF `section-msgtext`, of the root part of a message.
fn of_message<'a>(root: &Part, text: &'a SectionText) -> Text<'a> {
    match text {
        SectionText::Header | SectionText::Mime => Text::Range(root.header.clone()),
        SectionText::Text => Text::Range(root.body.clone()),
        SectionText::HeaderFields(names) => Text::Fields(root.header.clone(), HeaderFields::only(names)),
        SectionText::HeaderFieldsNot(names) => Text::Fields(root.header.clone(), HeaderFields::without(names)),
    }
}
