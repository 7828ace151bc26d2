//! BODY and BODYSTRUCTURE, from the parts of the MIME index.

use posthouse_imap_wire::encode::{BodyContent, BodyParameter, BodyPart, Envelope};
use posthouse_message::{Content, Disposition, Parameter, Part};

use super::envelope::Indexed;

/// A part of the index as the encoder wants it.
#[derive(Clone, Copy)]
pub(super) struct Structure<'a>(pub(super) &'a Part);

impl BodyPart for Structure<'_> {
    fn media_type(&self) -> (&[u8], &[u8]) {
        let (media_type, subtype) = self.0.bodystructure_type();
        (media_type.as_bytes(), subtype.as_bytes())
    }

    fn content(&self) -> BodyContent<impl Iterator<Item = Self>, impl Envelope, Self> {
        match &self.0.content {
            Content::Leaf => BodyContent::Leaf,
            Content::Multipart(parts) => BodyContent::Multipart(parts.iter().map(Structure)),
            Content::Message { envelope, part } => {
                BodyContent::Message { envelope: Indexed(envelope.as_ref().as_ref()), body: Structure(part) }
            }
        }
    }

    fn parameters(&self) -> impl Iterator<Item = BodyParameter<'_>> {
        self.0.parameters.iter().map(parameter)
    }

    fn id(&self) -> Option<&[u8]> {
        self.0.id.as_deref()
    }

    fn description(&self) -> Option<&[u8]> {
        self.0.description.as_deref()
    }

    fn encoding(&self) -> &[u8] {
        self.0.encoding.as_str().as_bytes()
    }

    fn octets(&self) -> u64 {
        self.0.body.end.saturating_sub(self.0.body.start)
    }

    fn lines(&self) -> u64 {
        self.0.lines
    }

    fn md5(&self) -> Option<&[u8]> {
        self.0.md5.as_deref()
    }

    fn disposition(&self) -> Option<&[u8]> {
        self.0.disposition.as_ref().map(|disposition| disposition.kind.as_bytes())
    }

    fn disposition_parameters(&self) -> impl Iterator<Item = BodyParameter<'_>> {
        let parameters = self.0.disposition.as_ref().map(|Disposition { parameters, .. }| parameters);
        parameters.into_iter().flatten().map(parameter)
    }

    fn languages(&self) -> impl Iterator<Item = &[u8]> {
        self.0.language.iter().map(Vec::as_slice)
    }

    fn location(&self) -> Option<&[u8]> {
        self.0.location.as_deref()
    }
}

fn parameter(parameter: &Parameter) -> BodyParameter<'_> {
    BodyParameter { name: parameter.name.as_bytes(), value: &parameter.value, extended: parameter.extended }
}
