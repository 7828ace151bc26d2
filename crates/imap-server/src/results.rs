//! What a search has found, as its client wants to be told (RFC 4731, RFC 9051 §7.3.4).

use std::io;
use std::ops::RangeInclusive;

use posthouse_imap_wire::command::SearchReturn;
use posthouse_imap_wire::encode::{self, Esearch, SearchedMailbox};
use posthouse_imap_wire::{ModSeq, Numbering, PartialRange, Tag, TextMode};
use posthouse_mailbox::search::Found;
use posthouse_mailbox::{self as mailbox, Mailbox, MailboxName, Message, UidSet};

use crate::convert;
use crate::output::Output;

/// What was found, and how it is told.
pub(crate) struct Results<'a> {
    /// The version that was searched; its sequence numbers are the client's.
    pub(crate) mailbox: &'a Mailbox,
    /// How messages are called.
    pub(crate) numbering: Numbering,
    /// The messages.
    pub(crate) found: Found,
    /// Whether MODSEQ is told: it was searched for (RFC 7162 §3.1.5).
    pub(crate) with_mod_seq: bool,
    /// How well each of them matches, if that is to be told (RFC 6203 §4).
    pub(crate) scores: Option<Vec<u8>>,
}

impl Results<'_> {
    /// The SEARCH response of RFC 3501 §7.2.5. One line, however long, so it is sent in pieces.
    pub(crate) async fn plain(&self, out: &mut Output<'_>) -> io::Result<()> {
        out.buffer().extend_from_slice(b"* SEARCH");
        for (number, message) in self.mailbox.select(&self.found.uids) {
            out.buffer().push(b' ');
            encode::number(out.buffer(), self.told(number, message).into());
            if out.is_full() {
                out.flush().await?;
            }
        }
        if let Some(mod_seq) = self.mod_seq(self.found.modseq) {
            out.buffer().extend_from_slice(b" (MODSEQ ");
            encode::number(out.buffer(), mod_seq.get());
            out.buffer().push(b')');
        }
        out.buffer().extend_from_slice(b"\r\n");
        Ok(())
    }

    /// The ESEARCH response of RFC 4731 §3.1. MIN and MAX are left out where nothing was found. `mailbox` is
    /// named in answer to the command ESEARCH (RFC 7377 §2.1).
    pub(crate) fn extended(
        &self,
        tag: &Tag,
        mailbox: Option<SearchedMailbox<'_>>,
        returns: SearchReturn,
        out: &mut Vec<u8>,
    ) {
        let (first, last) = (self.first(), self.last());
        let all = if returns.all { self.runs(&self.found.uids) } else { Vec::new() };
        let part = returns.partial.map(|range| (range, self.runs(&self.part(range))));
        let response = Esearch {
            tag: Some(tag),
            mailbox,
            min: first.filter(|_| returns.min).map(|(number, message)| self.told(number, message)),
            max: last.filter(|_| returns.max).map(|(number, message)| self.told(number, message)),
            all: &all,
            count: returns.count.then(|| u32::try_from(self.found.uids.len()).unwrap_or(u32::MAX)),
            mod_seq: self.mod_seq(self.told_mod_seq(returns)),
            relevancy: told_scores(self.scores.as_deref(), returns),
            partial: part.as_ref().map(|(range, runs)| (*range, runs.as_slice())),
            ..Esearch::of_nothing(self.numbering)
        };
        encode::esearch(out, &response);
    }

    /// The search result variable after this (RFC 5182 §2.4, RFC 9394 §3.2).
    pub(crate) fn saved(&self, returns: SearchReturn) -> UidSet {
        match tells_some(returns) {
            true => self.some(returns),
            false => self.found.uids.clone(),
        }
    }

    /// RFC 7162 §3.1.10: where only some are told, theirs.
    fn told_mod_seq(&self, returns: SearchReturn) -> Option<mailbox::ModSeq> {
        match tells_some(returns) {
            true => self.mailbox.select(&self.some(returns)).map(|(_, message)| message.modseq).max(),
            false => self.found.modseq,
        }
    }

    /// Those that MIN, MAX and PARTIAL tell.
    fn some(&self, returns: SearchReturn) -> UidSet {
        let mut some = returns.partial.map(|range| self.part(range)).unwrap_or_default();
        some.extend(self.first().filter(|_| returns.min).map(|(_, message)| message.uid));
        some.extend(self.last().filter(|_| returns.max).map(|(_, message)| message.uid));
        some
    }

    /// The results in a range (RFC 9394 §3.1).
    fn part(&self, range: PartialRange) -> UidSet {
        let count = usize::try_from(self.found.uids.len()).unwrap_or(usize::MAX);
        let offsets = range.offsets(count);
        self.found.uids.iter().skip(offsets.start).take(offsets.len()).collect()
    }

    fn mod_seq(&self, mod_seq: Option<mailbox::ModSeq>) -> Option<ModSeq> {
        mod_seq.filter(|_| self.with_mod_seq).map(convert::wire_mod_seq)
    }

    fn first(&self) -> Option<(u32, &Message)> {
        let (first, _) = self.found.uids.ranges().next()?;
        self.mailbox.by_uid(first)
    }

    fn last(&self) -> Option<(u32, &Message)> {
        let (_, last) = self.found.uids.ranges().next_back()?;
        self.mailbox.by_uid(last)
    }

    fn told(&self, number: u32, message: &Message) -> u32 {
        told(self.numbering, number, message)
    }

    fn runs(&self, uids: &UidSet) -> Vec<RangeInclusive<u32>> {
        runs(self.mailbox, self.numbering, uids)
    }
}

/// The mailbox as responses to the command ESEARCH name it (RFC 7377 §2.1).
pub(crate) fn named<'a>(mailbox: &Mailbox, name: &'a MailboxName, mode: TextMode) -> SearchedMailbox<'a> {
    SearchedMailbox { name: name.as_str(), validity: convert::uid_validity(mailbox.uid_validity), mode }
}

/// The messages of a set that are there, as a client calls them, in ranges.
pub(crate) fn runs(mailbox: &Mailbox, numbering: Numbering, uids: &UidSet) -> Vec<RangeInclusive<u32>> {
    encode::runs(mailbox.select(uids).map(|(number, message)| told(numbering, number, message)))
}

pub(crate) fn told(numbering: Numbering, number: u32, message: &Message) -> u32 {
    match numbering {
        Numbering::Uid => message.uid.get(),
        Numbering::Sequence => number,
    }
}

/// Those of the results that are told, where only a part is.
pub(crate) fn told_scores(scores: Option<&[u8]>, returns: SearchReturn) -> Option<&[u8]> {
    let scores = scores?;
    let part = returns.partial.map_or(0..scores.len(), |range| range.offsets(scores.len()));
    scores.get(part)
}

/// Whether only some of the results are told, and not all of them or their number.
pub(crate) fn tells_some(returns: SearchReturn) -> bool {
    let tells_all = returns.all || returns.count;
    !tells_all && (returns.min || returns.max || returns.partial.is_some())
}
