//! What was found and put in order, as its client wants to be told (RFC 5256 §4, RFC 5267 §3).

use std::io;
use std::ops::RangeInclusive;

use posthouse_imap_wire::command::SearchReturn;
use posthouse_imap_wire::encode::{self, Esearch};
use posthouse_imap_wire::{ModSeq, Numbering, PartialRange, Tag};
use posthouse_mailbox::sort::Place;
use posthouse_mailbox::{self as mailbox, Mailbox, UidSet};

use crate::convert;
use crate::output::Output;
use crate::results::{tells_some, told_scores};

/// Messages in their order, and how they are told.
pub(crate) struct Sorted<'a> {
    /// The version that was searched.
    pub(crate) mailbox: &'a Mailbox,
    /// How messages are called.
    pub(crate) numbering: Numbering,
    /// The messages.
    pub(crate) places: Vec<Place>,
    /// The last commit that changed one of them, if it is to be told (RFC 7162 §3.1.9).
    pub(crate) mod_seq: Option<mailbox::ModSeq>,
    /// How well each of them matches, if that is to be told (RFC 6203 §6).
    pub(crate) scores: Option<Vec<u8>>,
}

impl Sorted<'_> {
    /// The SORT response of RFC 5256 §4. One line, however long, so it is sent in pieces.
    pub(crate) async fn plain(&self, out: &mut Output<'_>) -> io::Result<()> {
        out.buffer().extend_from_slice(b"* SORT");
        for place in &self.places {
            out.buffer().push(b' ');
            encode::number(out.buffer(), self.told(place).into());
            if out.is_full() {
                out.flush().await?;
            }
        }
        if let Some(mod_seq) = self.mod_seq {
            out.buffer().extend_from_slice(b" (MODSEQ ");
            encode::number(out.buffer(), convert::wire_mod_seq(mod_seq).get());
            out.buffer().push(b')');
        }
        out.buffer().extend_from_slice(b"\r\n");
        Ok(())
    }

    /// The ESEARCH response of RFC 5267 §3: MIN and MAX are the first and the last in the order.
    pub(crate) fn extended(&self, tag: &Tag, returns: SearchReturn, out: &mut Vec<u8>) {
        let (first, last) = (self.places.first(), self.places.last());
        let all = if returns.all { self.runs(&self.places) } else { Vec::new() };
        let part = returns.partial.map(|range| (range, self.runs(self.part(range))));
        let response = Esearch {
            tag: Some(tag),
            min: first.filter(|_| returns.min).map(|place| self.told(place)),
            max: last.filter(|_| returns.max).map(|place| self.told(place)),
            all: &all,
            count: returns.count.then(|| u32::try_from(self.places.len()).unwrap_or(u32::MAX)),
            mod_seq: self.told_mod_seq(returns),
            relevancy: told_scores(self.scores.as_deref(), returns),
            partial: part.as_ref().map(|(range, runs)| (*range, runs.as_slice())),
            ..Esearch::of_nothing(self.numbering)
        };
        encode::esearch(out, &response);
    }

    /// The search result variable after this (RFC 5182 §2.4): those that are told.
    pub(crate) fn saved(&self, returns: SearchReturn) -> UidSet {
        if tells_some(returns) {
            return self.some(returns);
        }
        let mut uids: Vec<_> = self.places.iter().map(|place| place.uid).collect();
        uids.sort_unstable();
        uids.into_iter().collect()
    }

    /// RFC 7162 §3.1.10: where only some are told, theirs.
    fn told_mod_seq(&self, returns: SearchReturn) -> Option<ModSeq> {
        let all = self.mod_seq?;
        let some = || self.mailbox.select(&self.some(returns)).map(|(_, message)| message.modseq).max();
        let mod_seq = if tells_some(returns) { some() } else { Some(all) };
        mod_seq.map(convert::wire_mod_seq)
    }

    /// Those that MIN, MAX and PARTIAL tell.
    fn some(&self, returns: SearchReturn) -> UidSet {
        let part = returns.partial.map(|range| self.part(range)).unwrap_or_default();
        let first = self.places.first().filter(|_| returns.min);
        let last = self.places.last().filter(|_| returns.max);
        let mut uids: Vec<_> = part.iter().chain(first).chain(last).map(|place| place.uid).collect();
        uids.sort_unstable();
        uids.into_iter().collect()
    }

    /// The results in a range of the order (RFC 5267 §4.4, RFC 9394 §3.1).
    fn part(&self, range: PartialRange) -> &[Place] {
        self.places.get(range.offsets(self.places.len())).unwrap_or_default()
    }

    fn told(&self, place: &Place) -> u32 {
        match self.numbering {
            Numbering::Uid => place.uid.get(),
            Numbering::Sequence => place.number,
        }
    }

    fn runs(&self, places: &[Place]) -> Vec<RangeInclusive<u32>> {
        encode::runs(places.iter().map(|place| self.told(place)))
    }
}
