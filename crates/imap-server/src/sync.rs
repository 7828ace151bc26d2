//! Telling the client what has happened: the difference between the version it has seen and the newest one.

use std::sync::Arc;

use posthouse_imap_wire::SeqNum;
use posthouse_imap_wire::encode::{self, Code, Condition};
use posthouse_imap_wire::table::{Expunge, Spec};
use posthouse_mailbox::{Flags, MAX_KEYWORDS, Mailbox, Message, ModSeq, Rights, StoreMode, Uid, UidSet};

use crate::convert;
use crate::error::Error;
use crate::flag_text::{self, FlagText};
use crate::output::Output;
use crate::state::{Access, Selected, highest_mod_seq};
use crate::url_auth;

/// How many ranges one VANISHED has at the most.
const RANGES: usize = 500;

/// What may and what need not be told.
#[derive(Clone, Copy)]
pub(crate) struct Telling<'a> {
    /// Whether messages may be told to be gone; if not, they stay in the view (RFC 9051 §7.5.1).
    pub(crate) expunge: Expunge,
    /// Whether FETCH responses have the UID: in answer to a UID command (RFC 9051 §6.4.9).
    pub(crate) with_uid: bool,
    /// What the command itself was about.
    pub(crate) about: About<'a>,
}

/// What the command that is being answered was about.
#[derive(Clone, Copy)]
pub(crate) enum About<'a> {
    /// Nothing that concerns flags.
    Nothing,
    /// EXPUNGE, MOVE and the like: whoever has sent them is told what is gone, wanting to know of others or not.
    Expunged,
    /// FETCH: its responses tell the flags of these messages.
    Fetched(&'a UidSet),
    /// STORE.
    Stored(Stored<'a>),
}

/// What a STORE has done.
#[derive(Clone, Copy)]
pub(crate) struct Stored<'a> {
    /// To these messages.
    pub(crate) messages: &'a UidSet,
    pub(crate) mode: StoreMode,
    pub(crate) flags: Flags,
    /// `.SILENT`: the client knows the outcome where nothing else has happened.
    pub(crate) silent: bool,
    /// With UNCHANGEDSINCE: there is a response even so (RFC 7162 §3.1.3).
    pub(crate) conditional: bool,
}

impl Telling<'_> {
    /// What has happened by the end of a command (RFC 9051 §5.2).
    pub(crate) fn after(spec: &Spec) -> Self {
        let expunges = ["EXPUNGE", "MOVE", "REPLACE"].iter().any(|name| spec.name.ends_with(name));
        let about = if expunges { About::Expunged } else { About::Nothing };
        Self { expunge: spec.expunge, with_uid: spec.name.starts_with("UID "), about }
    }

    /// What has happened in the meantime, and nothing else.
    pub(crate) fn news(expunge: Expunge, with_uid: bool) -> Self {
        Self { expunge, with_uid, about: About::Nothing }
    }
}

impl Stored<'_> {
    fn wants_responses(&self) -> bool {
        !self.silent || self.conditional
    }

    /// Whether the flags are what the client expects without being told.
    fn is_expected(&self, old: Option<&Message>, new: &Message) -> bool {
        let Some(old) = old.filter(|_| self.silent && self.messages.contains(new.uid)) else { return false };
        let expected = match self.mode {
            StoreMode::Replace => self.flags,
            StoreMode::Add => old.flags | self.flags,
            StoreMode::Remove => old.flags & !self.flags,
        };
        new.flags == expected
    }
}

impl Selected {
    /// Tells the client what it does not know yet, and advances its view.
    ///
    /// # Errors
    /// Where the mailbox is gone: the session must end. RFC 2180 §3.2 leaves the choice; BYE is what clients of other
    /// servers know, and no later response can then be taken for one about another mailbox.
    pub(crate) async fn sync(&mut self, telling: Telling<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let newest = self.wanted(self.newest()?);
        let caught_up = self.view.untold_flags.is_none() || self.user.ignores_flags();
        self.view.holds_gone = false;
        let nothing_asked = !matches!(telling.about, About::Stored(_)) && caught_up;
        if nothing_asked && Arc::ptr_eq(&newest, &self.view.mailbox) {
            return Ok(());
        }
        let old = Arc::clone(&self.view.mailbox);
        let mut changes = old.changes_to(&newest);
        self.view.mailbox = Arc::clone(&newest);
        let stays = self.user.ignores_messages() && !matches!(telling.about, About::Expunged);
        let holds_back = (telling.expunge == Expunge::Forbidden || stays) && !changes.vanished.is_empty();
        if holds_back {
            self.view.mailbox = Arc::new(newest.with_vanished_of(&old));
            changes.vanished = UidSet::new();
            self.view.holds_gone = !stays;
        }
        self.tell_removed(&old, &changes.vanished, out.buffer());
        self.tell_vanished(&old, &changes.vanished, out).await?;
        if !changes.arrived.is_empty() {
            self.view.note_arrivals(&self.account, self.access);
            encode::exists(out.buffer(), self.view.mailbox.exists());
            if self.user.enabled.tells_recent() {
                encode::recent(out.buffer(), self.view.count_recent());
            }
        }
        let has_other_flags = old.keywords().len() != self.view.mailbox.keywords().len();
        if has_other_flags || old.rights() != self.view.mailbox.rights() {
            tell_flags(out.buffer(), &self.view.mailbox, self.access);
        }
        // RFC 4467 §7: URLs that were authorized no longer are.
        if old.access_key.is_some() && old.access_key != self.view.mailbox.access_key {
            url_auth::tell_mechanisms(out.buffer());
        }
        let touched = union(&changes.changed, &changes.arrived);
        let changed = self.wanted_flags(&old, changes.changed, telling.about);
        self.tell_changed(&old, changed, telling, out).await?;
        self.tell_updates(&touched, &changes.arrived, out).await?;
        self.note_told(old.modseq, holds_back, telling, out.buffer());
        Ok(())
    }

    /// A client takes the highest MODSEQ it is told for what it is in step with. Where that would pass over something
    /// that has vanished and may not be told yet, it is told what holds instead, and again when it has caught up
    /// (RFC 7162 §3.2, §6).
    fn note_told(&mut self, before: ModSeq, holds_back: bool, telling: Telling<'_>, out: &mut Vec<u8>) {
        if self.user.ignores_flags() {
            return;
        }
        let held_back = self.view.told < before;
        if !holds_back {
            self.view.told = self.view.mailbox.modseq;
        }
        let is_last = matches!(telling.about, About::Nothing | About::Expunged);
        if self.user.enabled.qresync && (held_back || holds_back) && is_last {
            highest_mod_seq(out, &self.view);
        }
    }

    /// By UID where the client knows VANISHED; else from the last to the first, so that the numbers of those still to
    /// come stay as they were.
    async fn tell_vanished(&self, old: &Mailbox, vanished: &UidSet, out: &mut Output<'_>) -> Result<(), Error> {
        if self.user.enabled.vanished() {
            return write_vanished(false, vanished, out).await;
        }
        let numbers = encode::runs(old.select(vanished).map(|(number, _)| number));
        for number in numbers.into_iter().rev().flat_map(Iterator::rev).filter_map(SeqNum::new) {
            encode::expunge(out.buffer(), number);
            if out.is_full() {
                out.flush().await?;
            }
        }
        Ok(())
    }

    /// The newest version, as far as the client wants to know of it (RFC 5465 §3.1).
    fn wanted(&self, newest: Arc<Mailbox>) -> Arc<Mailbox> {
        let known = self.view.mailbox.uid_next;
        match self.user.ignores_messages() && known < newest.uid_next {
            true => Arc::new(newest.before(known)),
            false => newest,
        }
    }

    /// The messages whose flags the client wants to know: none that others have changed, or also those kept back so far.
    fn wanted_flags(&mut self, old: &Mailbox, changed: UidSet, about: About<'_>) -> UidSet {
        if self.user.ignores_flags() {
            self.view.untold_flags.get_or_insert(old.modseq);
            return match about {
                About::Stored(stored) => changed.iter().filter(|uid| stored.messages.contains(*uid)).collect(),
                About::Nothing | About::Expunged | About::Fetched(_) => UidSet::new(),
            };
        }
        match self.view.untold_flags.take() {
            Some(since) => {
                let changed = self.view.mailbox.changed_since(since).map(|(_, message)| message.uid);
                changed.take_while(|uid| *uid < old.uid_next).collect()
            }
            None => changed,
        }
    }

    async fn tell_changed(
        &self,
        old: &Mailbox,
        changed: UidSet,
        telling: Telling<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Error> {
        let tell = match telling.about {
            About::Stored(stored) if stored.wants_responses() => union(&changed, stored.messages),
            _ => changed,
        };
        let mut flag_text = FlagText::of(&self.view.mailbox);
        let mut olds = old.select(&tell).peekable();
        for (number, new) in self.view.mailbox.select(&tell) {
            while olds.next_if(|(_, old)| old.uid < new.uid).is_some() {}
            let old = olds.next_if(|(_, old)| old.uid == new.uid).map(|(_, old)| old);
            let told = match telling.about {
                About::Fetched(messages) if messages.contains(new.uid) => continue,
                About::Stored(stored) if stored.is_expected(old, new) => Told::ModSeq,
                _ => Told::Flags,
            };
            if told == Told::Flags || self.user.enabled.condstore {
                self.tell_message(number, new, told, telling.with_uid, &mut flag_text, out.buffer());
            }
            if out.is_full() {
                out.flush().await?;
            }
        }
        Ok(())
    }

    /// A client that knows CONDSTORE gets MODSEQ with every response (RFC 7162 §3.1), and the UID (RFC 7162 §3.2.4).
    pub(crate) fn tell_message(
        &self,
        number: u32,
        message: &Message,
        told: Told,
        with_uid: bool,
        flag_text: &mut FlagText<'_>,
        out: &mut Vec<u8>,
    ) {
        let Some(number) = SeqNum::new(number) else { return };
        let enabled = self.user.enabled;
        let mut response = enabled.begin_fetch(out, number, message.uid);
        if enabled.tells_uids() || (with_uid || self.user.notify.is_some()) && !enabled.uid_only {
            response.uid(out, convert::uid(message.uid));
        }
        if told == Told::Flags {
            response
                .flags(out, flag_text.list(message.flags, enabled.tells_recent() && self.view.is_recent(message.uid)));
        }
        if enabled.condstore {
            response.mod_seq(out, convert::wire_mod_seq(message.modseq));
        }
        response.end(out);
    }
}

/// What is told of a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Flags, and the modification sequence to those who know CONDSTORE.
    Flags,
    /// The client knows the flags.
    ModSeq,
}

/// Writes VANISHED (RFC 7162 §3.2.10), in lines of a length that clients can take.
pub(crate) async fn write_vanished(earlier: bool, uids: &UidSet, out: &mut Output<'_>) -> Result<(), Error> {
    for ranges in convert::ranges(uids).chunks(RANGES) {
        encode::vanished(out.buffer(), earlier, ranges);
        if out.is_full() {
            out.flush().await?;
        }
    }
    Ok(())
}

/// Writes which flags messages of the mailbox can have (RFC 9051 §7.3.5), and which of them the client can change.
pub(crate) fn tell_flags(out: &mut Vec<u8>, mailbox: &Mailbox, access: Access) {
    let keywords = mailbox.keywords();
    let known = (0..keywords.len()).fold(Flags::SYSTEM, |all, place| all | Flags::keyword(place));
    let mut names: Vec<&str> = flag_text::names(keywords, known, false).collect();
    encode::flags(out, names.iter().copied());
    let can_change = if access == Access::ReadOnly { Flags::NONE } else { mailbox.rights().flags() & known };
    names = flag_text::names(keywords, can_change, false).collect();
    if access == Access::ReadWrite && keywords.len() < MAX_KEYWORDS && mailbox.rights().contains(Rights::WRITE) {
        names.push("\\*");
    }
    encode::untagged(out, Condition::Ok, Some(Code::PermanentFlags(&names)), "Flags that can be changed");
}

/// Both sets together, in one pass.
fn union(one: &UidSet, other: &UidSet) -> UidSet {
    let (mut one, mut other) = (one.ranges().peekable(), other.ranges().peekable());
    let next = || -> Option<(Uid, Uid)> {
        match (one.peek(), other.peek()) {
            (Some(a), Some(b)) if b < a => other.next(),
            (Some(_), _) => one.next(),
            (None, _) => other.next(),
        }
    };
    let mut union = UidSet::new();
    std::iter::from_fn(next).for_each(|(first, last)| union.insert_range(first, last));
    union
}
