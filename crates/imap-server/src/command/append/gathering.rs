//! The messages of one APPEND on their way into the store.

use std::collections::VecDeque;

use posthouse_imap_wire::{AppendContent, AppendMessage, LiteralInfo};
use posthouse_mailbox::{Account, Arrived, Incoming, InternalDate, NamedFlags, NewMessage, StorageError, Store, Usage};
use tokio::task::JoinHandle;

use super::binary;
use crate::Context;
use crate::config::Limits;
use crate::convert;
use crate::error::{Error, Refusal};
use crate::fetch::one::OneText;
use crate::message_limit::MessageLimit;

/// How many messages are made durable while further ones come.
const FINISHING: usize = 4;

/// How large the records of the messages may be together, in octets: they wait in memory for the one commit.
const RECORDS: usize = 4 << 20;

/// The messages that have come, and the one that is coming.
pub(super) struct Gathering {
    store: Store,
    limits: Limits,
    room: Room,
    /// Whether the client has switched UTF-8 on.
    utf8: bool,
    current: Option<Current>,
    finishing: VecDeque<Finishing>,
    messages: Vec<NewMessage>,
    /// Of the messages before the current one.
    octets: u64,
    /// Of `messages`.
    records: usize,
    /// Why none of it will be appended.
    failure: Option<Error>,
}

/// What there is room for: what cannot be kept need not come. The commit asks again.
pub(super) struct Room {
    pub(super) account: Account,
    /// What the command takes away.
    pub(super) freed: Usage,
}

/// What a message begins with.
struct Head {
    flags: NamedFlags,
    internal_date: Option<InternalDate>,
}

/// The message that is coming.
struct Current {
    head: Head,
    incoming: Incoming,
    /// Whether it came as `literal8`, which may hold NUL.
    binary: bool,
    has_nul: bool,
}

/// A message that has come and is being made durable.
struct Finishing {
    head: Head,
    arrived: JoinHandle<Result<Arrived, Error>>,
}

impl Gathering {
    pub(super) fn new(context: &Context, room: Room, utf8: bool) -> Self {
        Self {
            store: context.store.clone(),
            limits: context.config.limits.clone(),
            room,
            utf8,
            current: None,
            finishing: VecDeque::new(),
            messages: Vec::new(),
            octets: 0,
            records: 0,
            failure: None,
        }
    }

    /// Begins a message, behind those that have come; says which literal may come now.
    ///
    /// # Errors
    /// Why nothing more may come.
    pub(super) async fn begin(&mut self, message: AppendMessage) -> Result<Option<LiteralInfo>, Error> {
        self.end_message().await?;
        let literal = self.literal(message.content)?;
        let head = Head {
            flags: convert::flags(message.flags),
            internal_date: message.internal_date.map(convert::internal_date),
        };
        self.current = Some(Current {
            head,
            incoming: self.store.incoming(),
            binary: literal.is_some_and(|literal| literal.binary),
            has_nul: false,
        });
        Ok(literal)
    }

    /// A part of the message is to come as text (RFC 4469 §3); says that it may.
    ///
    /// # Errors
    /// Why nothing more may come.
    pub(super) fn text(&mut self, literal: LiteralInfo) -> Result<Option<LiteralInfo>, Error> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let there = self.current.as_ref().map_or(0, |current| current.incoming.len());
        self.admit(there, literal.size)?;
        if let Some(current) = &mut self.current {
            current.binary = literal.binary;
        }
        Ok(Some(literal))
    }

    /// Whether nothing has failed yet.
    pub(super) fn goes_on(&self) -> bool {
        self.failure.is_none()
    }

    /// Copies a part of the message from another one.
    pub(super) async fn copy(&mut self, text: Result<OneText, Error>) {
        if let Err(error) = self.try_copy(text).await {
            self.failure.get_or_insert(error);
        }
    }

    async fn try_copy(&mut self, text: Result<OneText, Error>) -> Result<(), Error> {
        let text = text?;
        let there = self.current.as_ref().map_or(0, |current| current.incoming.len());
        self.admit(there, text.len())?;
        let Some(current) = &mut self.current else { return Ok(()) };
        let mut pieces = text.pieces();
        while let Some(piece) = pieces.next().await? {
            current.incoming.write(&piece).await?;
        }
        Ok(())
    }

    /// Takes more of the message.
    pub(super) async fn write(&mut self, piece: &[u8]) {
        let Some(current) = self.current.as_mut().filter(|_| self.failure.is_none()) else { return };
        current.has_nul |= current.binary && memchr::memchr(0, piece).is_some();
        if let Err(error) = current.incoming.write(piece).await {
            self.failure = Some(error.into());
        }
    }

    /// All messages, durable, in their order.
    ///
    /// # Errors
    /// Why none of them is to be appended.
    pub(super) async fn finish(mut self) -> Result<Vec<NewMessage>, Error> {
        self.end_message().await?;
        while let Some(finishing) = self.finishing.pop_front() {
            self.keep(finishing).await?;
        }
        Ok(self.messages)
    }

    /// The literal of a message, if it may come.
    fn literal(&self, content: AppendContent) -> Result<Option<LiteralInfo>, Error> {
        let literal = match content {
            AppendContent::Literal(literal) => literal,
            AppendContent::Utf8(literal) if self.utf8 => literal,
            AppendContent::Utf8(_) => return Err(Refusal::NoUtf8.into()),
            AppendContent::Catenate => return Ok(None),
        };
        // RFC 3502 §6.3.11: so a client gives up.
        if literal.size == 0 {
            return Err(Refusal::EmptyMessage.into());
        }
        self.admit(0, literal.size)?;
        Ok(Some(literal))
    }

    /// Whether a message of `there` octets may get `more`.
    fn admit(&self, there: u64, more: u64) -> Result<(), Error> {
        let size = there.saturating_add(more);
        if size > self.limits.message_size {
            return Err(Refusal::MessageTooBig.into());
        }
        let octets = self.octets.saturating_add(size);
        if octets > self.limits.append_size.max(self.limits.message_size) {
            return Err(Refusal::AppendTooBig.into());
        }
        let messages = (self.messages.len() + self.finishing.len() + 1) as u64;
        MessageLimit::of(&self.limits).admit_saving(messages)?;
        let growth = Usage { storage: octets, messages, mailboxes: 0 };
        Ok(self.room.account.admit(growth.less(self.room.freed))?)
    }

    /// The message that was coming is complete.
    async fn end_message(&mut self) -> Result<(), Error> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let Some(Current { head, incoming, has_nul, .. }) = self.current.take() else { return Ok(()) };
        if incoming.is_empty() {
            return Err(Refusal::EmptyMessage.into());
        }
        self.octets += incoming.len();
        let arrived = tokio::spawn(finish(self.store.clone(), incoming, has_nul));
        self.finishing.push_back(Finishing { head, arrived });
        match self.finishing.pop_front() {
            Some(first) if self.finishing.len() >= FINISHING => self.keep(first).await,
            Some(first) => {
                self.finishing.push_front(first);
                Ok(())
            }
            None => Ok(()),
        }
    }

    async fn keep(&mut self, finishing: Finishing) -> Result<(), Error> {
        let Finishing { head: Head { flags, internal_date }, arrived } = finishing;
        let arrived = arrived.await.map_err(StorageError::from)??;
        self.records += arrived.record_size();
        if self.records > RECORDS && !self.messages.is_empty() {
            return Err(Refusal::AppendTooBig.into());
        }
        self.messages.push(NewMessage { arrived, flags, internal_date });
        Ok(())
    }
}

/// Makes a message durable.
async fn finish(store: Store, incoming: Incoming, has_nul: bool) -> Result<Arrived, Error> {
    let arrived = incoming.finish().await?;
    if has_nul { binary::encoded(&store, &arrived).await } else { Ok(arrived) }
}
