//! `GET /healthz` and `GET /metrics`.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;
use posthouse_auth::Visitors;
use posthouse_blob::BlobStore;
use posthouse_mailbox::Store;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::stop::stopped;

/// What the pages tell of.
#[derive(Clone)]
pub(crate) struct Pages {
    pub(crate) store: Store,
    pub(crate) blobs: BlobStore,
    pub(crate) visitors: Visitors,
    pub(crate) metrics: PrometheusHandle,
    pub(crate) stop: watch::Receiver<bool>,
}

/// Serves until the server stops.
pub(crate) async fn serve(listener: TcpListener, pages: Pages) {
    let mut stop = pages.stop.clone();
    let router = Router::new().route("/healthz", get(health)).route("/metrics", get(measure)).with_state(pages);
    let stopped = async move { stopped(&mut stop).await };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
        tracing::error!("the http service ended: {error}");
    }
}

async fn health(State(pages): State<Pages>) -> Response {
    let stopping = *pages.stop.borrow();
    match (stopping, pages.store.ping().await) {
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response(),
        (false, Err(error)) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
        (false, Ok(())) => "ok\n".into_response(),
    }
}

async fn measure(State(pages): State<Pages>) -> String {
    let (connections, sessions) = pages.visitors.count();
    let usage = pages.blobs.usage();
    gauge!("posthouse_connections").set(connections as f64);
    gauge!("posthouse_sessions").set(sessions as f64);
    gauge!("posthouse_accounts_open").set(pages.store.open_accounts() as f64);
    gauge!("posthouse_blob_segments").set(usage.segments as f64);
    gauge!("posthouse_blob_live_bytes").set(usage.live_bytes as f64);
    gauge!("posthouse_blob_dead_bytes").set(usage.dead_bytes as f64);
    pages.metrics.render()
}
