//! Conditions that the record of an email decides.

use posthouse_message::{AddressList, AddressRef, EnvelopeRef, casemap, decode_header_text, parse_date};

use super::needle::Needle;
use super::query::{AddressField, When};
use super::verdict::Verdict;
use crate::columns::{Cell, Column, Row, parts};

#[derive(Debug)]
pub(super) enum RecordTest {
    Sent(When),
    /// In one name or one address, which is where a text without any of [`MARKS`] must be.
    Address(AddressField, Needle),
    /// Without a needle it asks whether there is such a field.
    Text(TextField, Option<Needle>),
}

/// A field that the record has as it stands in the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextField {
    Date,
    Subject,
    InReplyTo,
    MessageId,
}

impl TextField {
    pub(super) fn named(name: &str) -> Option<Self> {
        const NAMES: [(&str, TextField); 4] = [
            ("Date", TextField::Date),
            ("Subject", TextField::Subject),
            ("In-Reply-To", TextField::InReplyTo),
            ("Message-ID", TextField::MessageId),
        ];
        NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, field)| *field)
    }

    fn of<'a>(self, envelope: &EnvelopeRef<'a>) -> Option<&'a [u8]> {
        match self {
            Self::Date => envelope.date,
            Self::Subject => envelope.subject,
            Self::InReplyTo => envelope.in_reply_to,
            Self::MessageId => envelope.message_id,
        }
    }
}

impl RecordTest {
    /// The column that decides it for most messages.
    pub(super) fn column(&self) -> Option<Column> {
        match self {
            Self::Sent(_) => Some(Column::Dates),
            Self::Text(TextField::Subject, _) => Some(Column::Subject),
            Self::Text(..) => None,
            Self::Address(AddressField::From, _) => Some(Column::From),
            Self::Address(AddressField::To, _) => Some(Column::To),
            Self::Address(AddressField::Cc, _) => Some(Column::Cc),
            Self::Address(AddressField::Bcc, _) => Some(Column::Bcc),
        }
    }

    /// What the columns say.
    pub(super) fn holds_in(&self, row: &Row<'_>) -> Verdict {
        let needle = match self {
            Self::Sent(when) => {
                return match row.date() {
                    Cell::Gone => None,
                    Cell::Absent => Some(false),
                    Cell::Is(date) => Some(when.holds(date.local_seconds())),
                };
            }
            Self::Address(_, needle) => Some(needle),
            Self::Text(_, needle) => needle.as_ref(),
        };
        match (row.text(self.column()?), needle) {
            (Cell::Gone, _) => None,
            (Cell::Absent, _) => Some(false),
            (Cell::Is(_), None) => Some(true),
            (Cell::Is(text), Some(needle)) => text.mapped().map(|mapped| needle.is_in_octets(mapped)),
        }
    }

    pub(super) fn holds(&self, envelope: &EnvelopeRef<'_>) -> bool {
        match self {
            Self::Sent(when) => {
                let date = envelope.date.and_then(parse_date);
                date.is_some_and(|date| when.holds(date.local_seconds()))
            }
            Self::Address(field, needle) => addresses(*field, envelope).iter().any(|address| is_in(needle, &address)),
            Self::Text(field, needle) => match (field.of(envelope), needle) {
                (Some(text), Some(needle)) => needle.is_in(&casemap(&decode_header_text(text))),
                (found, _) => found.is_some() && needle.is_none(),
            },
        }
    }
}

/// What stands around names and addresses in a field: a text with one of these is looked for in the header, in whatever
/// width it is written.
pub(super) const MARKS: [char; 9] = ['"', '<', '>', '(', ')', ',', ':', ';', '\\'];

fn addresses<'a>(field: AddressField, envelope: &EnvelopeRef<'a>) -> AddressList<'a> {
    match field {
        AddressField::From => envelope.from,
        AddressField::To => envelope.to,
        AddressField::Cc => envelope.cc,
        AddressField::Bcc => envelope.bcc,
    }
}

fn is_in(needle: &Needle, address: &AddressRef<'_>) -> bool {
    parts(address).any(|text| needle.is_in(&casemap(&text)))
}

#[cfg(test)]
mod tests {
    use posthouse_message::{Address, Envelope};

    use super::*;
    use crate::search::Day;

    fn address(name: Option<&str>, mailbox: Option<&str>, host: Option<&str>) -> Address {
        let bytes = |text: &str| text.as_bytes().to_vec();
        Address { name: name.map(bytes), route: None, mailbox: mailbox.map(bytes), host: host.map(bytes) }
    }

    fn holds(test: &RecordTest, envelope: &Envelope) -> bool {
        test.holds(&envelope.as_ref())
    }

    #[test]
    fn names_addresses_and_groups_are_decoded() {
        let group = [address(None, Some("Team"), None), address(None, Some("b"), Some("y")), Address::default()];
        let list = [address(Some("=?utf-8?q?J=C3=B6rg?= Z"), Some("a"), Some("x"))];
        let envelope = Envelope { to: [&list[..], &group].concat(), ..Envelope::default() };
        for text in ["jörg z", "A@x", "b@y", "TEAM"] {
            assert!(holds(&RecordTest::Address(AddressField::To, Needle::new(text).unwrap()), &envelope), "{text}");
        }
        assert!(!holds(&RecordTest::Address(AddressField::To, Needle::new("z a").unwrap()), &envelope));
        assert!(!holds(&RecordTest::Address(AddressField::Cc, Needle::new("a").unwrap()), &envelope));
    }

    #[test]
    fn an_empty_text_asks_for_the_field() {
        let envelope = Envelope { subject: Some(Vec::new()), ..Envelope::default() };
        assert!(holds(&RecordTest::Text(TextField::Subject, None), &envelope));
        assert!(!holds(&RecordTest::Text(TextField::Subject, Needle::new("a")), &envelope));
        assert!(!holds(&RecordTest::Text(TextField::MessageId, None), &envelope));
    }

    #[test]
    fn a_message_without_a_date_was_sent_on_no_day() {
        let never = Envelope { date: Some(b"yesterday".to_vec()), ..Envelope::default() };
        for when in [When::Before(Day(0)), When::On(Day(0)), When::Since(Day(0))] {
            assert!(!holds(&RecordTest::Sent(when), &never));
        }
        // The day where it was written, not the day in UTC.
        let sent = Envelope { date: Some(b"Thu, 1 Jan 1970 23:30:00 -0800".to_vec()), ..Envelope::default() };
        assert!(holds(&RecordTest::Sent(When::On(Day(0))), &sent));
    }
}
