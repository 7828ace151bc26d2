//! Taking in the content of one message.

use posthouse_auth::{Login, Peer};
use posthouse_mailbox::{Arrived, Incoming, StorageError};
use posthouse_smtp_wire::{BareEnding, ReversePath};

use super::header::{HeaderScan, begins_header};
use super::submitted::Submitted;
use super::{QueueId, trace};
use crate::session::{Greeting, Recipient};
use crate::{Context, Role};

/// How much of a first line is needed to know whether it is a header field, in octets.
const OPENING_MAX: usize = 1024;

/// The largest header of a submitted message, in octets.
const SUBMITTED_HEADER_MAX: usize = 256 << 10;

/// Where a message comes from and goes to, as far as the message itself shall tell.
pub(crate) struct Origin<'a> {
    pub(crate) role: Role,
    pub(crate) peer: &'a Peer,
    pub(crate) greeting: &'a Greeting,
    pub(crate) login: Option<&'a Login>,
    pub(crate) from: &'a ReversePath,
    pub(crate) smtputf8: bool,
    pub(crate) recipients: &'a [Recipient],
}

/// Why a message is refused after its content was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is larger than the server takes.
    TooLarge,
    /// The header of a submitted message is larger than the server takes.
    HeaderTooLarge,
    /// It has been received too often.
    Loop,
    /// It has line endings other than CRLF.
    Bare(BareEnding),
    /// A submitted message has an author who does not belong to the account.
    ForeignFrom,
    /// A submitted message has more than one From field.
    SeveralFrom,
    /// There is no room for it.
    Full,
    /// It could not be stored.
    Storage,
}

impl Fault {
    pub(super) fn directory(error: &posthouse_directory::Error) -> Self {
        tracing::error!("an address cannot be looked up: {error}");
        Self::Storage
    }
}

impl From<StorageError> for Fault {
    fn from(error: StorageError) -> Self {
        if let StorageError::Full = error {
            return Self::Full;
        }
        tracing::error!("a message cannot be stored: {error}");
        Self::Storage
    }
}

/// A message on its way into the store. It holds a piece of the header at the most; the rest goes through.
///
/// A fault ends the storing, not the reception: content that comes after it is dropped.
pub(crate) struct Reception {
    pub(crate) id: QueueId,
    incoming: Result<Incoming, Fault>,
    /// What is stored before the content.
    trace: String,
    stage: Stage,
    scan: HeaderScan,
    login: Option<Login>,
    /// Octets of content, as they came.
    size: u64,
}

/// How far the content has come.
enum Stage {
    /// In its first line, which is held back.
    Opening(Vec<u8>),
    /// In the header.
    Header,
    /// In the header of a submitted message, which is held back.
    Submitted(Vec<u8>),
    /// In the body.
    Body,
}

impl Reception {
    /// Begins a message, with its trace fields before it.
    pub(crate) fn begin(context: &Context, origin: &Origin<'_>) -> Self {
        let id = context.queue_id();
        let trace = trace::trace_fields(context, origin, id);
        let stage = if origin.login.is_some() { Stage::Submitted(Vec::new()) } else { Stage::Opening(Vec::new()) };
        let (incoming, login) = (Ok(context.store.incoming()), origin.login.cloned());
        Self { id, incoming, trace, stage, scan: HeaderScan::default(), login, size: 0 }
    }

    /// Octets of content so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// How many servers the message has passed, by its own account.
    pub(crate) fn hops(&self) -> u32 {
        self.scan.hops()
    }

    /// Why the message will be refused, as far as that is known.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.incoming.as_ref().err().copied()
    }

    /// Takes the next piece of the content.
    pub(crate) async fn write(&mut self, context: &Context, content: &[u8]) {
        self.size += content.len() as u64;
        if self.size > context.config.limits.message_size {
            self.fail(Fault::TooLarge);
        }
        if self.incoming.is_err() {
            return;
        }
        match &mut self.stage {
            Stage::Opening(held) => {
                held.extend_from_slice(content);
                if held.contains(&b'\n') || held.len() > OPENING_MAX {
                    self.open().await;
                }
            }
            Stage::Header => self.header(content).await,
            Stage::Submitted(_) => self.submitted(context, content).await,
            Stage::Body => self.store(content).await,
        }
    }

    /// Refuses the message, unless it is refused already.
    pub(crate) fn fail(&mut self, fault: Fault) {
        if self.incoming.is_ok() {
            self.incoming = Err(fault);
        }
    }

    /// Ends the message: durable, or why not.
    pub(crate) async fn finish(mut self, context: &Context) -> Result<Arrived, Fault> {
        match std::mem::replace(&mut self.stage, Stage::Body) {
            Stage::Opening(held) => {
                self.stage = Stage::Opening(held);
                self.open().await;
            }
            Stage::Submitted(held) => self.put_right(context, &held).await,
            _ => {}
        }
        self.incoming?.finish().await.map_err(Fault::from)
    }

    /// The first line has come: a text without a header is set off from the trace fields.
    async fn open(&mut self) {
        let Stage::Opening(held) = std::mem::replace(&mut self.stage, Stage::Header) else { return };
        let trace = std::mem::take(&mut self.trace);
        self.store(trace.as_bytes()).await;
        if held.is_empty() || begins_header(&held) {
            return self.header(&held).await;
        }
        self.stage = Stage::Body;
        self.store(b"\r\n").await;
        self.store(&held).await;
    }

    async fn header(&mut self, content: &[u8]) {
        if self.scan.scan(content).is_some() {
            self.stage = Stage::Body;
        }
        self.check_loop();
        self.store(content).await;
    }

    /// Gathers the header of a submitted message, and lets it go when it is whole.
    async fn submitted(&mut self, context: &Context, content: &[u8]) {
        let end = self.scan.scan(content);
        self.check_loop();
        let (head, body) = content.split_at(end.unwrap_or(content.len()));
        let Stage::Submitted(held) = &mut self.stage else { return };
        held.extend_from_slice(head);
        if held.len() > SUBMITTED_HEADER_MAX {
            return self.fail(Fault::HeaderTooLarge);
        }
        if end.is_some() {
            let header = std::mem::take(held);
            self.stage = Stage::Body;
            self.put_right(context, &header).await;
            self.store(body).await;
        }
    }

    async fn put_right(&mut self, context: &Context, header: &[u8]) {
        let Some(login) = self.login.as_ref().filter(|_| self.incoming.is_ok()) else { return };
        let submitted = Submitted {
            directory: &context.directory,
            login,
            hostname: &context.config.hostname,
            seconds: context.clock.seconds(),
            id: self.id,
        };
        match submitted.header(header).await {
            Ok(header) => {
                let trace = std::mem::take(&mut self.trace);
                self.store(trace.as_bytes()).await;
                self.store(&header).await;
            }
            Err(fault) => self.fail(fault),
        }
    }

    fn check_loop(&mut self) {
        if self.scan.is_loop() {
            self.fail(Fault::Loop);
        }
    }

    async fn store(&mut self, octets: &[u8]) {
        let Ok(incoming) = &mut self.incoming else { return };
        if let Err(error) = incoming.write(octets).await {
            self.incoming = Err(error.into());
        }
    }
}
