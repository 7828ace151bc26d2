//! An IMAP client that has one command under way at a time, or a pipeline of the same.

use std::net::SocketAddr;

use anyhow::{Result, bail};
use memchr::{memchr_iter, memrchr};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::stream::{self, Stream};

/// The tag of every command. No word of a message begins with it, so a line that does is the answer.
pub(crate) const TAG: &[u8] = b"zq9 ";

/// A reply longer than this is not kept, only counted: its end and its first part are.
const KEPT: usize = 256 * 1024;

/// A connection to an IMAP server.
pub(crate) struct Imap {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
    filled: usize,
}

/// What came for a command that was answered with OK.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The last part of it, with the tagged line; for a reply that is not long, all of it.
    pub(crate) text: String,
    /// The length of all of it.
    pub(crate) bytes: usize,
    /// How many lines it had.
    pub(crate) lines: usize,
}

impl Imap {
    pub(crate) async fn connect(address: SocketAddr) -> Result<Self> {
        Self::greeted(Box::new(stream::plain(address).await?)).await
    }

    /// Connects to the port where TLS comes first.
    pub(crate) async fn connect_tls(address: SocketAddr) -> Result<Self> {
        Self::greeted(Box::new(stream::tls(address).await?)).await
    }

    async fn greeted(stream: Box<dyn Stream>) -> Result<Self> {
        let mut imap = Self { stream, buffer: vec![0; 2048], filled: 0 };
        imap.line("greeting").await?;
        Ok(imap)
    }

    pub(crate) async fn login(&mut self, account: (&str, &str)) -> Result<()> {
        self.run(&format!("LOGIN {} {}", account.0, account.1)).await?;
        Ok(())
    }

    /// Sends a command and waits for its OK.
    pub(crate) async fn run(&mut self, command: &str) -> Result<Reply> {
        self.send(&[TAG, command.as_bytes(), b"\r\n"].concat()).await?;
        self.reply().await
    }

    /// Sends a command built before, which begins with the tag and ends its line.
    pub(crate) async fn run_built(&mut self, command: &[u8]) -> Result<Reply> {
        self.send(command).await?;
        self.reply().await
    }

    /// Sends bytes and waits for nothing.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await?;
        Ok(())
    }

    /// Starts IDLE (RFC 2177) and waits for the server to agree.
    pub(crate) async fn idle(&mut self) -> Result<()> {
        self.send(&[TAG, b"IDLE\r\n"].concat()).await?;
        self.continuation().await
    }

    /// Waits for the server to ask for more.
    pub(crate) async fn continuation(&mut self) -> Result<()> {
        loop {
            let line = self.line("continuation").await?;
            if line.starts_with('+') {
                return Ok(());
            }
            if line.as_bytes().starts_with(TAG) {
                bail!("refused: {line}");
            }
        }
    }

    /// The next line without its end; what else has come is kept for later.
    pub(crate) async fn line(&mut self, what: &str) -> Result<String> {
        loop {
            let received = self.buffer.get(..self.filled).unwrap_or_default();
            if let Some(end) = memchr::memchr(b'\n', received) {
                let line = String::from_utf8_lossy(received.get(..end).unwrap_or_default()).trim_end().to_owned();
                self.buffer.copy_within(end + 1..self.filled, 0);
                self.filled -= end + 1;
                return Ok(line);
            }
            if self.receive().await? == 0 {
                bail!("connection closed, waiting for {what}");
            }
        }
    }

    /// Waits until `count` commands are answered with OK. Only for commands whose answers are short.
    pub(crate) async fn replies(&mut self, count: usize) -> Result<()> {
        let mut left = count;
        while left > 0 {
            let line = self.line("reply").await?;
            if line.as_bytes().starts_with(TAG) {
                check(line.as_bytes())?;
                left -= 1;
            }
        }
        Ok(())
    }

    /// Reads until the tagged line, which must say OK.
    pub(crate) async fn reply(&mut self) -> Result<Reply> {
        let mut forgotten = 0;
        let mut lines = 0;
        let mut looked_at = 0;
        loop {
            let received = self.buffer.get(..self.filled).unwrap_or_default();
            lines += memchr_iter(b'\n', received.get(looked_at..).unwrap_or_default()).count();
            looked_at = self.filled;
            if let Some(last) = tagged_end(received) {
                let result = check(last);
                let text = String::from_utf8_lossy(received).into_owned();
                let bytes = forgotten + self.filled;
                self.filled = 0;
                return result.map(|()| Reply { text, bytes, lines });
            }
            if self.filled > KEPT {
                let tail = self.filled - 1024;
                self.buffer.copy_within(tail..self.filled, 0);
                self.filled = 1024;
                looked_at = 1024;
                forgotten += tail;
            }
            if self.receive().await? == 0 {
                bail!("connection closed, waiting for the reply");
            }
        }
    }

    async fn receive(&mut self) -> Result<usize> {
        if self.filled == self.buffer.len() {
            self.buffer.resize((self.buffer.len() * 2).min(2 * KEPT), 0);
        }
        let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
        let count = self.stream.read(room).await?;
        self.filled += count;
        Ok(count)
    }
}

/// An APPEND of `message` in one piece (LITERAL+, RFC 7888), to be sent by [`Imap::run_built`].
pub(crate) fn append_command(mailbox: &str, message: &[u8]) -> Vec<u8> {
    let mut command = Vec::with_capacity(message.len() + 64);
    command.extend_from_slice(TAG);
    command.extend_from_slice(format!("APPEND {mailbox} {{{}+}}\r\n", message.len()).as_bytes());
    command.extend_from_slice(message);
    command.extend_from_slice(b"\r\n");
    command
}

/// An APPEND of several messages as one transaction (RFC 3502 §6.3.11), to be sent by [`Imap::run_built`].
pub(crate) fn multiappend_command(mailbox: &str, messages: &[Vec<u8>]) -> Vec<u8> {
    let mut command = [TAG, b"APPEND ", mailbox.as_bytes()].concat();
    for message in messages {
        command.extend_from_slice(format!(" {{{}+}}\r\n", message.len()).as_bytes());
        command.extend_from_slice(message);
    }
    command.extend_from_slice(b"\r\n");
    command
}

/// The last line, if all of it is there and it is tagged.
fn tagged_end(received: &[u8]) -> Option<&[u8]> {
    let line = received.strip_suffix(b"\n")?;
    let start = memrchr(b'\n', line).map_or(0, |end| end + 1);
    line.get(start..).filter(|last| last.starts_with(TAG))
}

fn check(tagged: &[u8]) -> Result<()> {
    match tagged.get(TAG.len()..TAG.len() + 2) {
        Some(b"OK") => Ok(()),
        _ => bail!("refused: {}", String::from_utf8_lossy(tagged).trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    fn pair() -> (Imap, tokio::io::DuplexStream) {
        let (ours, theirs) = tokio::io::duplex(4 * KEPT);
        (Imap { stream: Box::new(ours), buffer: vec![0; 16], filled: 0 }, theirs)
    }

    #[tokio::test]
    async fn a_long_reply_is_counted_and_its_end_is_found() {
        let (mut imap, mut server) = pair();
        let line = b"* 1 FETCH (FLAGS ())\r\n";
        tokio::spawn(async move {
            for _ in 0..100_000 {
                server.write_all(line).await.unwrap();
            }
            server.write_all(b"zq9 OK done\r\n").await.unwrap();
            server.read_u8().await.unwrap();
        });
        let reply = imap.reply().await.unwrap();
        assert_eq!((reply.lines, reply.bytes), (100_001, 100_000 * line.len() + 13));
    }

    #[tokio::test]
    async fn a_refusal_is_an_error() {
        let (mut imap, mut server) = pair();
        server.write_all(b"* ok\r\nzq9 NO [LIMIT] not now\r\n").await.unwrap();
        assert_eq!(imap.reply().await.unwrap_err().to_string(), "refused: zq9 NO [LIMIT] not now");
        server.write_all(b"zq9 OK next\r\n").await.unwrap();
        assert_eq!(imap.reply().await.unwrap().text, "zq9 OK next\r\n");
    }

    #[test]
    fn an_append_is_one_piece() {
        assert_eq!(append_command("INBOX", b"ab\r\n"), b"zq9 APPEND INBOX {4+}\r\nab\r\n\r\n");
    }
}
