//! The socket on which the running server takes requests: one line of JSON asks, one answers.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::perform::Admin;
use super::request::{Request, Response};
use crate::stop::stopped;

/// Bytes of a request's line: the longest alias list has fewer.
const LONGEST_REQUEST: u64 = 256 * 1_024;
/// Bytes of an answer's line: a listing of some hundred thousand accounts.
const LONGEST_RESPONSE: u64 = 64 * 1_024 * 1_024;
/// Connections at once; more wait to be accepted.
const MOST_CONNECTIONS: usize = 16;
/// How long a connection may take to send a request, or to take an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long nothing is accepted when that failed, as it does without file descriptors.
const PAUSE: Duration = Duration::from_secs(1);

/// Where the socket of a data folder is.
pub(super) fn path(data: &Path) -> PathBuf {
    data.join("admin.sock")
}

/// The server's end. The socket is gone when this is dropped.
pub(crate) struct AdminListener {
    listener: UnixListener,
    path: PathBuf,
    owner: u32,
}

impl AdminListener {
    /// Makes the socket in a data folder whose lock this process has: one that is there was left by a crash.
    pub(crate) fn bind(data: &Path) -> io::Result<Self> {
        let path = path(data);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        let owner = fs::metadata(&path)?.uid();
        Ok(Self { listener, path, owner })
    }

    /// Takes requests until `stop` is true; those that have begun are finished.
    pub(crate) async fn serve(self, admin: Admin, mut stop: watch::Receiver<bool>) {
        let mut connections = JoinSet::new();
        let stopping = stop.clone();
        loop {
            tokio::select! {
                () = stopped(&mut stop) => break,
                _ = connections.join_next(), if !connections.is_empty() => {}
                stream = self.accept(), if connections.len() < MOST_CONNECTIONS => {
                    connections.spawn(converse(stream, admin.clone(), stopping.clone()));
                }
            }
        }
        drop(self);
        while connections.join_next().await.is_some() {}
    }

    /// The next connection of somebody who may ask.
    async fn accept(&self) -> UnixStream {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) if self.may_ask(&stream) => return stream,
                Ok(_) => tracing::warn!("another user tried to administer the server"),
                Err(error) => {
                    tracing::warn!("the admin socket failed: {error}");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Only who runs the server, and root. The mode of the socket says the same, but not yet while it is being made.
    fn may_ask(&self, stream: &UnixStream) -> bool {
        stream.peer_cred().is_ok_and(|peer| peer.uid() == self.owner || peer.uid() == 0)
    }
}

impl Drop for AdminListener {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next start.
        let _ = fs::remove_file(&self.path);
    }
}

/// Answers the requests of one connection until it ends, dawdles or the server stops.
async fn converse(stream: UnixStream, admin: Admin, mut stop: watch::Receiver<bool>) {
    let mut stream = BufReader::new(stream);
    loop {
        let line = tokio::select! {
            () = stopped(&mut stop) => return,
            line = timeout(PATIENCE, read_line(&mut stream, LONGEST_REQUEST)) => line,
        };
        let response = match line {
            Ok(Ok(line)) if line.is_empty() => return,
            Ok(Ok(line)) => answer(&line, &admin).await,
            _ => return,
        };
        let written = timeout(PATIENCE, stream.get_mut().write_all(&encode(&response))).await;
        if !matches!(written, Ok(Ok(()))) {
            return;
        }
    }
}

async fn answer(line: &[u8], admin: &Admin) -> Response {
    match serde_json::from_slice::<Request>(line) {
        Ok(request) => admin.perform(request).await,
        Err(_) => Response::Failed("the server does not understand this request; is it of another version?".to_owned()),
    }
}

/// The line of an answer; one too long for the reader is replaced.
fn encode(response: &Response) -> Vec<u8> {
    let mut line = serde_json::to_vec(response).unwrap_or_default();
    line.push(b'\n');
    if u64::try_from(line.len()).is_ok_and(|length| length < LONGEST_RESPONSE) {
        return line;
    }
    b"{\"result\":\"failed\",\"value\":\"the listing is too long for the socket; stop the server and list again\"}\n"
        .to_vec()
}

/// Asks the server whose socket this is.
pub(super) async fn ask(stream: UnixStream, request: &Request) -> io::Result<Response> {
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    let mut stream = BufReader::new(stream);
    stream.get_mut().write_all(&line).await?;
    let answer = read_line(&mut stream, LONGEST_RESPONSE).await?;
    if answer.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(serde_json::from_slice(&answer)?)
}

/// A line with its end, at most `longest` bytes of it; nothing at the end of the stream.
async fn read_line(stream: &mut BufReader<UnixStream>, longest: u64) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    stream.take(longest).read_until(b'\n', &mut line).await?;
    match line.last() {
        None | Some(b'\n') => Ok(line),
        Some(_) => Err(io::ErrorKind::InvalidData.into()),
    }
}
