//! RENAME (RFC 9051 §6.3.6).

use std::sync::Arc;

use super::create::NewMailboxes;
use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, Limit, MAX_ANNOTATION_OCTETS, Mailbox, MailboxId, MailboxName, Rights, State, UidSet};

/// Gives a mailbox and every one below it another name.
pub(crate) struct Rename {
    pub(crate) from: MailboxName,
    pub(crate) to: MailboxName,
}

impl Operation for Rename {
    type Outcome = ();

    /// INBOX is emptied; of others only the names change.
    fn messages(&self, state: &State) -> usize {
        let inbox = state.mailbox(&self.from).filter(|_| self.from.is_inbox());
        inbox.map_or(0, |inbox| inbox.exists() as usize)
    }

    fn decide(&self, state: &State, context: Context) -> Result<Decision<()>, Error> {
        // Renaming INBOX takes its messages away, so that the rights to do that are needed too.
        let more = if self.from.is_inbox() { Rights::REMOVE } else { Rights::NONE };
        let mailbox = context.named(state, &self.from, Rights::DELETE_MAILBOX | more)?;
        context.permit_creation(state, &self.to)?;
        if state.names.contains_key(&self.to) {
            return Err(Error::MailboxExists);
        }
        if self.from.is_inbox() {
            return self.empty_inbox(state, mailbox, context);
        }
        if self.to.is_below(&self.from) {
            return Err(Error::BelowItself);
        }
        let mut new = NewMailboxes::after(state, context.time);
        new.create_parents(&self.to)?;
        new.admit(&context)?;
        let mut events = new.events;
        events.push(Event::MailboxRenamed { id: mailbox.id, name: self.to.clone() });
        for child in state.below(&self.from) {
            let name = child.name.moved(&self.from, &self.to)?;
            if state.names.contains_key(&name) {
                return Err(Error::MailboxExists);
            }
            events.push(Event::MailboxRenamed { id: child.id, name });
        }
        state.growth.admit(&events, &context)?;
        Ok(Decision::new(events, ()))
    }
}

impl Rename {
    /// Renaming INBOX moves its messages to a new mailbox and leaves INBOX, and what is below it, in place.
    fn empty_inbox(&self, state: &State, inbox: &Mailbox, context: Context) -> Result<Decision<()>, Error> {
        let mut new = NewMailboxes::after(state, context.time);
        let target = new.create(&self.to, None)?;
        new.admit(&context)?;
        let mut events = new.events;
        events.extend(copied_annotations(state, inbox, target)?);
        let keyword = |name: &String| Event::KeywordAdded { mailbox: target, name: name.clone() };
        events.extend(inbox.keywords().iter().map(keyword));
        state.growth.admit(&events, &context)?;
        let uids: UidSet = inbox.messages().map(|message| message.uid).collect();
        let Some((first, _)) = uids.ranges().next() else {
            return Ok(Decision::new(events, ()));
        };
        if uids.len() >= u64::from(u32::MAX) {
            return Err(Error::Limit(Limit::Uids));
        }
        events.push(Event::Copied { source: inbox.id, uids: uids.clone(), target, first });
        events.push(Event::Expunged { mailbox: inbox.id, uids });
        Ok(Decision::new(events, ()))
    }
}

/// RFC 5464 §4.1: the annotations of INBOX stay, and the new mailbox gets the same.
fn copied_annotations(state: &State, inbox: &Mailbox, target: MailboxId) -> Result<Vec<Event>, Error> {
    if state.annotation_octets + inbox.annotations.octets() > MAX_ANNOTATION_OCTETS {
        return Err(Error::Limit(Limit::Annotations));
    }
    let copied = inbox.annotations.iter().map(|(owner, name, value)| Event::AnnotationSet {
        mailbox: Some(target),
        owner,
        name: name.clone(),
        value: Some(Arc::clone(value)),
    });
    Ok(copied.collect())
}
