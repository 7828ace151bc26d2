//! What goes to the client: a buffer of bounded size before the socket.

use std::io;
use std::pin::pin;
use std::time::Duration;

use posthouse_imap_wire::Tag;
use posthouse_imap_wire::encode::{self, Code, Condition, Progress};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, WriteHalf};
use tokio::time::timeout;

use crate::deflate::{Deflater, Step};

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
    /// If the client inflates what it gets (RFC 4978).
    deflater: Option<Deflater>,
    sent: u64,
    patience: Duration,
    command: Option<Tag>,
}

impl<'s> Output<'s> {
    /// `patience` is how long the client may leave what is sent unread.
    pub(crate) fn new(socket: WriteHalf<&'s mut dyn Stream>, patience: Duration) -> Self {
        Self { socket, buffer: Vec::new(), deflater: None, sent: 0, patience, command: None }
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

    /// Compresses what follows; the buffer must be empty.
    pub(crate) fn begin_compression(&mut self) {
        self.deflater = Some(Deflater::default());
    }

    /// Whether what is sent is compressed.
    pub(crate) fn is_compressed(&self) -> bool {
        self.deflater.is_some()
    }

    /// Sends what is in the buffer, and compresses nothing of what follows (RFC 8437 §4.1).
    ///
    /// # Errors
    /// As [`Output::write`].
    pub(crate) async fn end_compression(&mut self) -> io::Result<()> {
        let octets = std::mem::take(&mut self.buffer);
        self.send_by(Deflater::finish, &octets).await?;
        self.deflater = None;
        Ok(())
    }

    /// Lets what is sent next be no shorter, compressed, than what the client makes of it.
    pub(crate) fn fill_next(&mut self) {
        self.deflater.iter_mut().for_each(Deflater::fill_next);
    }

    /// Gives the memory of the compressor back, before a long silence.
    pub(crate) fn rest_long(&mut self) {
        self.deflater.iter_mut().for_each(Deflater::rest);
    }

    async fn send(&mut self, octets: &[u8]) -> io::Result<()> {
        self.send_by(Deflater::flush, octets).await
    }

    async fn send_by(&mut self, pack: Pack, octets: &[u8]) -> io::Result<()> {
        let Self { socket, deflater, .. } = self;
        let all = async {
            let sent = match deflater {
                Some(deflater) => send_packed(socket, deflater, pack, octets).await?,
                None => socket.write_all(octets).await.map(|()| octets.len() as u64)?,
            };
            socket.flush().await.map(|()| sent)
        };
        self.sent += timeout(self.patience, all).await.map_err(|_| io::ErrorKind::TimedOut)??;
        Ok(())
    }
}

/// How octets are compressed.
type Pack = for<'a> fn(&'a mut Deflater, &[u8]) -> io::Result<Step<'a>>;

/// Gives the number of octets that were sent.
async fn send_packed(
    socket: &mut (impl AsyncWrite + Unpin),
    deflater: &mut Deflater,
    pack: Pack,
    mut octets: &[u8],
) -> io::Result<u64> {
    let mut sent = 0;
    loop {
        let Step { taken, packed, goes_on } = pack(deflater, octets)?;
        socket.write_all(packed).await?;
        sent += packed.len() as u64;
        if !goes_on {
            return Ok(sent);
        }
        octets = octets.get(taken..).unwrap_or_default();
    }
}
