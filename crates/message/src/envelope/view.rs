//! An envelope that borrows, from an [`Envelope`] or straight from a record.

use super::Envelope;
use crate::address::{Address, AddressRef};
use crate::record;

/// An envelope whose strings are slices of a record or of an [`Envelope`]. Reading one from a record copies nothing.
#[derive(Clone, Copy, Debug)]
pub struct EnvelopeRef<'a> {
    /// See [`Envelope::date`].
    pub date: Option<&'a [u8]>,
    /// See [`Envelope::subject`].
    pub subject: Option<&'a [u8]>,
    /// See [`Envelope::from`].
    pub from: AddressList<'a>,
    /// See [`Envelope::sender`].
    pub sender: AddressList<'a>,
    /// See [`Envelope::reply_to`].
    pub reply_to: AddressList<'a>,
    /// See [`Envelope::to`].
    pub to: AddressList<'a>,
    /// See [`Envelope::cc`].
    pub cc: AddressList<'a>,
    /// See [`Envelope::bcc`].
    pub bcc: AddressList<'a>,
    /// See [`Envelope::in_reply_to`].
    pub in_reply_to: Option<&'a [u8]>,
    /// See [`Envelope::message_id`].
    pub message_id: Option<&'a [u8]>,
    /// See [`Envelope::references`].
    pub references: MessageIds<'a>,
}

impl<'a> EnvelopeRef<'a> {
    /// A copy that owns its strings.
    #[must_use]
    pub fn to_owned(&self) -> Envelope {
        Envelope {
            date: self.date.map(<[u8]>::to_vec),
            subject: self.subject.map(<[u8]>::to_vec),
            from: self.from.to_vec(),
            sender: self.sender.to_vec(),
            reply_to: self.reply_to.to_vec(),
            to: self.to.to_vec(),
            cc: self.cc.to_vec(),
            bcc: self.bcc.to_vec(),
            in_reply_to: self.in_reply_to.map(<[u8]>::to_vec),
            message_id: self.message_id.map(<[u8]>::to_vec),
            references: self.references.iter().map(<[u8]>::to_vec).collect(),
        }
    }
}

/// The addresses of one header field.
#[derive(Clone, Copy, Debug)]
pub struct AddressList<'a>(Source<'a, Address>);

/// The msg-ids of a References field, without angle brackets.
#[derive(Clone, Copy, Debug)]
pub struct MessageIds<'a>(Source<'a, Vec<u8>>);

#[derive(Debug)]
enum Source<'a, T> {
    Owned(&'a [T]),
    Record(&'a [u8]),
}

impl<T> Clone for Source<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Source<'_, T> {}

impl<T> Source<'_, T> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Owned(items) => items.is_empty(),
            Self::Record(bytes) => bytes.is_empty(),
        }
    }
}

impl<'a> AddressList<'a> {
    pub(crate) fn owned(addresses: &'a [Address]) -> Self {
        Self(Source::Owned(addresses))
    }

    pub(crate) fn record(bytes: &'a [u8]) -> Self {
        Self(Source::Record(bytes))
    }

    /// Whether there is no address, which IMAP shows as NIL.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The addresses, group marks among them, in their order.
    #[must_use]
    pub fn iter(&self) -> Addresses<'a> {
        Addresses(self.0)
    }

    /// Whether every address of a record can be read.
    pub(crate) fn is_whole(&self) -> bool {
        let mut addresses = self.iter();
        addresses.by_ref().for_each(drop);
        addresses.0.is_empty()
    }

    fn to_vec(self) -> Vec<Address> {
        self.iter().map(|address| address.to_owned()).collect()
    }
}

impl<'a> IntoIterator for AddressList<'a> {
    type Item = AddressRef<'a>;
    type IntoIter = Addresses<'a>;

    fn into_iter(self) -> Addresses<'a> {
        self.iter()
    }
}

/// Iterates over an [`AddressList`].
#[derive(Clone, Debug)]
pub struct Addresses<'a>(Source<'a, Address>);

impl<'a> Iterator for Addresses<'a> {
    type Item = AddressRef<'a>;

    fn next(&mut self) -> Option<AddressRef<'a>> {
        match &mut self.0 {
            Source::Owned(addresses) => {
                let (first, rest) = addresses.split_first()?;
                *addresses = rest;
                Some(first.as_ref())
            }
            Source::Record(bytes) => record::next_address(bytes),
        }
    }
}

impl<'a> MessageIds<'a> {
    pub(crate) fn owned(ids: &'a [Vec<u8>]) -> Self {
        Self(Source::Owned(ids))
    }

    pub(crate) fn record(bytes: &'a [u8]) -> Self {
        Self(Source::Record(bytes))
    }

    /// Whether every msg-id of a record can be read.
    pub(crate) fn is_whole(&self) -> bool {
        let Source::Record(mut rest) = self.0 else { return true };
        while record::next_string(&mut rest).is_some() {}
        rest.is_empty()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The msg-ids in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut source = self.0;
        std::iter::from_fn(move || match &mut source {
            Source::Owned(ids) => {
                let (first, rest) = ids.split_first()?;
                *ids = rest;
                Some(first.as_slice())
            }
            Source::Record(bytes) => record::next_string(bytes),
        })
    }
}
