//! The fold: how an event changes the state. Pure; an event that does not fit the state is an error, never a guess.

use std::sync::Arc;

use super::seen::Copies;
use super::{Counts, Mailbox, Message, State};
use crate::annotation::{Scope, Value};
use crate::event::{Event, EventBatch};
use crate::{AccountId, EmailId, EntryName, Flags, Identifier, MailboxId, MailboxName, ModSeq, Rights, Uid, UidSet};

/// A log entry that does not fit the state it is applied to: the stored data is damaged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("commit {modseq} does not fit the state before it: {why}")]
pub(crate) struct Misfit {
    pub(crate) modseq: ModSeq,
    pub(crate) why: &'static str,
}

/// A version of the account and what its making set free.
#[derive(Debug)]
pub(crate) struct Applied {
    pub(crate) state: State,
    /// Emails whose last placement went.
    pub(crate) released: Vec<EmailId>,
}

impl State {
    /// The state after one more commit. What no other version shares is changed in place.
    pub(crate) fn apply(self, batch: &EventBatch) -> Result<Applied, Misfit> {
        let modseq = self.modseq.next();
        let mut fold = Fold { state: self, modseq, time: batch.time, released: Vec::new() };
        fold.state.modseq = modseq;
        for event in &batch.events {
            fold.event(event).map_err(|why| Misfit { modseq, why })?;
        }
        fold.state.growth.add(batch);
        Ok(Applied { state: fold.state, released: fold.released })
    }
}

impl State {
    pub(crate) fn mailbox_mut(&mut self, id: MailboxId) -> Result<&mut Mailbox, &'static str> {
        self.mailboxes.get_mut(&id).map(Arc::make_mut).ok_or("no such mailbox")
    }

    /// Sets an annotation of a mailbox, or of the account, or removes it.
    pub(crate) fn annotate(
        &mut self,
        mailbox: Option<MailboxId>,
        owner: Scope,
        name: &EntryName,
        value: Option<Value>,
    ) -> Outcome {
        let annotations = match mailbox {
            Some(id) => &mut self.mailbox_mut(id)?.annotations,
            None => &mut self.annotations,
        };
        let (before, after) = annotations.set(owner, name.clone(), value);
        self.annotation_octets = self.annotation_octets + after - before;
        Ok(())
    }
}

struct Fold {
    state: State,
    modseq: ModSeq,
    time: i64,
    released: Vec<EmailId>,
}

type Outcome = Result<(), &'static str>;

impl Fold {
    fn event(&mut self, event: &Event) -> Outcome {
        match event {
            Event::MailboxCreated { id, name, uid_validity, special_use } => {
                self.create(Mailbox::new(*id, name.clone(), *uid_validity, *special_use))
            }
            Event::MailboxRenamed { id, name } => self.rename(*id, name),
            Event::MailboxDeleted { id } => self.delete(*id),
            Event::Subscribed { name } => {
                Arc::make_mut(&mut self.state.subscriptions).insert(name.clone());
                Ok(())
            }
            Event::Unsubscribed { name } => {
                Arc::make_mut(&mut self.state.subscriptions).remove(name);
                Ok(())
            }
            Event::KeywordAdded { mailbox, name } => {
                Arc::make_mut(&mut self.mailbox(*mailbox)?.keywords).push(name.clone());
                Ok(())
            }
            Event::Appended { mailbox, uid, email, size, date, flags } => {
                let message = Message {
                    uid: *uid,
                    size: *size,
                    email: *email,
                    internal_date: *date,
                    saved: self.time,
                    modseq: self.modseq,
                    flags: *flags,
                };
                self.state.next_email = self.state.next_email.max(email.0 + 1);
                self.push(*mailbox, message)
            }
            Event::FlagsChanged { mailbox, uids, clear, set } => self.change_flags(*mailbox, uids, *clear, *set),
            Event::Expunged { mailbox, uids } => self.expunge(*mailbox, uids),
            Event::Copied { source, uids, target, first } => self.copy(*source, uids, *target, *first),
            Event::AnnotationSet { mailbox, owner, name, value } => {
                // RFC 7162 §3.2: an annotation is a change of its mailbox.
                if let Some(id) = mailbox {
                    self.mailbox(*id)?.modseq = self.modseq;
                }
                self.state.annotate(*mailbox, *owner, name, value.clone())
            }
            Event::AccessKeySet { mailbox, key } => {
                self.mailbox(*mailbox)?.access_key = key.clone();
                Ok(())
            }
            Event::SpecialUseChanged { mailbox, special_use } => {
                self.mailbox(*mailbox)?.special_use = *special_use;
                Ok(())
            }
            Event::QuotaSet { resource, quota } => {
                *self.state.quota.get_mut(*resource) = *quota;
                Ok(())
            }
            Event::RightsSet { mailbox, identifier, rights } => self.set_rights(*mailbox, *identifier, *rights),
            Event::SeenChanged { mailbox, reader, uids, seen } => self.mark_seen(*mailbox, *reader, uids, *seen),
        }
    }

    fn mailbox(&mut self, id: MailboxId) -> Result<&mut Mailbox, &'static str> {
        self.state.touched.note(self.modseq, id);
        self.state.mailbox_mut(id)
    }

    fn create(&mut self, mut mailbox: Mailbox) -> Outcome {
        mailbox.modseq = self.modseq;
        if self.state.by_id(mailbox.id).is_some() {
            return Err("a mailbox of this id exists");
        }
        // RFC 4314 §4: a new mailbox has the rights of the one above it.
        if let Some(parent) = mailbox.name.parent().and_then(|parent| self.state.mailbox(&parent)) {
            mailbox.acl = Arc::clone(&parent.acl);
        }
        let names = Arc::make_mut(&mut self.state.names);
        if names.insert(mailbox.name.clone(), mailbox.id).is_some() {
            return Err("a mailbox of this name exists");
        }
        self.state.next_mailbox = self.state.next_mailbox.max(mailbox.id.0 + 1);
        self.state.last_uid_validity = self.state.last_uid_validity.max(mailbox.uid_validity);
        self.state.touched.note(self.modseq, mailbox.id);
        self.state.mailboxes.insert_mut(mailbox.id, Arc::new(mailbox));
        Ok(())
    }

    fn rename(&mut self, id: MailboxId, name: &MailboxName) -> Outcome {
        let mailbox = self.mailbox(id)?;
        let old = std::mem::replace(&mut mailbox.name, name.clone());
        let names = Arc::make_mut(&mut self.state.names);
        names.remove(&old);
        match names.insert(name.clone(), id) {
            None => Ok(()),
            Some(_) => Err("a mailbox of this name exists"),
        }
    }

    fn delete(&mut self, id: MailboxId) -> Outcome {
        let mailbox = self.state.mailboxes.get(&id).cloned().ok_or("no such mailbox")?;
        self.state.touched.note(self.modseq, id);
        self.state.mailboxes.remove_mut(&id);
        self.state.seen.remove_mut(&id);
        Arc::make_mut(&mut self.state.names).remove(&mailbox.name);
        self.state.held.replace(mailbox.counts, Counts::default());
        self.state.annotation_octets -= mailbox.annotations.octets();
        mailbox.messages().for_each(|message| self.release(message.email));
        Ok(())
    }

    fn push(&mut self, mailbox: MailboxId, message: Message) -> Outcome {
        let mailbox = self.mailbox(mailbox)?;
        if message.uid < mailbox.uid_next {
            return Err("a UID is used again");
        }
        mailbox.push(message);
        self.state.held.replace(Counts::default(), Counts::of(&[message]));
        Ok(())
    }

    fn change_flags(&mut self, mailbox: MailboxId, uids: &UidSet, clear: Flags, set: Flags) -> Outcome {
        let modseq = self.modseq;
        self.mailbox(mailbox)?.edit(uids, modseq, |chunk, first, last| {
            let places = chunk.places(first, last);
            for message in chunk.messages.get_mut(places).unwrap_or_default() {
                message.flags = message.flags & !clear | set;
                message.modseq = modseq;
            }
        });
        Ok(())
    }

    fn expunge(&mut self, mailbox: MailboxId, uids: &UidSet) -> Outcome {
        let modseq = self.modseq;
        let mut gone = Vec::new();
        let mailbox = self.mailbox(mailbox)?;
        let before = mailbox.counts;
        let (chunks, id) = (mailbox.chunks.len(), mailbox.id);
        mailbox.edit(uids, modseq, |chunk, first, last| {
            let places = chunk.places(first, last);
            gone.extend(chunk.messages.drain(places).map(|message| message.email));
        });
        mailbox.renumber();
        let (after, is_chunk_gone) = (mailbox.counts, mailbox.chunks.len() < chunks);
        self.state.held.replace(before, after);
        if is_chunk_gone {
            self.forget_seen(id);
        }
        gone.into_iter().for_each(|email| self.release(email));
        Ok(())
    }

    fn copy(&mut self, source: MailboxId, uids: &UidSet, target: MailboxId, first: Uid) -> Outcome {
        let source = Arc::clone(self.state.by_id(source).ok_or("no such mailbox")?);
        let (modseq, saved) = (self.modseq, self.time);
        let id = target;
        let target = self.mailbox(target)?;
        if first < target.uid_next {
            return Err("a UID is used again");
        }
        let translate = Translation::between(&source, target);
        let (mut uid, before) = (first, target.counts);
        for (_, message) in source.select(uids) {
            let flags = translate.flags(message.flags);
            target.push(Message { uid, saved, modseq, flags, ..*message });
            uid = uid.saturating_next();
        }
        let after = target.counts;
        self.state.held.replace(before, after);
        source.select(uids).for_each(|(_, message)| self.retain(message.email));
        self.copy_seen(&source, uids, id, first);
        Ok(())
    }

    fn set_rights(&mut self, mailbox: MailboxId, identifier: Identifier, rights: Rights) -> Outcome {
        Arc::make_mut(&mut self.mailbox(mailbox)?.acl).set(identifier, rights);
        Ok(())
    }

    fn mark_seen(&mut self, mailbox: MailboxId, reader: AccountId, uids: &UidSet, seen: bool) -> Outcome {
        self.state.by_id(mailbox).ok_or("no such mailbox")?;
        let modseq = self.modseq;
        self.state.touched.note(modseq, mailbox);
        let mut readers = self.state.seen.get(&mailbox).cloned().unwrap_or_default();
        let mut known = readers.get(&reader).cloned().unwrap_or_default();
        Arc::make_mut(&mut known).mark(uids, seen, modseq);
        readers.insert_mut(reader, known);
        self.state.seen.insert_mut(mailbox, readers);
        Ok(())
    }

    /// What each reader has seen of the source it has seen of the copies.
    fn copy_seen(&mut self, source: &Mailbox, uids: &UidSet, target: MailboxId, first: Uid) {
        let Some(readers) = self.state.seen.get(&source.id).cloned() else { return };
        let copies = Copies::of(source.select(uids).map(|(_, message)| message.uid));
        for (reader, seen) in readers.iter() {
            let marked = seen.of_copies(&copies, first);
            if !marked.is_empty() {
                // The target is there: messages were just put into it.
                let _ = self.mark_seen(target, *reader, &marked, true);
            }
        }
    }

    /// Forgets what readers have seen where no message is left. A reader without anything is not kept: a snapshot has none.
    fn forget_seen(&mut self, id: MailboxId) {
        let (Some(mailbox), Some(readers)) = (self.state.by_id(id), self.state.seen.get(&id)) else { return };
        let mut kept = readers.clone();
        for (reader, seen) in readers.iter() {
            let mut seen = Arc::clone(seen);
            Arc::make_mut(&mut seen).retain(|index| mailbox.slot(index).is_some());
            match seen.is_empty() {
                true => _ = kept.remove_mut(reader),
                false => kept.insert_mut(*reader, seen),
            }
        }
        match kept.is_empty() {
            true => _ = self.state.seen.remove_mut(&id),
            false => self.state.seen.insert_mut(id, kept),
        }
    }

    /// An email has one more placement.
    fn retain(&mut self, email: EmailId) {
        let extra = self.state.extra_placements.get(&email).copied().unwrap_or(0);
        self.state.extra_placements.insert_mut(email, extra + 1);
    }

    /// An email has one placement less; without any it is set free.
    fn release(&mut self, email: EmailId) {
        match self.state.extra_placements.get(&email).copied() {
            None | Some(0) => self.released.push(email),
            Some(1) => _ = self.state.extra_placements.remove_mut(&email),
            Some(extra) => self.state.extra_placements.insert_mut(email, extra - 1),
        }
    }
}

/// Keywords have other places in the table of another mailbox.
struct Translation(Vec<Flags>);

impl Translation {
    fn between(source: &Mailbox, target: &Mailbox) -> Self {
        Self(source.keywords().iter().map(|name| target.keyword(name).unwrap_or(Flags::NONE)).collect())
    }

    fn flags(&self, flags: Flags) -> Flags {
        let keywords = flags.keywords().filter_map(|place| self.0.get(place));
        keywords.fold(flags & Flags::SYSTEM, |set, flag| set | *flag)
    }
}
