//! An LMTP or SMTP client that sends one message after the other: envelope in one piece, then the data.

use std::net::SocketAddr;

use anyhow::{Result, bail};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::stream;

/// Which of the two. With one recipient they differ in the greeting alone (RFC 2033 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Lmtp,
    Smtp,
}

/// A connection that delivers to one recipient.
pub(crate) struct Delivery {
    stream: BufReader<TcpStream>,
    envelope: Vec<u8>,
    line: String,
}

impl Delivery {
    pub(crate) async fn connect(address: SocketAddr, dialect: Dialect, recipient: &str) -> Result<Self> {
        let stream = BufReader::new(stream::plain(address).await?);
        let envelope = format!("MAIL FROM:<sender@sender.example>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n").into_bytes();
        let mut delivery = Self { stream, envelope, line: String::new() };
        delivery.expect("220").await?;
        let greeting = match dialect {
            Dialect::Lmtp => "LHLO bench.example\r\n",
            Dialect::Smtp => "EHLO bench.example\r\n",
        };
        delivery.stream.write_all(greeting.as_bytes()).await?;
        delivery.expect("250").await?;
        Ok(delivery)
    }

    /// Delivers what [`mail_data`] has made.
    pub(crate) async fn deliver(&mut self, data: &[u8]) -> Result<()> {
        self.stream.write_all(&self.envelope).await?;
        for code in ["250", "250", "354"] {
            self.expect(code).await?;
        }
        self.stream.write_all(data).await?;
        self.expect("250").await
    }

    /// Reads a reply, of several lines if it has them (RFC 5321 §4.2.1).
    async fn expect(&mut self, code: &str) -> Result<()> {
        loop {
            self.line.clear();
            if self.stream.read_line(&mut self.line).await? == 0 {
                bail!("connection closed, waiting for {code}");
            }
            if !self.line.starts_with(code) {
                bail!("refused: {}", self.line.trim_end());
            }
            if self.line.as_bytes().get(3) != Some(&b'-') {
                return Ok(());
            }
        }
    }
}

/// A message with its end, as DATA wants it. It must end with CRLF and have no line that begins with a dot.
pub(crate) fn mail_data(mut message: Vec<u8>) -> Vec<u8> {
    message.extend_from_slice(b".\r\n");
    message
}
