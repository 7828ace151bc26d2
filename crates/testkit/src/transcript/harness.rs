//! What a transcript runs against.

use std::collections::HashMap;
use std::future::Future;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection to a server, of any kind.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The world around a transcript.
pub trait Harness {
    /// Connects to what the transcript calls `endpoint`.
    fn connect(&mut self, endpoint: &str) -> impl Future<Output = io::Result<Box<dyn Stream>>>;

    /// Shakes hands for TLS. Where TLS is only pretended, nothing happens.
    fn start_tls(&mut self, stream: Box<dyn Stream>) -> impl Future<Output = io::Result<Box<dyn Stream>>> {
        async { Ok(stream) }
    }

    /// Does what a `!` line says.
    ///
    /// # Errors
    /// Why it could not.
    fn act(&mut self, text: &str) -> impl Future<Output = Result<(), String>> {
        let unknown = format!("this harness cannot `{text}`");
        async { Err(unknown) }
    }

    /// Variables that are known from the start.
    fn variables(&self) -> HashMap<String, String> {
        HashMap::new()
    }
}

/// A line of a server that is longer is none.
const LONGEST_LINE: usize = 64 << 10;

/// Servers at `host:port`, by endpoint; with `user:password@` before it, at an IMAP server where that user has logged in.
#[derive(Clone, Debug, Default)]
pub struct Tcp {
    /// The address of each endpoint.
    pub endpoints: HashMap<String, String>,
    /// Variables that are known from the start.
    pub variables: HashMap<String, String>,
}

impl Harness for Tcp {
    async fn connect(&mut self, endpoint: &str) -> io::Result<Box<dyn Stream>> {
        let endpoint = self.endpoints.get(endpoint).ok_or_else(|| io::Error::other("no such endpoint"))?;
        let (login, address) = endpoint.rsplit_once('@').map_or((None, &**endpoint), |(user, at)| (Some(user), at));
        let mut stream = TcpStream::connect(address).await?;
        if let Some((user, password)) = login.and_then(|login| login.split_once(':')) {
            log_in(&mut stream, user, password).await?;
        }
        Ok(Box::new(stream))
    }

    fn variables(&self) -> HashMap<String, String> {
        self.variables.clone()
    }
}

/// LOGIN (RFC 9051 §6.2.3), with everything read up to its answer.
async fn log_in(stream: &mut TcpStream, user: &str, password: &str) -> io::Result<()> {
    stream.write_all(format!("login LOGIN {user} \"{password}\"\r\n").as_bytes()).await?;
    let mut line = Vec::new();
    while !line.starts_with(b"login ") {
        line.clear();
        while !line.ends_with(b"\n") && line.len() < LONGEST_LINE {
            line.push(stream.read_u8().await?);
        }
    }
    match line.starts_with(b"login OK") {
        true => Ok(()),
        false => Err(io::Error::other(String::from_utf8_lossy(&line).trim_end().to_owned())),
    }
}
