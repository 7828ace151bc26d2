//! The socket of the running server.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::super::{AdminListener, socket};
use super::*;

/// A server on a folder; it stops when the sender says so.
async fn serve(folder: &Path) -> (watch::Sender<bool>, JoinHandle<()>) {
    let (stop, stopped) = watch::channel(false);
    let listener = AdminListener::bind(folder).unwrap();
    let (admin, _) = admin().await;
    (stop, tokio::spawn(listener.serve(admin, stopped)))
}

async fn connect(folder: &Path) -> UnixStream {
    UnixStream::connect(socket::path(folder)).await.unwrap()
}

/// Sends bytes and reads until the server closes.
async fn exchange(folder: &Path, bytes: &[u8]) -> String {
    let mut stream = connect(folder).await;
    let _ = stream.write_all(bytes).await;
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn requests_are_answered_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let _server = serve(folder.path()).await;
    let answer =
        exchange(folder.path(), b"{\"domain\":{\"add\":{\"domain\":\"x.test\"}}}\n{\"domain\":\"list\"}\n").await;
    let expected = "{\"result\":\"done\",\"value\":\"added the domain x.test\"}\n{\"result\":\"domains\",\"value\":\
                    [{\"domain\":\"x.test\",\"unicode\":\"x.test\",\"accounts\":0,\"aliases\":0}]}\n";
    assert_eq!(answer, expected);
    let asked = socket::ask(connect(folder.path()).await, &add_domain("x.test")).await.unwrap();
    assert_eq!(shown(&asked, false), "posthouse: x.test is a domain of this server already\n");
}

#[tokio::test]
async fn only_the_owner_may_open_it() {
    let folder = tempfile::tempdir().unwrap();
    let _server = serve(folder.path()).await;
    let mode = std::fs::metadata(socket::path(folder.path())).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn nonsense_is_answered_and_endless_lines_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let _server = serve(folder.path()).await;
    let answer = exchange(folder.path(), b"hello\n\xff\n").await;
    assert_eq!(answer.matches("does not understand").count(), 2);
    assert_eq!(exchange(folder.path(), &vec![b'x'; 1_000_000]).await, "");
    assert_eq!(exchange(folder.path(), b"{\"domain\":\"list\"}").await, "", "a line that does not end");
}

#[tokio::test]
async fn it_stops_though_clients_linger_and_leaves_no_socket() {
    let folder = tempfile::tempdir().unwrap();
    let (stop, server) = serve(folder.path()).await;
    let _lingering = connect(folder.path()).await;
    stop.send_replace(true);
    server.await.unwrap();
    assert!(!socket::path(folder.path()).exists());
}

#[tokio::test]
async fn a_socket_that_a_crash_left_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    drop(std::os::unix::net::UnixListener::bind(socket::path(folder.path())).unwrap());
    assert!(socket::path(folder.path()).exists());
    let _server = serve(folder.path()).await;
    assert!(exchange(folder.path(), b"{\"domain\":\"list\"}\n").await.starts_with("{\"result\":\"domains\""));
}
