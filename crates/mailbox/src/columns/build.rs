//! Columns from the records of emails.

use posthouse_message::{
    AddressList, AddressRef, DecodeError, EnvelopeRef, IndexPieces, base_subject, decode_header_text, parse_date,
};

use super::texts::{Source, last_if_damaged};
use super::{Block, Cell, Column, Dates, PIECES, Wanted, links, pieces, texts};
use crate::{Email, StorageError};

/// Takes the records of emails one after the other and makes columns of them.
pub(super) struct Builder {
    wanted: Wanted,
    dates: Dates,
    links: links::Builder,
    texts: [texts::Builder; 5],
    pieces: [pieces::Builder; 3],
}

/// The columns of texts.
const TEXTS: [Column; 5] = [Column::Subject, Column::From, Column::To, Column::Cc, Column::Bcc];

impl Builder {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            dates: Dates::default(),
            links: Default::default(),
            texts: Default::default(),
            pieces: Default::default(),
        }
    }

    /// Takes the next email; `None` where it is gone.
    ///
    /// # Errors
    /// Where its record is damaged.
    pub(super) fn push(&mut self, email: Option<&Email>) -> Result<(), DecodeError> {
        self.push_fields(email.map(Email::envelope).transpose()?.as_ref());
        let record = email.map(|email| IndexPieces::of(email.index_record())).transpose()?;
        let body = email.map(|email| email.body.encode());
        let body = body.as_ref().map_or(&[][..], |body| body);
        for (pieces, column) in self.pieces.iter_mut().zip(PIECES) {
            if self.wanted.has(column) {
                let piece = record.map(|record| piece(column, &record, body));
                pieces.push(piece.as_ref().map(|slices| &slices[..]));
            }
        }
        Ok(())
    }

    /// Takes what stands in the header of the next email.
    pub(super) fn push_fields(&mut self, envelope: Option<&EnvelopeRef<'_>>) {
        if self.wanted.has(Column::Dates) {
            self.dates.push(cell(envelope, |envelope| envelope.date.and_then(parse_date)));
        }
        if self.wanted.has(Column::Links) {
            self.links.push(envelope);
        }
        for (texts, column) in self.texts.iter_mut().zip(TEXTS) {
            if self.wanted.has(column) {
                texts.push(cell(envelope, |envelope| source(column, envelope)));
            }
        }
    }

    /// The columns, as they will be read from their records.
    ///
    /// # Errors
    /// Never, if what is written can be read.
    pub(super) fn block(mut self) -> Result<Block, StorageError> {
        let pieces = std::mem::take(&mut self.pieces);
        let mut block = Block::of(self.finish())?;
        block.set_pieces(pieces.map(pieces::Builder::pieces));
        Ok(block)
    }

    /// The records of the columns.
    pub(super) fn finish(self) -> impl Iterator<Item = (Column, Vec<u8>)> {
        let Self { wanted, dates, links, texts, pieces } = self;
        let texts = texts.into_iter().map(texts::Builder::finish);
        let pieces = pieces.into_iter().map(pieces::Builder::finish);
        let records = [dates.encode(), links.finish()].into_iter().chain(texts).chain(pieces);
        Column::EVERY.into_iter().zip(records).filter(move |(column, _)| wanted.has(*column))
    }
}

fn cell<T>(envelope: Option<&EnvelopeRef<'_>>, read: impl FnOnce(&EnvelopeRef<'_>) -> Option<T>) -> Cell<T> {
    match envelope {
        None => Cell::Gone,
        Some(envelope) => read(envelope).map_or(Cell::Absent, Cell::Is),
    }
}

/// A piece of an email, in two slices.
fn piece<'a>(column: Column, record: &IndexPieces<'a>, body: &'a [u8]) -> [&'a [u8]; 2] {
    match column {
        Column::Envelopes => [record.envelope, &[]],
        Column::Previews => [record.preview.as_bytes(), &[]],
        _ => [body, record.parts],
    }
}

fn source(column: Column, envelope: &EnvelopeRef<'_>) -> Option<Source> {
    let list = match column {
        Column::Subject => return envelope.subject.map(subject),
        Column::From => envelope.from,
        Column::To => envelope.to,
        Column::Cc => envelope.cc,
        Column::Bcc => envelope.bcc,
        _ => return None,
    };
    addresses(column, list)
}

fn subject(raw: &[u8]) -> Source {
    let subject = decode_header_text(raw);
    let mut source = Source { keys: vec![last_if_damaged(base_subject(&subject).text, raw)], ..Source::default() };
    source.add_part(&subject);
    source
}

fn addresses(column: Column, list: AddressList<'_>) -> Option<Source> {
    let first = list.iter().next()?;
    let mut source = Source { keys: vec![mailbox_key(&first), display(&first)], ..Source::default() };
    source.keys.truncate(column.keys());
    for address in list.iter().flat_map(|address| parts(&address)) {
        source.add_part(&address);
        if source.is_long() {
            break;
        }
    }
    Some(source)
}

/// What can be found of an address: its name, the address, or the name of the group that begins.
pub(crate) fn parts(address: &AddressRef<'_>) -> impl Iterator<Item = String> + use<> {
    let group = address.is_group_start().then(|| mailbox(address));
    [address.display_name(), address.addr_spec(), group].into_iter().flatten()
}

/// RFC 5256 §3: addr-mailbox.
fn mailbox(address: &AddressRef<'_>) -> String {
    address.mailbox.map(decode_header_text).unwrap_or_default()
}

/// RFC 5256 §3: addr-mailbox, as what is sorted by.
fn mailbox_key(address: &AddressRef<'_>) -> String {
    last_if_damaged(mailbox(address), address.mailbox.unwrap_or_default())
}

/// RFC 5957 §3.
fn display(address: &AddressRef<'_>) -> String {
    let named = address.display_name().filter(|name| !name.is_empty());
    match named {
        Some(named) => last_if_damaged(named, address.name.unwrap_or_default()),
        None => match address.host {
            Some(host) if address.mailbox.is_some() => format!("{}@{}", mailbox_key(address), decode_header_text(host)),
            _ => mailbox_key(address),
        },
    }
}
