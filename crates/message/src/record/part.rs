//! A part, and everything inside it, in a record.

use std::borrow::Cow;

use super::read::Reader;
use super::write::Writer;
use super::{DecodeError, envelope, names};
use crate::limits;
use crate::part::{Content, Disposition, Encoding, Parameter, Part};

const CONTENT: u8 = 0b11;
const LEAF: u8 = 0;
const MULTIPART: u8 = 1;
const MESSAGE: u8 = 2;
const HAS_PARAMETERS: u8 = 4;
const HAS_DISPOSITION: u8 = 8;
/// Content-ID, Content-Description, Content-MD5, Content-Language and Content-Location follow.
const HAS_MORE: u8 = 16;

/// Content-Transfer-Encoding by its code.
const ENCODINGS: [Encoding; 5] =
    [Encoding::SevenBit, Encoding::EightBit, Encoding::Binary, Encoding::Base64, Encoding::QuotedPrintable];

/// The code of an encoding that is written out.
const OTHER_ENCODING: u8 = 5;

/// Appends `part`; `origin` is where the part before it ends, or where its parent's body begins.
pub(super) fn encode(writer: &mut Writer<'_>, part: &Part, origin: u64) {
    writer.byte(flags(part));
    media_type(writer, part);
    encoding(writer, &part.encoding);
    writer.number(part.header.start.saturating_sub(origin));
    writer.number(part.header.end.saturating_sub(part.header.start));
    writer.number(part.body.end.saturating_sub(part.body.start));
    writer.number(part.lines);
    if !part.parameters.is_empty() {
        parameters(writer, &part.parameters);
    }
    if let Some(disposition) = &part.disposition {
        coded(writer, names::disposition_code(&disposition.kind), &disposition.kind);
        parameters(writer, &disposition.parameters);
    }
    if has_more(part) {
        more(writer, part);
    }
    content(writer, part);
}

fn flags(part: &Part) -> u8 {
    let content = match part.content {
        Content::Leaf => LEAF,
        Content::Multipart(_) => MULTIPART,
        Content::Message { .. } => MESSAGE,
    };
    let flag = |set: bool, flag: u8| if set { flag } else { 0 };
    content
        | flag(!part.parameters.is_empty(), HAS_PARAMETERS)
        | flag(part.disposition.is_some(), HAS_DISPOSITION)
        | flag(has_more(part), HAS_MORE)
}

fn has_more(part: &Part) -> bool {
    let strings = [&part.id, &part.description, &part.md5, &part.location];
    strings.iter().any(|string| string.is_some()) || !part.language.is_empty()
}

fn media_type(writer: &mut Writer<'_>, part: &Part) {
    let code = names::media_type_code(&part.media_type, &part.subtype);
    writer.byte(code);
    if code == 0 {
        writer.string(part.media_type.as_bytes());
        writer.string(part.subtype.as_bytes());
    }
}

fn encoding(writer: &mut Writer<'_>, encoding: &Encoding) {
    let place = ENCODINGS.iter().position(|known| known == encoding);
    writer.byte(place.and_then(|place| u8::try_from(place).ok()).unwrap_or(OTHER_ENCODING));
    if let Encoding::Other(name) = encoding {
        writer.string(name.as_bytes());
    }
}

/// How many, then for each its code shifted by one, the low bit set where it is extended, its name, and its value.
fn parameters(writer: &mut Writer<'_>, parameters: &[Parameter]) {
    writer.number(parameters.len() as u64);
    for parameter in parameters {
        let code = names::parameter_code(&parameter.name);
        writer.byte(code << 1 | u8::from(parameter.extended));
        if code == 0 {
            writer.string(parameter.name.as_bytes());
        }
        writer.string(&parameter.value);
    }
}

fn coded(writer: &mut Writer<'_>, code: u8, name: &str) {
    writer.byte(code);
    if code == 0 {
        writer.string(name.as_bytes());
    }
}

fn more(writer: &mut Writer<'_>, part: &Part) {
    for string in [&part.id, &part.description, &part.md5, &part.location] {
        writer.nstring(string.as_deref());
    }
    writer.number(part.language.len() as u64);
    part.language.iter().for_each(|tag| writer.string(tag));
}

fn content(writer: &mut Writer<'_>, part: &Part) {
    match &part.content {
        Content::Leaf => {}
        Content::Multipart(parts) => {
            writer.number(parts.len() as u64);
            let mut origin = part.body.start;
            for part in parts {
                encode(writer, part, origin);
                origin = part.body.end;
            }
        }
        Content::Message { envelope, part: inner } => {
            writer.nested(|writer| envelope::encode(writer, envelope));
            encode(writer, inner, part.body.start);
        }
    }
}

/// Reads the root part.
pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Part, DecodeError> {
    Parts { reader, left: limits::PARTS * 2 + limits::DEPTH }.part(0, limits::DEPTH + 2)
}

/// Reads parts, and counts them, so that no record makes more of them than an index has.
struct Parts<'r, 'a> {
    reader: &'r mut Reader<'a>,
    left: usize,
}

impl Parts<'_, '_> {
    fn part(&mut self, origin: u64, depth: usize) -> Result<Part, DecodeError> {
        self.left = self.left.checked_sub(1).ok_or(DecodeError::Malformed)?;
        let flags = self.reader.byte()?;
        if flags & !(CONTENT | HAS_PARAMETERS | HAS_DISPOSITION | HAS_MORE) != 0 {
            return Err(DecodeError::Malformed);
        }
        let (media_type, subtype) = self.media_type()?;
        let encoding = self.encoding()?;
        let header = self.range(origin)?;
        let body = header.end..self.end(header.end)?;
        let mut part = Part { header, body, media_type, subtype, encoding, ..Part::default() };
        part.lines = self.reader.number()?;
        if flags & HAS_PARAMETERS != 0 {
            part.parameters = self.parameters()?;
        }
        if flags & HAS_DISPOSITION != 0 {
            let kind = self.coded(names::disposition_of)?;
            part.disposition = Some(Disposition { kind, parameters: self.parameters()? });
        }
        if flags & HAS_MORE != 0 {
            self.more(&mut part)?;
        }
        part.content = self.content(flags, part.body.start, depth.checked_sub(1).ok_or(DecodeError::Malformed)?)?;
        Ok(part)
    }

    fn range(&mut self, origin: u64) -> Result<std::ops::Range<u64>, DecodeError> {
        let start = self.end(origin)?;
        Ok(start..self.end(start)?)
    }

    /// Reads a length and adds it to `start`.
    fn end(&mut self, start: u64) -> Result<u64, DecodeError> {
        start.checked_add(self.reader.number()?).ok_or(DecodeError::Malformed)
    }

    fn media_type(&mut self) -> Result<(Cow<'static, str>, Cow<'static, str>), DecodeError> {
        match self.reader.byte()? {
            0 => Ok((self.text()?, self.text()?)),
            code => names::media_type_of(code).ok_or(DecodeError::Malformed),
        }
    }

    fn encoding(&mut self) -> Result<Encoding, DecodeError> {
        match self.reader.byte()? {
            OTHER_ENCODING => Ok(Encoding::Other(self.text()?.into_owned())),
            code => ENCODINGS.get(usize::from(code)).cloned().ok_or(DecodeError::Malformed),
        }
    }

    fn coded(&mut self, name: fn(u8) -> Option<Cow<'static, str>>) -> Result<Cow<'static, str>, DecodeError> {
        match self.reader.byte()? {
            0 => self.text(),
            code => name(code).ok_or(DecodeError::Malformed),
        }
    }

    fn text(&mut self) -> Result<Cow<'static, str>, DecodeError> {
        let text = std::str::from_utf8(self.reader.string()?).map_err(|_| DecodeError::Malformed)?;
        Ok(Cow::Owned(text.to_owned()))
    }

    fn parameters(&mut self) -> Result<Vec<Parameter>, DecodeError> {
        (0..self.reader.number()?).map(|_| self.parameter()).collect()
    }

    fn parameter(&mut self) -> Result<Parameter, DecodeError> {
        let byte = self.reader.byte()?;
        let name = match byte >> 1 {
            0 => self.text()?,
            code => names::parameter_of(code).ok_or(DecodeError::Malformed)?,
        };
        Ok(Parameter { name, value: self.reader.string()?.to_vec(), extended: byte & 1 != 0 })
    }

    fn more(&mut self, part: &mut Part) -> Result<(), DecodeError> {
        for string in [&mut part.id, &mut part.description, &mut part.md5, &mut part.location] {
            *string = self.reader.nstring()?.map(<[u8]>::to_vec);
        }
        part.language = (0..self.reader.number()?)
            .map(|_| self.reader.string().map(<[u8]>::to_vec))
            .collect::<Result<_, DecodeError>>()?;
        Ok(())
    }

    fn content(&mut self, flags: u8, body: u64, depth: usize) -> Result<Content, DecodeError> {
        match flags & CONTENT {
            LEAF => Ok(Content::Leaf),
            MULTIPART => self.multipart(body, depth).map(Content::Multipart),
            MESSAGE => {
                let envelope = envelope::decode(&mut Reader(self.reader.string()?))?;
                let envelope = Box::new(envelope::checked(&envelope)?);
                Ok(Content::Message { envelope, part: Box::new(self.part(body, depth)?) })
            }
            _ => Err(DecodeError::Malformed),
        }
    }

    fn multipart(&mut self, body: u64, depth: usize) -> Result<Vec<Part>, DecodeError> {
        let mut origin = body;
        let mut parts = Vec::new();
        for _ in 0..self.reader.number()? {
            let part = self.part(origin, depth)?;
            origin = part.body.end;
            parts.push(part);
        }
        if parts.is_empty() { Err(DecodeError::Malformed) } else { Ok(parts) }
    }
}
