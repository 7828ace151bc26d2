//! What goes to the client: a buffer of bounded size before the socket.

use std::io;
use std::pin::pin;
use std::time::Duration;

use posthouse_imap_wire::Tag;
use posthouse_imap_wire::encode::{self, Code, Condition, Progress};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, WriteHalf};
use tokio::time::timeout;

/// A connection, whatever it is made of.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// How much is gathered before it is sent, in octets.
const FULL: usize = 64 << 10;

/// How long a command may be silent before the client is told that it goes on; RFC 9585 §4 asks for 10 to 15 seconds.
const SILENCE: Duration = Duration::from_secs(10);

/// Responses on their way to the client.
///
/// Encoders append to [`Output::buffer`]. Whoever writes many responses asks [`Output::is_full`] after each and then
/// flushes, so that a session needs little memory however much it says, and waits for no socket per message:
///
/// ```text
/// for … {
///     encode::…(out.buffer(), …);
///     if out.is_full() { out.flush().await?; }
/// }
/// ```
pub(crate) struct Output<'s> {
    socket: WriteHalf<&'s mut dyn Stream>,
    buffer: Vec<u8>,
    sent: u64,
    patience: Duration,
    command: Option<Tag>,
}

impl<'s> Output<'s> {
    /// `patience` is how long the client may leave what is sent unread.
    pub(crate) fn new(socket: WriteHalf<&'s mut dyn Stream>, patience: Duration) -> Self {
        Self { socket, buffer: Vec::new(), sent: 0, patience, command: None }
    }

    /// Where responses are appended.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Whether it is time to flush.
    pub(crate) fn is_full(&self) -> bool {
        self.buffer.len() >= FULL
    }

    /// Writes octets that are at hand, such as a piece of a literal, after what is in the buffer; large ones are not
    /// copied.
    ///
    /// # Errors
    /// Where the client is gone or reads too slowly.
    pub(crate) async fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        if self.buffer.len() + octets.len() < FULL {
            self.buffer.extend_from_slice(octets);
            return Ok(());
        }
        self.flush().await?;
        self.send(octets).await
    }

    /// Sends what is in the buffer.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let octets = std::mem::take(&mut self.buffer);
        let sent = self.send(&octets).await;
        self.buffer = octets;
        self.buffer.clear();
        sent
    }

    /// Notes which command is answered from now on. A tag with `]` is not repeated (RFC 9585 §4).
    pub(crate) fn answer(&mut self, tag: &Tag) {
        self.command = (!tag.as_bytes().contains(&b']')).then(|| tag.clone());
    }

    /// Waits for what may take long, and says from time to time that the command goes on (RFC 9585 §4). Only between
    /// two responses.
    ///
    /// # Errors
    /// As [`Output::write`]; then nobody waits any more.
    pub(crate) async fn during<T>(&mut self, work: impl Future<Output = T>) -> io::Result<T> {
        let mut work = pin!(work);
        loop {
            match timeout(SILENCE, &mut work).await {
                Ok(done) => return Ok(done),
                Err(_) => self.tell_progress().await?,
            }
        }
    }

    async fn tell_progress(&mut self) -> io::Result<()> {
        let progress = self.command.as_ref().map(|tag| Progress { tag, done: None, goal: None });
        encode::untagged(&mut self.buffer, Condition::Ok, Some(Code::InProgress(progress)), "Still working");
        self.flush().await
    }

    /// How many octets were sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent
    }

    /// Gives the memory of an empty buffer back.
    pub(crate) fn rest(&mut self) {
        if self.buffer.is_empty() {
            self.buffer = Vec::new();
        }
    }

    async fn send(&mut self, octets: &[u8]) -> io::Result<()> {
        let all = async {
            self.socket.write_all(octets).await?;
            self.socket.flush().await
        };
        timeout(self.patience, all).await.map_err(|_| io::ErrorKind::TimedOut)??;
        self.sent += octets.len() as u64;
        Ok(())
    }
}
