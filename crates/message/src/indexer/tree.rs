//! The open parts of a message, and what each line does to them.

use super::boundary::{Boundary, Delimiter, candidate};
use super::budget::Budget;
use super::cursor::{Cursor, Cut};
use super::frame::{Frame, Inside, Role};
use super::header::{TypeField, read_envelope, read_part};
use super::lines::Piece;
use super::preview::Preview;
use crate::envelope::Envelope;
use crate::header::{field_name, is_blank};
use crate::index::Index;
use crate::limits;
use crate::part::{Encoding, Part};

/// Everything that is known of a message so far.
#[derive(Debug)]
pub(super) struct Tree {
    here: Cursor,
    /// The part that the pass is in, last, and those around it.
    open: Vec<Frame>,
    /// Set while the pass is in the header of the last open part.
    block: Option<Block>,
    /// The memory of the last header block, to be used again.
    spare: Vec<u8>,
    /// How many parts there are.
    parts: usize,
    budget: Budget,
    preview: Preview,
}

/// A header block as it is gathered.
#[derive(Debug, Default)]
struct Block {
    bytes: Vec<u8>,
    has_field: bool,
    /// The first line behind the last field that is neither a field nor a continuation.
    stray: Option<Stray>,
}

#[derive(Clone, Copy, Debug)]
struct Stray {
    /// Where it is in the block.
    at: usize,
    /// Where it is in the message.
    place: Cut,
}

impl Tree {
    pub(super) fn new() -> Self {
        let root = Frame::new(Role::Message(Box::default()), 0);
        Self {
            here: Cursor::default(),
            open: vec![root],
            block: Some(Block::default()),
            spare: Vec::new(),
            parts: 1,
            budget: Budget::new(),
            preview: Preview::default(),
        }
    }

    /// Reads a line, or a piece of a long one.
    pub(super) fn piece(&mut self, piece: &Piece<'_>) {
        match self.delimiter(piece) {
            Some((depth, delimiter)) => self.boundary(depth, delimiter, piece),
            None if self.block.is_some() => self.header_piece(piece),
            None => self.preview.feed(piece.bytes),
        }
        self.here.advance(piece);
        if self.block.is_some() && piece.starts && is_blank(piece.bytes) {
            self.end_block_at_blank_line();
        }
    }

    /// Ends the message.
    pub(super) fn finish(mut self) -> Index {
        let cut = self.here.end();
        self.close_down_to(1, cut);
        let size = self.here.offset;
        let (role, root) = match self.open.pop() {
            Some(frame) => frame.close(cut),
            None => (Role::Body, Part::default()),
        };
        let envelope = if let Role::Message(envelope) = role { *envelope } else { Envelope::default() };
        Index { root, envelope, preview: self.preview.finish(), size }
    }

    /// Which open multipart a line belongs to as its boundary. Behind the last part that may be, none is looked for.
    fn delimiter(&self, piece: &Piece<'_>) -> Option<(usize, Delimiter)> {
        let candidate = candidate(piece).filter(|_| self.parts < limits::PARTS)?;
        let mut multiparts = self.open.iter().enumerate().rev();
        multiparts.find_map(|(depth, frame)| match &frame.inside {
            Inside::Multipart { boundary: Some(boundary), .. } => {
                boundary.matches(candidate).map(|delimiter| (depth, delimiter))
            }
            _ => None,
        })
    }

    /// Ends the parts in the multipart at `depth`, and begins its next one or ends it.
    fn boundary(&mut self, depth: usize, delimiter: Delimiter, line: &Piece<'_>) {
        self.close_down_to(depth + 1, self.here.before_boundary());
        let Some(frame) = self.open.last_mut() else { return };
        let Inside::Multipart { boundary, parts } = &mut frame.inside else { return };
        if delimiter == Delimiter::Close {
            if !parts.is_empty() {
                *boundary = None;
            }
            return;
        }
        self.preview.forget();
        let role = if frame.part.subtype == "digest" { Role::DigestBody } else { Role::Body };
        self.begin(role, self.here.offset + line.bytes.len() as u64);
    }

    /// Begins a part whose header starts at `start`.
    fn begin(&mut self, role: Role, start: u64) {
        self.parts += 1;
        self.open.push(Frame::new(role, start));
        let mut bytes = std::mem::take(&mut self.spare);
        bytes.clear();
        self.block = Some(Block { bytes, ..Block::default() });
    }

    /// Ends all parts but the outermost `depth`.
    ///
    /// The line end of a header's last line stays with the header, even directly before a boundary. What lies around that
    /// part then ends behind it as well.
    fn close_down_to(&mut self, depth: usize, mut cut: Cut) {
        while self.block.is_some() {
            self.end_block_without_blank_line();
        }
        if self.open.len() > depth {
            self.preview.end();
        }
        while self.open.len() > depth
            && let Some(frame) = self.open.pop()
        {
            let (role, part) = frame.close(cut);
            if part.body.end > cut.offset {
                cut = Cut { offset: part.body.end, lines: self.here.lines };
            }
            if let Some(parent) = self.open.last_mut() {
                parent.take(role, part);
            }
        }
    }

    fn header_piece(&mut self, piece: &Piece<'_>) {
        let place = Cut { offset: self.here.offset, lines: self.here.lines };
        let Some(block) = &mut self.block else { return };
        if piece.starts && !is_blank(piece.bytes) {
            block.start_line(piece.bytes, place);
        }
        let room = limits::HEADER_BYTES.saturating_sub(block.bytes.len());
        block.bytes.extend_from_slice(piece.bytes.get(..room).unwrap_or(piece.bytes));
    }

    /// A block in which no field is was no header: all of it, the blank line too, is body.
    fn end_block_at_blank_line(&mut self) {
        let Some(block) = self.block.take() else { return };
        match block.stray.filter(|_| !block.has_field) {
            Some(stray) => self.end_block_at(block, stray),
            None => self.end_header(block, Cut { offset: self.here.offset, lines: self.here.lines }, true),
        }
    }

    /// A boundary or the end of the message cuts a block short: stray lines at its end are body (RFC 7103 §7.2).
    fn end_block_without_blank_line(&mut self) {
        let Some(block) = self.block.take() else { return };
        match block.stray {
            Some(stray) => self.end_block_at(block, stray),
            None => self.end_header(block, Cut { offset: self.here.offset, lines: self.here.lines }, true),
        }
    }

    /// The header ends before a stray line; what has been gathered from there on is text.
    fn end_block_at(&mut self, mut block: Block, stray: Stray) {
        let text = block.bytes.split_off(stray.at.min(block.bytes.len()));
        self.end_header(block, stray.place, false);
        self.preview.feed(&text);
    }

    /// Reads the fields of the last open part and begins its body. Only behind a header that ended as it should may
    /// there be parts in the body: the rest of it has been passed already otherwise.
    fn end_header(&mut self, block: Block, body: Cut, may_have_parts: bool) {
        let room = self.open.len() < limits::DEPTH && self.parts < limits::PARTS;
        let Some(frame) = self.open.last_mut() else { return };
        frame.part.header.end = body.offset;
        frame.part.body = body.offset..body.offset;
        frame.lines_before = body.lines;
        read_header(&block, frame, &mut self.budget);
        self.spare = block.bytes;
        frame.inside = inside(&frame.part, room, may_have_parts);
        match &frame.inside {
            Inside::Leaf => self.preview.listen(&frame.part),
            Inside::Multipart { .. } => self.preview.listen_to_preamble(&frame.part),
            Inside::Message(_) => self.begin(Role::Message(Box::default()), body.offset),
        }
    }
}

impl Block {
    fn start_line(&mut self, line: &[u8], place: Cut) {
        let continues = matches!(line.first(), Some(b' ' | b'\t')) && self.has_field;
        let mbox = self.bytes.is_empty() && (line.starts_with(b"From ") || line.starts_with(b">From "));
        if mbox || field_name(line).is_some() {
            self.has_field = true;
            self.stray = None;
        } else if !continues && self.stray.is_none() {
            self.stray = Some(Stray { at: self.bytes.len(), place });
        }
    }
}

fn read_header(block: &Block, frame: &mut Frame, budget: &mut Budget) {
    let type_field = read_part(&block.bytes, &mut frame.part, budget);
    match &mut frame.role {
        Role::Message(envelope) => **envelope = read_envelope(&block.bytes, budget),
        Role::DigestBody if type_field == TypeField::Missing && block.stray.is_none() => {
            frame.part.media_type = "message".into();
            frame.part.subtype = "rfc822".into();
            frame.part.parameters = Vec::new();
        }
        Role::DigestBody | Role::Body => {}
    }
}

/// What the body of a part is, by its header; `room` says whether it may have parts without exceeding a limit.
fn inside(part: &Part, room: bool, may_have_parts: bool) -> Inside {
    let is_message = part.is("message", "rfc822") || part.is("message", "global");
    if part.media_type == "multipart" && room {
        let boundary = part.parameter("boundary").filter(|_| may_have_parts);
        return Inside::Multipart { boundary: boundary.and_then(Boundary::from_parameter), parts: Vec::new() };
    }
    if is_message && room && may_have_parts && !matches!(part.encoding, Encoding::Base64 | Encoding::QuotedPrintable) {
        return Inside::Message(None);
    }
    Inside::Leaf
}
