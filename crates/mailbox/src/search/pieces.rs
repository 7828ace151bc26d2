//! Which byte ranges of a message must be read to look for text in it.

use std::ops::Range;

use posthouse_message::{Content, Index, Part};

/// A range of the message and what stands there.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) range: Range<u64>,
    pub(super) kind: Kind<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
    /// The header of the message itself.
    OwnHeader,
    /// The header of a part or of a message inside.
    Header,
    /// The body of a text part.
    Text(&'a Part),
}

/// What to read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) headers: bool,
    pub(super) text: bool,
}

/// Pieces that lie no further apart are read in one go.
const GAP: u64 = 64 << 10;

/// The pieces in the order in which they lie in the message; none overlaps another.
pub(super) fn pieces(index: &Index, wanted: Wanted) -> Vec<Piece<'_>> {
    let mut pieces = vec![Piece { range: index.root.header.clone(), kind: Kind::OwnHeader }];
    inside(&index.root, wanted, &mut pieces);
    pieces
}

/// Cuts off the first pieces that are best read in one go; returns them and the range that holds them.
pub(super) fn first_run<'p, 'a>(pieces: &'p [Piece<'a>]) -> Option<(Range<u64>, &'p [Piece<'a>], &'p [Piece<'a>])> {
    let first = pieces.first()?;
    let gap = |pair: &[Piece<'_>]| matches!(pair, [left, right] if right.range.start > left.range.end + GAP);
    let count = pieces.windows(2).position(gap).map_or(pieces.len(), |last| last + 1);
    let (run, rest) = pieces.split_at(count);
    let end = run.last().map_or(first.range.end, |last| last.range.end);
    Some((first.range.start..end, run, rest))
}

fn inside<'a>(part: &'a Part, wanted: Wanted, pieces: &mut Vec<Piece<'a>>) {
    match &part.content {
        Content::Multipart(parts) => parts.iter().for_each(|part| with_header(part, wanted, pieces)),
        Content::Message { part, .. } => with_header(part, wanted, pieces),
        Content::Leaf if wanted.text && is_text(part) => {
            pieces.push(Piece { range: part.body.clone(), kind: Kind::Text(part) });
        }
        Content::Leaf => {}
    }
}

fn with_header<'a>(part: &'a Part, wanted: Wanted, pieces: &mut Vec<Piece<'a>>) {
    if wanted.headers {
        pieces.push(Piece { range: part.header.clone(), kind: Kind::Header });
    }
    inside(part, wanted, pieces);
}

/// Delivery reports and messages in a transfer encoding are text too.
fn is_text(part: &Part) -> bool {
    part.media_type == "text" || part.media_type == "message"
}
