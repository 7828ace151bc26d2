//! The connection below a session: lines in, replies out, with time limits and in little memory.

use std::io;
use std::time::Duration;

use posthouse_pop3_wire::{Line, LineDecoder};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::Timeouts;

/// How much is read at once, in octets.
const READ: usize = 2 << 10;

/// How much is gathered before it is sent, in octets.
const FULL: usize = 64 << 10;

/// A stream, whatever it is made of.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Why nothing more comes.
#[derive(Debug)]
pub(crate) enum Ended {
    /// The client closed the connection, or it broke.
    Gone,
    /// The client took too long.
    TimedOut,
    /// The server stops.
    Shutdown,
    /// The client does what makes going on unsafe or pointless.
    Refused(&'static str),
    /// A message broke off in the middle; anything said now would look like a part of it.
    BrokenOff,
}

impl Ended {
    /// For the log.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Gone => "the client went away",
            Self::TimedOut => "the client took too long",
            Self::Shutdown => "the server stops",
            Self::Refused(why) => why,
            Self::BrokenOff => "a message could not be read",
        }
    }
}

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// A stream with its buffers.
pub(crate) struct Connection<'s> {
    stream: &'s mut dyn Stream,
    lines: LineDecoder,
    output: Vec<u8>,
    timeouts: Timeouts,
    shutdown: watch::Receiver<bool>,
    received: u64,
    sent: u64,
}

impl<'s> Connection<'s> {
    pub(crate) fn new(stream: &'s mut dyn Stream, timeouts: Timeouts, shutdown: watch::Receiver<bool>) -> Self {
        Self { stream, lines: LineDecoder::new(), output: Vec::new(), timeouts, shutdown, received: 0, sent: 0 }
    }

    /// Where replies are appended; they go out with the next flush.
    pub(crate) fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }

    /// Whether the client has sent more than was looked at.
    pub(crate) fn has_input(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Octets received and sent.
    pub(crate) fn octets(&self) -> (u64, u64) {
        (self.received, self.sent)
    }

    /// The next line, of at most `most` octets.
    pub(crate) async fn line(&mut self, most: usize, patience: Duration) -> Result<Line, Ended> {
        loop {
            if let Some(line) = self.lines.next_line(most) {
                self.flush_if_full().await?;
                return Ok(line);
            }
            self.flush().await?;
            self.output = Vec::new();
            self.fill(patience).await?;
        }
    }

    async fn fill(&mut self, patience: Duration) -> Result<(), Ended> {
        let mut piece = Vec::with_capacity(READ);
        let mut reader = (&mut *self.stream).take(READ as u64);
        let reading = timeout(patience, reader.read_buf(&mut piece));
        let read = tokio::select! {
            biased;
            read = reading => read.map_err(|_| Ended::TimedOut)??,
            () = stopped(&mut self.shutdown) => return Err(Ended::Shutdown),
        };
        self.received += read as u64;
        self.lines.push(&piece);
        if read == 0 { Err(Ended::Gone) } else { Ok(()) }
    }

    /// Sends what was said once it has become much.
    pub(crate) async fn flush_if_full(&mut self) -> Result<(), Ended> {
        if self.output.len() >= FULL { self.flush().await } else { Ok(()) }
    }

    /// Sends what was said.
    pub(crate) async fn flush(&mut self) -> Result<(), Ended> {
        if self.output.is_empty() {
            return Ok(());
        }
        let mut output = std::mem::take(&mut self.output);
        let sending = async {
            self.stream.write_all(&output).await?;
            self.stream.flush().await
        };
        timeout(self.timeouts.write, sending).await.map_err(|_| Ended::TimedOut)??;
        self.sent += output.len() as u64;
        output.clear();
        self.output = output;
        Ok(())
    }

    /// Sends what is left, if the client still listens, and closes the stream.
    pub(crate) async fn close(&mut self) {
        let patience = self.timeouts.write.min(Duration::from_secs(5));
        let closing = async {
            if self.flush().await.is_ok() {
                let _ = self.stream.shutdown().await;
            }
        };
        let _ = timeout(patience, closing).await;
    }
}

/// Waits until the server stops; for ever if nobody is left who could stop it.
async fn stopped(shutdown: &mut watch::Receiver<bool>) {
    if shutdown.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
