//! Listeners: they accept, count, and hand over.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use metrics::counter;
use posthouse_auth::Visitors;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::services::{Service, Services};
use crate::stop::stopped;

/// Connections that the kernel keeps for a listener that is slow to accept.
const BACKLOG: u32 = 1024;

/// How long a listener waits when the process has no file descriptors left.
const PAUSE: Duration = Duration::from_millis(100);

/// Why an address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address} for {service}: {error}{}", hint(error))]
pub(crate) struct ListenError {
    service: &'static str,
    address: SocketAddr,
    error: io::Error,
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => "; is another server running? Choose other ports or stop it",
        io::ErrorKind::PermissionDenied => "; ports below 1024 need root or CAP_NET_BIND_SERVICE",
        _ => "",
    }
}

/// Listens on one address.
pub(crate) fn bind(service: &'static str, address: SocketAddr) -> Result<TcpListener, ListenError> {
    let listen = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    listen().map_err(|error| ListenError { service, address, error })
}

/// Accepts until the server stops. Sessions run on; [`Visitors::gone`] tells when they have ended.
pub(crate) async fn accept(
    listener: TcpListener,
    service: Service,
    services: Arc<Services>,
    visitors: Visitors,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => return,
        };
        match accepted {
            Ok((stream, address)) => admit(stream, address, service, &services, &visitors),
            Err(error) => {
                tracing::warn!(service = service.name(), "a connection could not be accepted: {error}");
                sleep(PAUSE).await;
            }
        }
    }
}

fn admit(stream: TcpStream, address: SocketAddr, service: Service, services: &Arc<Services>, visitors: &Visitors) {
    counter!("posthouse_connections_total", "service" => service.name()).increment(1);
    let _ = stream.set_nodelay(true);
    match visitors.enter(address.ip()) {
        Ok(visit) => {
            let services = Arc::clone(services);
            tokio::spawn(async move { services.serve(service, stream, address, Arc::new(visit)).await });
        }
        Err(too_many) => {
            counter!("posthouse_connections_refused_total", "service" => service.name()).increment(1);
            tracing::info!(service = service.name(), peer = %address, "refused: {too_many}");
            turn_away(stream, service);
        }
    }
}

/// Says why without waiting: what does not fit into the socket's buffer is not said.
fn turn_away(mut stream: TcpStream, service: Service) {
    tokio::spawn(async move {
        let _ = timeout(PAUSE, stream.write_all(service.busy())).await;
    });
}
