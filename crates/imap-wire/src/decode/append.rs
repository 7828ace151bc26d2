//! APPEND and REPLACE. Their text is read in segments, as far as the next literal that is a message or a part of one.

use super::cursor::{Cursor, Error, Parse};
use super::date::date_time;
use super::flag::flag_list;
use super::mailbox::mailbox;
use super::message_set::seq_number;
use super::url_auth::url;
use super::{name, tag};
use crate::table::{self, Spec};
use crate::{
    AppendContent, AppendMessage, AppendStart, CommandBody, LiteralInfo, Numbering, Reason, Replaced, TextMode,
};

const MAX_MESSAGES: usize = 1000;
const MAX_PARTS: usize = 250;
const NO_LITERAL: Error = Error::Expected("a message as a literal");

/// How the text of an APPEND goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AppendGrammar {
    spec: &'static Spec,
    place: Place,
    /// How many messages have begun.
    messages: usize,
    /// How many parts they have, all together.
    parts: usize,
}

/// Which literal was the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Message,
    Utf8,
    Part,
    Utf8Part,
}

/// What was read up to a literal or the end of the command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) tail: Tail,
    pub(crate) grammar: AppendGrammar,
}

/// What the session is to be told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Start(AppendStart),
    Next(AppendMessage),
    Url(Vec<u8>),
    Text(LiteralInfo),
}

/// What comes after the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// The literal of the last piece.
    Literal,
    /// A literal that is an argument like any other: a mailbox's name or a URL. The text must be read again with it.
    Argument,
    /// Nothing.
    End,
}

impl Piece {
    /// The literal that the piece announces.
    pub(crate) fn literal(&self) -> Option<LiteralInfo> {
        match self {
            Piece::Start(start) => start.message.content.literal(),
            Piece::Next(message) => message.content.literal(),
            Piece::Url(_) => None,
            Piece::Text(literal) => Some(*literal),
        }
    }
}

/// Whether a command's text begins as one that has messages.
pub(crate) fn is_append(text: &[u8], mode: TextMode) -> bool {
    let mut cursor = Cursor::new(text, mode);
    let spec = tag(&mut cursor).ok().and_then(|_| name(&mut cursor).ok());
    spec.is_some_and(|(spec, _)| [&table::APPEND, &table::REPLACE, &table::UID_REPLACE].contains(&spec))
}

/// Stands in the table of parsers for the commands that are read in segments instead.
pub(super) fn append(_: &mut Cursor<'_>) -> Parse<CommandBody> {
    Err(NO_LITERAL)
}

impl AppendGrammar {
    /// Reads a command's text as far as a literal, or to its end.
    pub(crate) fn head(text: &[u8], mode: TextMode, literal: Option<LiteralInfo>) -> Result<Segment, Reason> {
        let mut cursor = Cursor::new(text, mode);
        let tag = tag(&mut cursor).map_err(|rejected| rejected.reason)?;
        let (spec, _) = name(&mut cursor)?;
        let grammar = AppendGrammar { spec, place: Place::Message, messages: 0, parts: 0 };
        let mut reader = Reader { cursor, literal, grammar, pieces: Vec::new() };
        let tail = reader.head(tag);
        reader.segment(tail)
    }

    /// Reads what follows a literal.
    pub(crate) fn rest(self, text: &[u8], mode: TextMode, literal: Option<LiteralInfo>) -> Result<Segment, Reason> {
        let mut reader = Reader { cursor: Cursor::new(text, mode), literal, grammar: self, pieces: Vec::new() };
        let tail = reader.rest();
        reader.segment(tail)
    }
}

/// Reads one segment.
struct Reader<'t> {
    cursor: Cursor<'t>,
    /// The literal after the text.
    literal: Option<LiteralInfo>,
    grammar: AppendGrammar,
    pieces: Vec<Piece>,
}

impl Reader<'_> {
    fn segment(self, tail: Parse<Tail>) -> Result<Segment, Reason> {
        let Reader { pieces, grammar, .. } = self;
        tail.map(|tail| Segment { pieces, tail, grammar }).map_err(|error| error.in_command(grammar.spec.name))
    }

    // append = "APPEND" SP mailbox 1*append-message
    // replace = "REPLACE" SP seq-number SP mailbox append-message of RFC 8508 §5
    fn head(&mut self, tag: crate::Tag) -> Parse<Tail> {
        let replaces = self.replaced()?;
        self.cursor.sp()?;
        if self.awaited().is_some() {
            return Ok(Tail::Argument);
        }
        let mailbox = mailbox(&mut self.cursor)?;
        let message = self.append_message()?;
        self.pieces.push(Piece::Start(AppendStart { tag, mailbox, replaces, message }));
        self.content(message_content(&self.pieces))
    }

    fn replaced(&mut self) -> Parse<Option<Replaced>> {
        let numbering = match self.grammar.spec {
            spec if spec == &table::REPLACE => Numbering::Sequence,
            spec if spec == &table::UID_REPLACE => Numbering::Uid,
            _ => return Ok(None),
        };
        self.cursor.sp()?;
        Ok(Some(Replaced { numbering, number: seq_number(&mut self.cursor)? }))
    }

    fn rest(&mut self) -> Parse<Tail> {
        match self.grammar.place {
            Place::Message => self.further(),
            Place::Utf8 => {
                self.cursor.expect(b')', "a closing parenthesis")?;
                self.further()
            }
            Place::Part => self.after_part(),
            Place::Utf8Part => {
                self.cursor.expect(b')', "a closing parenthesis")?;
                self.after_part()
            }
        }
    }

    /// After a message there may be another one.
    fn further(&mut self) -> Parse<Tail> {
        if self.literal.is_none() && self.cursor.end().is_ok() {
            return Ok(Tail::End);
        }
        if self.grammar.spec != &table::APPEND {
            return Err(Error::Expected("one message"));
        }
        let message = self.append_message()?;
        self.pieces.push(Piece::Next(message));
        self.content(message_content(&self.pieces))
    }

    // append-message = [SP flag-list] [SP date-time] SP append-data
    fn append_message(&mut self) -> Parse<AppendMessage> {
        let is_missing = self.literal.is_none() && self.cursor.end().is_ok();
        self.cursor.sp().map_err(|error| if is_missing { NO_LITERAL } else { error })?;
        self.grammar.messages += 1;
        if self.grammar.messages > MAX_MESSAGES {
            return Err(Error::Limit("1000 messages"));
        }
        let (mut flags, mut internal_date) = (Vec::new(), None);
        if self.cursor.peek() == Some(b'(') {
            flags = flag_list(&mut self.cursor)?;
            self.cursor.sp()?;
        }
        if self.cursor.peek() == Some(b'"') {
            internal_date = Some(date_time(&mut self.cursor)?);
            self.cursor.sp()?;
        }
        Ok(AppendMessage { flags, internal_date, content: self.append_data()? })
    }

    // append-data = literal / literal8 / append-data-ext
    // append-data =/ "CATENATE" SP "(" cat-part *(SP cat-part) ")" of RFC 4469 §5
    // append-data =/ "UTF8" SP "(" literal8 ")" of RFC 6855 §4
    fn append_data(&mut self) -> Parse<AppendContent> {
        if let Some(literal) = self.awaited() {
            return Ok(AppendContent::Literal(literal));
        }
        if self.cursor.end().is_ok() {
            return Err(NO_LITERAL);
        }
        let is_utf8 = self.cursor.eat_keyword("UTF8");
        if !is_utf8 && !self.cursor.eat_keyword("CATENATE") {
            return Err(Error::Expected("flags, a date or a literal"));
        }
        self.cursor.sp()?;
        self.cursor.expect(b'(', "an opening parenthesis")?;
        match self.awaited() {
            _ if !is_utf8 => Ok(AppendContent::Catenate),
            Some(literal) if literal.binary => Ok(AppendContent::Utf8(literal)),
            _ => Err(Error::Expected("a literal8")),
        }
    }

    /// Goes on after the head of a message.
    fn content(&mut self, content: Option<AppendContent>) -> Parse<Tail> {
        self.grammar.place = match content {
            Some(AppendContent::Utf8(_)) => Place::Utf8,
            Some(AppendContent::Catenate) => return self.cat_part(),
            _ => Place::Message,
        };
        Ok(Tail::Literal)
    }

    // cat-part = text-literal / url
    // cat-part =/ utf8-literal of RFC 6855 §4
    fn cat_part(&mut self) -> Parse<Tail> {
        self.grammar.parts += 1;
        if self.grammar.parts > MAX_PARTS {
            return Err(Error::Limit("250 parts"));
        }
        if self.cursor.eat_keyword("UTF8") {
            return self.utf8_part();
        }
        let is_url = self.cursor.eat_keyword("URL");
        if !is_url && !self.cursor.eat_keyword("TEXT") {
            return Err(Error::Expected("URL or TEXT"));
        }
        self.cursor.sp()?;
        match self.awaited() {
            Some(_) if is_url => Ok(Tail::Argument),
            Some(literal) => Ok(self.text(literal, Place::Part)),
            None if is_url => self.url(),
            None => Err(Error::Expected("a part as a literal")),
        }
    }

    // utf8-literal = "UTF8" SP "(" literal8 ")"
    fn utf8_part(&mut self) -> Parse<Tail> {
        self.cursor.sp()?;
        self.cursor.expect(b'(', "an opening parenthesis")?;
        match self.awaited() {
            Some(literal) if literal.binary => Ok(self.text(literal, Place::Utf8Part)),
            _ => Err(Error::Expected("a literal8")),
        }
    }

    /// A part that comes as a literal.
    fn text(&mut self, literal: LiteralInfo, place: Place) -> Tail {
        self.pieces.push(Piece::Text(literal));
        self.grammar.place = place;
        Tail::Literal
    }

    // url = "URL" SP astring
    fn url(&mut self) -> Parse<Tail> {
        let url = url(&mut self.cursor)?;
        self.pieces.push(Piece::Url(url));
        self.after_part()
    }

    fn after_part(&mut self) -> Parse<Tail> {
        if self.cursor.has_item()? {
            return self.cat_part();
        }
        self.cursor.expect(b')', "a closing parenthesis")?;
        self.further()
    }

    /// The literal, if it comes next.
    fn awaited(&self) -> Option<LiteralInfo> {
        self.literal.filter(|_| self.cursor.is_at_end())
    }
}

fn message_content(pieces: &[Piece]) -> Option<AppendContent> {
    match pieces.last()? {
        Piece::Start(start) => Some(start.message.content),
        Piece::Next(message) => Some(message.content),
        Piece::Url(_) | Piece::Text(_) => None,
    }
}
