//! Columns from the records of emails.

use posthouse_message::{AddressList, AddressRef, EnvelopeRef, base_subject, decode_header_text, parse_date};

use super::texts::{Source, last_if_damaged};
use super::{Cell, Column, Dates, Wanted, links, texts};

/// Takes the envelopes of emails one after the other and makes columns of them.
pub(super) struct Builder {
    wanted: Wanted,
    dates: Dates,
    links: links::Builder,
    texts: [texts::Builder; 5],
}

/// The columns of texts.
const TEXTS: [Column; 5] = [Column::Subject, Column::From, Column::To, Column::Cc, Column::Bcc];

impl Builder {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { wanted, dates: Dates::default(), links: Default::default(), texts: Default::default() }
    }

    /// Takes the next email; `None` where it is gone.
    pub(super) fn push(&mut self, envelope: Option<&EnvelopeRef<'_>>) {
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

    /// The records of the columns.
    pub(super) fn finish(self) -> impl Iterator<Item = (Column, Vec<u8>)> {
        let Self { wanted, dates, links, texts } = self;
        let records = [dates.encode(), links.finish()].into_iter().chain(texts.into_iter().map(texts::Builder::finish));
        Column::EVERY.into_iter().zip(records).filter(move |(column, _)| wanted.has(*column))
    }
}

fn cell<T>(envelope: Option<&EnvelopeRef<'_>>, read: impl FnOnce(&EnvelopeRef<'_>) -> Option<T>) -> Cell<T> {
    match envelope {
        None => Cell::Gone,
        Some(envelope) => read(envelope).map_or(Cell::Absent, Cell::Is),
    }
}

fn source(column: Column, envelope: &EnvelopeRef<'_>) -> Option<Source> {
    let list = match column {
        Column::Subject => return envelope.subject.map(subject),
        Column::From => envelope.from,
        Column::To => envelope.to,
        Column::Cc => envelope.cc,
        Column::Bcc => envelope.bcc,
        Column::Dates | Column::Links => return None,
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
