//! Starting and stopping: the parts are opened and wired here, and nowhere else.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder};
use posthouse_auth::{AuthError, Authenticator, MonotonicClock, VisitorLimits, Visitors};
use posthouse_delivery::Delivery;
use posthouse_engine::Engine;
use posthouse_imap_server as imap;
use posthouse_mailbox::{Clock, QuotaLimits};
use posthouse_pop3_server as pop3;
use posthouse_smtp_server as smtp;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::admin::mail::Served;
use crate::admin::{Admin, AdminListener};
use crate::capability::CapabilityName;
use crate::config::{Config, Quota};
use crate::data::{Data, DataError};
use crate::descriptors;
use crate::http::{self, Pages};
use crate::listen::{self, ListenError};
use crate::locked::Locked;
use crate::maintain::Maintenance;
use crate::services::{Service, Services};
use crate::stop::{Signals, unless_stopped};
use crate::sweeps::Sweeps;
use crate::tls::{Certificates, TlsError};

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error("cannot prepare logins: {0}")]
    Auth(#[from] AuthError),
    #[error("cannot finish deliveries that a stop interrupted: {0}")]
    Delivery(#[from] posthouse_delivery::Error),
    #[error("cannot open the administration socket: {0}")]
    Admin(std::io::Error),
    #[error("cannot collect metrics: {0}")]
    Metrics(#[from] BuildError),
}

/// A server whose parts are open and whose ports are taken; nobody is served yet.
pub(crate) struct Server {
    config: Config,
    pub(crate) data: Data,
    certificates: Arc<Certificates>,
    visitors: Visitors,
    listeners: Vec<(Service, TcpListener)>,
    pages: Vec<TcpListener>,
}

impl Server {
    /// Takes the ports and makes the certificate ready.
    pub(crate) fn prepare(config: Config, data: Data) -> Result<Self, ServeError> {
        data.store.set_default_limits(quota_limits(&config.quota));
        let certificates = Arc::new(Certificates::open(&config.tls, &config.data, &names(&config))?);
        let mut listeners = Vec::new();
        for service in Service::ALL {
            for address in service.addresses(&config.listen) {
                listeners.push((service, listen::bind(service.name(), *address)?));
            }
        }
        let pages =
            config.listen.http.iter().map(|address| listen::bind("http", *address)).collect::<Result<_, _>>()?;
        let visitors = Visitors::new(visitor_limits(&config));
        Ok(Self { config, data, certificates, visitors, listeners, pages })
    }

    /// Serves until a signal ends it; `ready` is called when everything answers.
    pub(crate) async fn run(mut self, signals: Signals, ready: impl FnOnce(&Config)) -> Result<(), ServeError> {
        let mut stop = signals.stop();
        let Some(started) = unless_stopped(&mut stop, self.start(&signals)).await else { return Ok(()) };
        let maintenance = tokio::spawn(started?.run(signals.stop()));
        tracing::info!(data = %self.config.data.display(), hostname = self.config.hostname, "started");
        ready(&self.config);
        while unless_stopped(&mut stop, signals.reload()).await.is_some() {
            reload(&self.certificates);
        }
        part(&self.visitors, self.config.limits.stop_time()).await;
        let _ = maintenance.await;
        self.data.store.rest().await;
        Ok(())
    }

    /// Begins to answer everywhere.
    async fn start(&mut self, signals: &Signals) -> Result<Maintenance, ServeError> {
        let data = &self.data;
        let engine: Arc<dyn Engine> = Arc::<Locked>::clone(&data.engine);
        let delivery = Delivery::new(engine, data.store.clone(), data.directory.clone(), Clock::system());
        delivery.recover().await?;
        let admin = self.administer(signals)?;
        let services = Arc::new(self.services(delivery.clone()).await?);
        let metrics = PrometheusBuilder::new().install_recorder()?;
        for listener in self.pages.drain(..) {
            let pages = Pages {
                store: self.data.store.clone(),
                blobs: self.data.blobs.clone(),
                visitors: self.visitors.clone(),
                metrics: metrics.clone(),
                stop: signals.stop(),
            };
            tokio::spawn(http::serve(listener, pages));
        }
        for (service, listener) in self.listeners.drain(..) {
            let (services, visitors) = (Arc::clone(&services), self.visitors.clone());
            tokio::spawn(listen::accept(listener, service, services, visitors, signals.stop()));
        }
        let (store, blobs) = (self.data.store.clone(), self.data.blobs.clone());
        Ok(Maintenance { store, blobs, delivery, admin, sweeps: Sweeps::of(&self.config.data) })
    }

    fn administer(&self, signals: &Signals) -> Result<Admin, ServeError> {
        let mail = Served { store: self.data.store.clone(), visitors: self.visitors.clone() };
        let admin = Admin::new(self.data.directory.clone(), self.data.store.clone(), Arc::new(mail));
        let listener = AdminListener::bind(&self.config.data).map_err(ServeError::Admin)?;
        tokio::spawn(listener.serve(admin.clone(), signals.stop()));
        Ok(admin)
    }

    async fn services(&self, delivery: Delivery) -> Result<Services, ServeError> {
        let clock = Arc::new(MonotonicClock::new());
        let authenticator = Authenticator::open(self.data.directory.clone(), Default::default(), clock).await?;
        let (config, data) = (&self.config, &self.data);
        Ok(Services {
            certificates: Arc::clone(&self.certificates),
            smtp: smtp::Context::new(
                smtp_config(config),
                data.directory.clone(),
                authenticator.clone(),
                data.store.clone(),
                delivery,
                Clock::system(),
            ),
            imap: imap::Context {
                config: imap_config(config),
                authenticator: authenticator.clone(),
                directory: data.directory.clone(),
                store: data.store.clone(),
            },
            pop3: pop3::Context { config: pop3_config(config), authenticator, store: data.store.clone() },
        })
    }
}

/// What a self-signed certificate is for.
fn names(config: &Config) -> Vec<String> {
    let mut names = vec![config.hostname.clone()];
    names.extend(
        ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into_iter().filter(|name| *name != config.hostname),
    );
    names
}

fn reload(certificates: &Certificates) {
    match certificates.reload() {
        Ok(()) => tracing::info!("the certificate was read again"),
        Err(error) => tracing::error!("the certificate in use stays: {error}"),
    }
}

/// Sessions are told to go and get some time for it.
async fn part(visitors: &Visitors, patience: Duration) {
    visitors.stop();
    if timeout(patience, visitors.gone()).await.is_err() {
        let (connections, _) = visitors.count();
        tracing::warn!(connections, "not every session ended in time");
    }
}

fn visitor_limits(config: &Config) -> VisitorLimits {
    let sessions = config.limits.sessions_per_account_and_address;
    let connections = descriptors::connections(config.limits.connections, descriptors::raise_limit());
    if connections < config.limits.connections {
        tracing::warn!(connections, "fewer connections than configured: the limit of open files (nofile) is too low");
    }
    VisitorLimits {
        connections,
        strangers_per_address: config.limits.strangers_per_address,
        sessions_per_account_and_address: (sessions > 0).then_some(sessions),
    }
}

fn quota_limits(quota: &Quota) -> QuotaLimits {
    QuotaLimits { storage: quota.storage, messages: quota.messages, mailboxes: quota.mailboxes }
}

fn smtp_config(config: &Config) -> smtp::Config {
    let mut smtp = smtp::Config::new(&config.hostname);
    smtp.plaintext_logins = config.plaintext_logins;
    smtp.limits.message_size = config.limits.message_size;
    smtp.limits.recipients = config.limits.recipients;
    smtp.timeouts.command = Duration::from_secs(config.limits.smtp_idle_seconds);
    smtp
}

fn imap_config(config: &Config) -> imap::Config {
    let mut imap = imap::Config::new(&config.hostname);
    imap.plaintext_logins = config.plaintext_logins;
    imap.limits.message_size = config.limits.message_size;
    imap.shared = config.about.entries();
    imap.limits.messages = NonZeroU32::new(config.limits.imap_messages);
    imap.limits.saved_messages = NonZeroU32::new(config.limits.imap_saved_messages);
    imap.off = config.imap.capabilities_off.iter().map(CapabilityName::as_str).collect();
    imap.timeouts.login = config.limits.login_time();
    imap.timeouts.command = Duration::from_secs(config.limits.imap_idle_seconds);
    imap
}

fn pop3_config(config: &Config) -> pop3::Config {
    let mut pop3 = pop3::Config::new(&config.hostname);
    pop3.plaintext_logins = config.plaintext_logins;
    pop3.timeouts.login = config.limits.login_time();
    pop3.timeouts.command = Duration::from_secs(config.limits.pop3_idle_seconds);
    pop3
}
