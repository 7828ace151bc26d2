//! What is sorted, threaded and searched of many emails at once, in columns.
//!
//! The numbers of emails are cut into spans of [`SPAN`]. Of each span there are columns: the sent dates, the message
//! ids, the subjects, and so on. Everything in them was read from the records of the emails, which are the truth; but
//! to read a column costs a hundredth of reading the records.
//!
//! An email never changes, so neither does a span that is full. Its columns are kept when it becomes full, or when they
//! are first wanted and missing; what is damaged is made again.

mod build;
mod dates;
mod links;
mod load;
mod make;
mod open;
mod order;
mod pieces;
mod texts;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use build::parts;
pub(crate) use dates::Dates;
pub(crate) use links::Links;
pub(crate) use load::{MANY, Missing, Place, visit, visit_blocks};
pub(crate) use make::keep_filled;
pub(crate) use open::Open;
pub(crate) use pieces::Pieces;
pub(crate) use texts::{Text, Texts};

use posthouse_message::CASEMAP_UNICODE;

use crate::record::{Damaged, Put, Reader, unseal};
use crate::{EmailId, StorageError};

/// How many emails a span has.
pub(crate) const SPAN: u64 = 512;

/// The number of a span: it has the emails from `SPAN` times this on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SpanId(pub(crate) u64);

impl SpanId {
    /// The span of an email.
    pub(crate) fn of(email: EmailId) -> Self {
        Self(email.0 / SPAN)
    }

    /// The emails of the span.
    pub(crate) fn emails(self) -> std::ops::Range<EmailId> {
        EmailId(self.0 * SPAN)..EmailId((self.0 + 1) * SPAN)
    }
}

/// The version of a column's record, and the Unicode by which its texts were mapped: a column of others is made again.
const VERSION: [u8; 3] = [3, CASEMAP_UNICODE[0], CASEMAP_UNICODE[1]];

/// What a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// When the messages were sent.
    Dates,
    /// What their ids are, what they refer to, and what they are about.
    Links,
    /// The subjects, with their base subjects.
    Subject,
    /// The addresses of From, with what DISPLAYFROM and FROM sort by.
    From,
    /// The addresses of To, with what DISPLAYTO and TO sort by.
    To,
    /// The addresses of Cc, with what CC sorts by.
    Cc,
    /// The addresses of Bcc.
    Bcc,
    /// What ENVELOPE shows.
    Envelopes,
    /// The previews.
    Previews,
    /// The parts, and where the bodies lie.
    Contents,
}

impl Column {
    /// Every column; its place here is its number.
    pub(crate) const EVERY: [Self; 10] = [
        Self::Dates,
        Self::Links,
        Self::Subject,
        Self::From,
        Self::To,
        Self::Cc,
        Self::Bcc,
        Self::Envelopes,
        Self::Previews,
        Self::Contents,
    ];

    /// Whether a record is one of this column; one of another version is made again when it is wanted.
    pub(crate) fn check(self, record: Vec<u8>) -> Result<(), Damaged> {
        if is_of_another_version(&record) { Ok(()) } else { Block::default().add(self, record) }
    }

    /// What sort keys each text of the column comes with.
    fn keys(self) -> usize {
        match self {
            Self::From | Self::To => 2,
            Self::Subject | Self::Cc => 1,
            _ => 0,
        }
    }
}

/// The columns of pieces.
const PIECES: [Column; 3] = [Column::Envelopes, Column::Previews, Column::Contents];

/// Some of the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted(u16);

impl Wanted {
    pub(crate) const ALL: Self = Self(0x3ff);

    pub(crate) fn with(self, column: Column) -> Self {
        Self(self.0 | 1 << column as u8)
    }

    fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(crate) fn has(self, column: Column) -> bool {
        self.0 & 1 << column as u8 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether there are columns of pieces among them, which are as long as the records that they are of.
    fn is_heavy(self) -> bool {
        PIECES.into_iter().any(|column| self.has(column))
    }

    fn columns(self) -> impl Iterator<Item = Column> {
        Column::EVERY.into_iter().filter(move |column| self.has(*column))
    }
}

/// Some columns of some emails.
#[derive(Debug, Default)]
pub(crate) struct Block {
    dates: Dates,
    links: Links,
    subjects: Texts,
    from: Texts,
    to: Texts,
    cc: Texts,
    bcc: Texts,
    envelopes: Pieces,
    previews: Pieces,
    contents: Pieces,
}

impl Block {
    fn of(records: impl Iterator<Item = (Column, Vec<u8>)>) -> Result<Self, StorageError> {
        let mut block = Self::default();
        for (column, record) in records {
            block.add(column, record)?;
        }
        Ok(block)
    }

    /// How many octets the pieces have.
    fn piece_octets(&self) -> usize {
        [&self.envelopes, &self.previews, &self.contents].into_iter().map(Pieces::octets).sum()
    }

    fn set_pieces(&mut self, [envelopes, previews, contents]: [Pieces; 3]) {
        (self.envelopes, self.previews, self.contents) = (envelopes, previews, contents);
    }

    pub(crate) fn dates(&self) -> &Dates {
        &self.dates
    }

    pub(crate) fn links(&self) -> &Links {
        &self.links
    }

    /// What the columns have of the email at this place.
    pub(crate) fn row(&self, place: usize) -> Row<'_> {
        Row { block: self, place }
    }

    /// Adds a column from its record.
    fn add(&mut self, column: Column, record: Vec<u8>) -> Result<(), Damaged> {
        let texts = match column {
            Column::Dates => {
                self.dates = Dates::decode(&record)?;
                return Ok(());
            }
            Column::Links => {
                self.links = Links::decode(&record)?;
                return Ok(());
            }
            Column::Subject => &mut self.subjects,
            Column::From => &mut self.from,
            Column::To => &mut self.to,
            Column::Cc => &mut self.cc,
            Column::Bcc => &mut self.bcc,
            Column::Envelopes => return self.envelopes.replace(&record),
            Column::Previews => return self.previews.replace(&record),
            Column::Contents => return self.contents.replace(&record),
        };
        *texts = Texts::decode(record, column.keys())?;
        Ok(())
    }
}

/// What the columns have of one email. What was not asked for, and what is not known because the email was gone when
/// the columns were made, is as if it were not there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    block: &'a Block,
    place: usize,
}

impl<'a> Row<'a> {
    /// When it was sent.
    pub(crate) fn date(&self) -> Cell<posthouse_message::Date> {
        self.block.dates.get(self.place)
    }

    /// A column of texts; that of subjects where there are no texts.
    pub(crate) fn text(&self, column: Column) -> Cell<Text<'a>> {
        let texts = match column {
            Column::From => &self.block.from,
            Column::To => &self.block.to,
            Column::Cc => &self.block.cc,
            Column::Bcc => &self.block.bcc,
            _ => &self.block.subjects,
        };
        texts.get(self.place)
    }

    /// A column of pieces; `None` where it was not asked for, or has no piece of the email.
    pub(crate) fn piece(&self, column: Column) -> Option<&'a [u8]> {
        let pieces = match column {
            Column::Envelopes => &self.block.envelopes,
            Column::Previews => &self.block.previews,
            Column::Contents => &self.block.contents,
            _ => return None,
        };
        pieces.get(self.place)
    }
}

/// What a column has of an email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell<T> {
    /// Nothing: the email was gone when the column was made.
    Gone,
    /// The message has no such thing.
    Absent,
    /// This.
    Is(T),
}

/// The beginning of every column: its version and of how many emails it is.
fn put_count(record: &mut Vec<u8>, count: usize) {
    record.extend(VERSION);
    record.put_number(count as u64);
}

/// Whether a record is whole and was written by another version, or by one of another Unicode.
fn is_of_another_version(record: &[u8]) -> bool {
    unseal(record).is_ok_and(|body| !body.starts_with(&VERSION))
}

fn count(reader: &mut Reader<'_>) -> Result<usize, Damaged> {
    if [reader.u8()?, reader.u8()?, reader.u8()?] != VERSION {
        return Err(Damaged("a column of another version"));
    }
    let count = reader.number()?;
    if count > SPAN { Err(Damaged("a column is too long")) } else { Ok(count as usize) }
}
