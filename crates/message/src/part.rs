//! A body part: where it lies in the message and what its header says of it.

use std::borrow::Cow;
use std::ops::Range;

use crate::charset::Charset;
use crate::envelope::Envelope;
use crate::header::decode_header_text;

/// One body part, or the whole message, which is the root part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The header block, from its first byte to the end of the blank line behind it, in bytes of the raw message.
    pub header: Range<u64>,
    /// The body as it stands in the message, still encoded. It begins where the header ends.
    pub body: Range<u64>,
    /// How many lines the body has; a last line without a line end counts.
    pub lines: u64,
    /// The media type in lower case, `text` where the header names none that can be read (RFC 2045 §5.2).
    pub media_type: Cow<'static, str>,
    /// The subtype in lower case.
    pub subtype: Cow<'static, str>,
    /// The parameters of Content-Type, RFC 2231 continuations joined; `charset=us-ascii` where the field is missing or
    /// cannot be read (RFC 2045 §5.2).
    pub parameters: Vec<Parameter>,
    /// Content-ID, as it stands, with its angle brackets.
    pub id: Option<Vec<u8>>,
    /// Content-Description, raw; see [`decode_header_text`].
    pub description: Option<Vec<u8>>,
    /// Content-Transfer-Encoding.
    pub encoding: Encoding,
    /// Content-MD5.
    pub md5: Option<Vec<u8>>,
    /// Content-Disposition (RFC 2183).
    pub disposition: Option<Disposition>,
    /// Content-Language, one entry for each tag.
    pub language: Vec<Vec<u8>>,
    /// Content-Location.
    pub location: Option<Vec<u8>>,
    /// What lies inside.
    pub content: Content,
}

/// What lies inside a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing that the index knows: text, an image, a message in base64, a container beyond the limits.
    Leaf,
    /// At least one part. A multipart without a usable boundary has one `text/plain` part that spans its whole body.
    Multipart(Vec<Part>),
    /// A message of its own (message/rfc822, message/global).
    Message {
        /// The envelope of the inner message.
        envelope: Box<Envelope>,
        /// The root part of the inner message; its header and body fill the body of this part.
        part: Box<Part>,
    },
}

/// A parameter of Content-Type or Content-Disposition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The attribute in lower case, without the asterisks of RFC 2231.
    pub name: Cow<'static, str>,
    /// The value without its quotes. Raw bytes; UTF-8 where `extended`.
    pub value: Vec<u8>,
    /// Whether the value was written with a charset (RFC 2231 §4) and has been converted to UTF-8.
    /// RFC 9051 §7.5.2 has such a parameter shown in BODYSTRUCTURE with an asterisk behind its name.
    pub extended: bool,
}

/// Content-Disposition (RFC 2183).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disposition {
    /// The disposition type in lower case: `inline`, `attachment`, or another.
    pub kind: Cow<'static, str>,
    /// The parameters, RFC 2231 continuations joined.
    pub parameters: Vec<Parameter>,
}

/// Content-Transfer-Encoding (RFC 2045 §6).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Encoding {
    /// `7bit`, also where the field is missing.
    #[default]
    SevenBit,
    /// `8bit`.
    EightBit,
    /// `binary`.
    Binary,
    /// `base64`.
    Base64,
    /// `quoted-printable`.
    QuotedPrintable,
    /// Another one, in lower case; `x-uuencode` and its aliases can be decoded.
    Other(String),
}

impl Encoding {
    /// The name in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::SevenBit => "7bit",
            Self::EightBit => "8bit",
            Self::Binary => "binary",
            Self::Base64 => "base64",
            Self::QuotedPrintable => "quoted-printable",
            Self::Other(name) => name,
        }
    }

    /// Whether the encoded bytes are the content: 7bit, 8bit and binary.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        matches!(self, Self::SevenBit | Self::EightBit | Self::Binary)
    }
}

impl Default for Part {
    /// An empty part: `text/plain` without parameters.
    fn default() -> Self {
        Self {
            header: 0..0,
            body: 0..0,
            lines: 0,
            media_type: Cow::Borrowed("text"),
            subtype: Cow::Borrowed("plain"),
            parameters: Vec::new(),
            id: None,
            description: None,
            encoding: Encoding::SevenBit,
            md5: None,
            disposition: None,
            language: Vec::new(),
            location: None,
            content: Content::Leaf,
        }
    }
}

impl Part {
    /// Whether the media type is `media_type/subtype`, both in lower case.
    #[must_use]
    pub fn is(&self, media_type: &str, subtype: &str) -> bool {
        self.media_type == media_type && self.subtype == subtype
    }

    /// The media type and subtype as BODYSTRUCTURE can show them (RFC 9051 §7.5.2).
    ///
    /// The grammar wants the inside of a multipart and of a message/rfc822. One that is kept as a leaf has none to
    /// show and is shown as `application/octet-stream`.
    #[must_use]
    pub fn bodystructure_type(&self) -> (&str, &str) {
        if matches!(self.content, Content::Leaf) && self.claims_inside() {
            return ("application", "octet-stream");
        }
        (&self.media_type, &self.subtype)
    }

    /// The value of a Content-Type parameter, by its lower-case name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&[u8]> {
        find(&self.parameters, name).map(|parameter| parameter.value.as_slice())
    }

    /// The charset that the part declares, where it is one that can be decoded.
    #[must_use]
    pub fn charset(&self) -> Option<Charset> {
        Charset::for_label(self.parameter("charset")?)
    }

    /// The file name, decoded, from Content-Disposition or else from the `name` of Content-Type.
    ///
    /// Takes RFC 2231, encoded words inside the quotes, and raw 8-bit. It may hold anything, slashes too: it is a name
    /// to show, not a path.
    #[must_use]
    pub fn filename(&self) -> Option<String> {
        let disposition = self.disposition.as_ref().and_then(|it| find(&it.parameters, "filename"));
        disposition.or_else(|| find(&self.parameters, "name")).map(Parameter::text)
    }

    /// Whether the part is one that a person would call an attachment.
    ///
    /// A message, or a leaf that says `attachment` or that has a file name and is no inline text, no related image and
    /// no signature.
    #[must_use]
    pub fn is_attachment(&self) -> bool {
        match (&self.content, self.disposition.as_ref().map(|it| it.kind.as_ref())) {
            (Content::Multipart(_), _) => false,
            (Content::Leaf, _) if self.is_signature() => false,
            (_, Some("attachment")) => true,
            (Content::Message { .. }, _) => true,
            (Content::Leaf, Some("inline")) if self.id.is_some() || self.media_type == "text" => false,
            (Content::Leaf, _) => self.filename().is_some() && self.id.is_none(),
        }
    }

    /// RFC 3156 §5, RFC 8551 §3.5.3.
    fn is_signature(&self) -> bool {
        let signatures = ["pgp-signature", "pkcs7-signature", "x-pkcs7-signature"];
        self.media_type == "application" && signatures.contains(&self.subtype.as_ref())
    }

    fn claims_inside(&self) -> bool {
        self.media_type == "multipart" || self.is("message", "rfc822") || self.is("message", "global")
    }
}

impl Parameter {
    /// What RFC 2045 §5.2 assumes of text without a Content-Type.
    pub(crate) fn us_ascii() -> Self {
        Self { name: Cow::Borrowed("charset"), value: b"us-ascii".to_vec(), extended: false }
    }

    /// The value as text: encoded words and undeclared 8-bit are decoded where RFC 2231 was not used.
    #[must_use]
    pub fn text(&self) -> String {
        if self.extended {
            return String::from_utf8_lossy(&self.value).into_owned();
        }
        decode_header_text(&self.value)
    }
}

fn find<'a>(parameters: &'a [Parameter], name: &str) -> Option<&'a Parameter> {
    parameters.iter().find(|parameter| parameter.name == name)
}
