//! When the server stops, and when it reads its certificate again.

use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::tls::Certificates;

/// Waits for SIGINT or SIGTERM; SIGHUP reads the certificate again.
pub(crate) async fn signals(certificates: Arc<Certificates>, stop: watch::Sender<bool>) -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    loop {
        tokio::select! {
            _ = interrupt.recv() => break,
            _ = terminate.recv() => break,
            _ = hang_up.recv() => reload(&certificates),
        }
    }
    stop.send_replace(true);
    Ok(())
}

fn reload(certificates: &Certificates) {
    match certificates.reload() {
        Ok(()) => tracing::info!("the certificate was read again"),
        Err(error) => tracing::error!("the certificate in use stays: {error}"),
    }
}
