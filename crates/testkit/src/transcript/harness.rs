//! What a transcript runs against.

use std::collections::HashMap;
use std::future::Future;
use std::io;

use tokio::io::{AsyncRead, AsyncWrite};
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

/// Servers at `host:port`, by endpoint.
#[derive(Clone, Debug, Default)]
pub struct Tcp {
    /// The address of each endpoint.
    pub endpoints: HashMap<String, String>,
    /// Variables that are known from the start.
    pub variables: HashMap<String, String>,
}

impl Harness for Tcp {
    async fn connect(&mut self, endpoint: &str) -> io::Result<Box<dyn Stream>> {
        let address = self.endpoints.get(endpoint).ok_or_else(|| io::Error::other("no such endpoint"))?;
        Ok(Box::new(TcpStream::connect(address).await?))
    }

    fn variables(&self) -> HashMap<String, String> {
        self.variables.clone()
    }
}
