//! Parameters written in pieces and with charsets (RFC 2231).

use std::borrow::Cow;

use crate::charset::Charset;
use crate::limits;
use crate::part::Parameter;
use crate::record::names;
use crate::transfer::unhex;

/// How many attribute-value pairs of one field are looked at.
const SEGMENTS: usize = 300;

/// One attribute-value pair as it stands: `name`, `name*`, `name*3` or `name*3*`.
#[derive(Debug)]
struct Segment {
    name: String,
    /// RFC 2231 §3: `section = initial-section / other-sections`
    section: Option<u32>,
    /// Whether the value is percent-encoded (RFC 2231 §4).
    extended: bool,
    value: Vec<u8>,
    /// Its place among the pairs.
    place: usize,
}

/// Gathers the pairs of one field and joins them to parameters.
#[derive(Debug, Default)]
pub(super) struct Segments(Vec<Segment>);

impl Segments {
    /// Adds a pair; what is no attribute is left out.
    pub(super) fn add(&mut self, attribute: &[u8], value: Vec<u8>) {
        let Some((name, section, extended)) = split_attribute(attribute) else { return };
        if self.0.len() < SEGMENTS && value.len() <= limits::PARAMETER_BYTES {
            let place = self.0.len();
            self.0.push(Segment { name, section, extended, value, place });
        }
    }

    /// The parameters, in the order in which they first appear.
    pub(super) fn join(mut self) -> Vec<Parameter> {
        self.0.sort_by(|one, other| (&one.name, one.section).cmp(&(&other.name, other.section)));
        let groups = self.0.chunk_by(|one, other| one.name == other.name);
        let mut joined: Vec<_> = groups.filter_map(|group| Some((first_place(group), join_one(group)?))).collect();
        joined.sort_by_key(|(place, _)| *place);
        joined.into_iter().map(|(_, parameter)| parameter).take(limits::PARAMETERS).collect()
    }
}

fn first_place(group: &[Segment]) -> usize {
    group.iter().map(|segment| segment.place).min().unwrap_or(0)
}

/// Joins the pairs of one name, sorted by section. Of several forms the one with a charset counts, then the continued
/// one, then the plain one.
fn join_one(sorted: &[Segment]) -> Option<Parameter> {
    let name = names::parameter(&sorted.first()?.name);
    if let Some(whole) = sorted.iter().find(|segment| segment.extended && segment.section.is_none()) {
        return Some(extended(name, vec![whole]));
    }
    let continued = continuation(sorted);
    if continued.iter().any(|segment| segment.extended) {
        return Some(extended(name, continued));
    }
    if !continued.is_empty() {
        let value = continued.iter().flat_map(|segment| segment.value.iter().copied()).collect();
        return Some(Parameter { name, value, extended: false });
    }
    let plain = sorted.iter().find(|segment| segment.section.is_none())?;
    Some(Parameter { name, value: plain.value.clone(), extended: false })
}

/// The sections 0, 1, 2 … as far as none is missing, and of each the first.
fn continuation(sorted: &[Segment]) -> Vec<&Segment> {
    let mut sections: Vec<&Segment> = Vec::new();
    for segment in sorted {
        if segment.section.is_some_and(|section| section as usize == sections.len()) {
            sections.push(segment);
        }
    }
    sections
}

/// RFC 2231 §4: `charset'language'text` in the first section, percent-encoded where a section says so.
fn extended(name: Cow<'static, str>, sections: Vec<&Segment>) -> Parameter {
    let mut bytes = Vec::new();
    for segment in sections {
        if segment.extended { percent_decode(&segment.value, &mut bytes) } else { bytes.extend(&segment.value) }
    }
    let (label, text) = split_charset(&bytes);
    let charset = Charset::for_label(label).unwrap_or(Charset::UNDECLARED);
    Parameter { name, value: charset.decode(text).into_bytes(), extended: true }
}

fn split_charset(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut pieces = bytes.splitn(3, |&byte| byte == b'\'');
    match (pieces.next(), pieces.next(), pieces.next()) {
        (Some(charset), Some(_language), Some(text)) => (charset, text),
        _ => (b"", bytes),
    }
}

fn percent_decode(text: &[u8], bytes: &mut Vec<u8>) {
    let mut rest = text;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if let (b'%', [high, low, behind @ ..]) = (first, behind)
            && let (Some(high), Some(low)) = (unhex(*high), unhex(*low))
        {
            bytes.push(high << 4 | low);
            rest = behind;
        } else {
            bytes.push(*first);
        }
    }
}

/// RFC 2231 §7: `attribute ["*"] / attribute "*" section ["*"]`
fn split_attribute(attribute: &[u8]) -> Option<(String, Option<u32>, bool)> {
    let attribute = std::str::from_utf8(attribute).ok()?.to_ascii_lowercase();
    let (name, rest) = attribute.split_once('*').unwrap_or((&attribute, "none"));
    let valid = !name.is_empty() && name.len() <= NAME_BYTES && name.bytes().all(|byte| byte.is_ascii_graphic());
    let (section, extended) = match (rest, rest.strip_suffix('*')) {
        ("none", _) => (None, false),
        ("", _) => (None, true),
        (_, Some(section)) => (Some(section.parse().ok()?), true),
        (section, None) => (Some(section.parse().ok()?), false),
    };
    valid.then(|| (name.to_owned(), section, extended))
}

/// The longest parameter name that is taken.
const NAME_BYTES: usize = 100;
