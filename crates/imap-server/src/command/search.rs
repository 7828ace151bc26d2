//! SEARCH and UID SEARCH (RFC 9051 §6.4.4), with RETURN (RFC 4731) and MODSEQ (RFC 7162 §3.1.5).

use posthouse_imap_wire::command::{Search, SearchReturn};
use posthouse_imap_wire::encode::{self, Esearch};
use posthouse_imap_wire::{ModSeq, Numbering, Tag};
use posthouse_mailbox::search::{Found, search};
use posthouse_mailbox::{self as mailbox, Mailbox, Message};

use crate::answer::Done;
use crate::convert;
use crate::error::Error;
use crate::output::Output;
use crate::query;
use crate::state::Selected;

pub(super) async fn run(
    selected: &mut Selected,
    tag: &Tag,
    arguments: Search,
    out: &mut Output<'_>,
) -> Result<Done, Error> {
    if arguments.returns.is_some_and(|returns| returns.save) {
        return Err(Error::Bad("SEARCHRES is not supported"));
    }
    let with_mod_seq = arguments.key.has_mod_seq();
    if with_mod_seq {
        selected.enable_condstore(out.buffer());
    }
    let query = query::of(arguments.key, arguments.charset.as_deref(), &selected.view)?;
    let found = search(&selected.account, &selected.view.mailbox, &query).await?;
    let answer = Answer { mailbox: &selected.view.mailbox, numbering: arguments.numbering, found, with_mod_seq };
    match arguments.returns {
        Some(returns) => answer.extended(tag, returns, out),
        None => answer.plain(out).await?,
    }
    Ok(Done::Plain)
}

/// What was found, and how it is told.
struct Answer<'a> {
    mailbox: &'a Mailbox,
    numbering: Numbering,
    found: Found,
    with_mod_seq: bool,
}

impl Answer<'_> {
    /// RFC 3501 §7.2.5. One line, however long, so it is sent in pieces.
    async fn plain(&self, out: &mut Output<'_>) -> Result<(), Error> {
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

    /// RFC 4731 §3.1. MIN and MAX are left out where nothing was found.
    fn extended(&self, tag: &Tag, returns: SearchReturn, out: &mut Output<'_>) {
        let (first, last) = (self.first(), self.last());
        let all = if returns.all { encode::runs(self.numbers()) } else { Vec::new() };
        let response = Esearch {
            tag: Some(tag),
            min: first.filter(|_| returns.min).map(|(number, message)| self.told(number, message)),
            max: last.filter(|_| returns.max).map(|(number, message)| self.told(number, message)),
            all: &all,
            count: returns.count.then(|| u32::try_from(self.found.uids.len()).unwrap_or(u32::MAX)),
            mod_seq: self.mod_seq(self.told_mod_seq(returns, first.map(|found| found.1), last.map(|found| found.1))),
            ..Esearch::of_nothing(self.numbering)
        };
        encode::esearch(out.buffer(), &response);
    }

    /// RFC 7162 §3.1.10: where only the first or last are told, theirs.
    fn told_mod_seq(
        &self,
        returns: SearchReturn,
        first: Option<&Message>,
        last: Option<&Message>,
    ) -> Option<mailbox::ModSeq> {
        if returns.all || returns.count {
            return self.found.modseq;
        }
        let (first, last) = (first.filter(|_| returns.min), last.filter(|_| returns.max));
        first.map(|message| message.modseq).max(last.map(|message| message.modseq))
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
        match self.numbering {
            Numbering::Uid => message.uid.get(),
            Numbering::Sequence => number,
        }
    }

    fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.mailbox.select(&self.found.uids).map(|(number, message)| self.told(number, message))
    }
}
