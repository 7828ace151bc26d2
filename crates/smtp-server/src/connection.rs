//! The connection below a session: lines and data in, replies out, with time limits and in little memory.

use std::io;
use std::time::Duration;

use posthouse_smtp_wire::{LineDecoder, LineError, LineKind, Reply};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

use crate::Timeouts;

/// How much is read at once while commands are expected, in octets.
const COMMAND_READ: usize = 2 << 10;

/// How much is read at once while message data is expected, in octets.
const DATA_READ: usize = 64 << 10;

/// How much is gathered of replies to pipelined commands before it is sent, in octets (RFC 2920 §3.2).
const FULL: usize = 8 << 10;

/// How long the orderly end of a connection may take.
const PARTING: Duration = Duration::from_secs(3);

/// How much of what comes after the end is read, in octets.
const DRAINED: u64 = 1 << 20;

/// A stream, whatever it is made of.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send + Sync {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync> Stream for T {}

/// Why nothing more comes.
#[derive(Debug)]
pub(crate) enum Ended {
    /// The client closed the connection, or it broke.
    Gone,
    /// The client took too long.
    TimedOut,
    /// The session is to stop.
    Shutdown,
    /// The client does what makes going on unsafe or pointless; it has been told.
    Refused(&'static str),
}

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// Whether a stop of the session ends a wait for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// For a line. Nothing is lost by a stop: what is acknowledged so far is not yet a message (RFC 5321 §4.2.5).
    Interruptible,
    /// For the content of a message, which may come to its end.
    Patient,
}

/// A stream with its buffers.
pub(crate) struct Connection<'s> {
    stream: &'s mut dyn Stream,
    lines: LineDecoder,
    /// What was read; the first `used` octets of it are dealt with.
    input: Vec<u8>,
    used: usize,
    output: Vec<u8>,
    timeouts: Timeouts,
    shutdown: watch::Receiver<bool>,
}

impl<'s> Connection<'s> {
    pub(crate) fn new(stream: &'s mut dyn Stream, timeouts: Timeouts, shutdown: watch::Receiver<bool>) -> Self {
        let (input, output) = (Vec::new(), Vec::new());
        Self { stream, lines: LineDecoder::new(), input, used: 0, output, timeouts, shutdown }
    }

    /// Says something, with the next flush.
    pub(crate) fn reply(&mut self, reply: &Reply) {
        reply.encode(&mut self.output);
    }

    /// Whether the client has sent more than was looked at.
    pub(crate) fn has_input(&self) -> bool {
        self.used < self.input.len() || self.lines.is_partial()
    }

    /// The next line, unless the session is to stop, also within a transaction: a client could begin one and go on for
    /// ever. The time limit is for the whole line, however slowly its octets come.
    pub(crate) async fn line(&mut self, kind: LineKind) -> Result<Result<Vec<u8>, LineError>, Ended> {
        let deadline = Instant::now() + self.timeouts.command;
        if *self.shutdown.borrow() {
            return Err(Ended::Shutdown);
        }
        loop {
            let step = self.lines.decode(self.input.get(self.used..).unwrap_or_default(), kind);
            self.consume(step.consumed);
            if let Some(line) = step.line {
                self.flush_if_full().await?;
                return Ok(line);
            }
            self.flush().await?;
            self.rest();
            self.fill(COMMAND_READ, deadline, Wait::Interruptible).await?;
        }
    }

    /// The next piece of message data, never empty; [`Connection::consume`] what was used of it.
    pub(crate) async fn data(&mut self) -> Result<&[u8], Ended> {
        if self.used >= self.input.len() {
            self.flush().await?;
            let deadline = Instant::now() + self.timeouts.data_block;
            self.fill(DATA_READ, deadline, Wait::Patient).await?;
        }
        Ok(self.input.get(self.used..).unwrap_or_default())
    }

    /// Marks octets of the input as dealt with.
    pub(crate) fn consume(&mut self, octets: usize) {
        self.used += octets;
        if self.used >= self.input.len() {
            self.input.clear();
            self.used = 0;
        }
    }

    /// Sends what was said.
    pub(crate) async fn flush(&mut self) -> Result<(), Ended> {
        if self.output.is_empty() {
            return Ok(());
        }
        let output = std::mem::take(&mut self.output);
        let sending = async {
            self.stream.write_all(&output).await?;
            self.stream.flush().await
        };
        timeout(self.timeouts.write, sending).await.map_err(|_| Ended::TimedOut)??;
        Ok(())
    }

    /// Sends what was said, if the client still listens, and closes the stream.
    pub(crate) async fn close(&mut self) {
        let closing = async {
            self.flush().await?;
            self.stream.shutdown().await.map_err(Ended::from)
        };
        let _ = timeout(PARTING, closing).await;
    }

    /// Drops what the client still sends, for a while: closing a socket with unread octets would reset the connection,
    /// and the client might lose the reply that says why.
    pub(crate) async fn drain(&mut self) {
        let mut rest = (&mut *self.stream).take(DRAINED);
        let _ = timeout(PARTING, tokio::io::copy(&mut rest, &mut tokio::io::sink())).await;
    }

    async fn flush_if_full(&mut self) -> Result<(), Ended> {
        if self.output.len() >= FULL { self.flush().await } else { Ok(()) }
    }

    /// Reads at least one octet behind what is there.
    async fn fill(&mut self, at_most: usize, deadline: Instant, wait: Wait) -> Result<(), Ended> {
        self.input.reserve(at_most);
        let mut reader = (&mut *self.stream).take(at_most as u64);
        let reading = timeout_at(deadline, reader.read_buf(&mut self.input));
        let read = match wait {
            Wait::Patient => reading.await,
            Wait::Interruptible => tokio::select! {
                biased;
                read = reading => read,
                () = stopped(&mut self.shutdown) => return Err(Ended::Shutdown),
            },
        };
        match read.map_err(|_| Ended::TimedOut)?? {
            0 => Err(Ended::Gone),
            _ => Ok(()),
        }
    }

    /// Gives the memory back that a message needed: a connection spends most of its life waiting.
    fn rest(&mut self) {
        if self.input.is_empty() {
            self.input = Vec::new();
        }
    }
}

/// Waits until the session is to stop; for ever if nobody is left who could stop it.
async fn stopped(shutdown: &mut watch::Receiver<bool>) {
    if shutdown.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
