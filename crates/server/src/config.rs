//! The configuration file: one TOML document, every key with a default. `docs/posthouse.example.toml` explains each.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use posthouse_mailbox::EntryName;
use rustls_pki_types::DnsName;
use serde::Deserialize;

use crate::capability::CapabilityName;

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// The data folder.
    pub(crate) data: PathBuf,
    /// The name that the server gives itself.
    pub(crate) hostname: String,
    pub(crate) tls: Tls,
    pub(crate) listen: Listen,
    pub(crate) limits: Limits,
    pub(crate) quota: Quota,
    pub(crate) about: About,
    pub(crate) imap: Imap,
    pub(crate) log: Log,
    /// Whether passwords may be sent without TLS; only the demo sets it.
    #[serde(skip)]
    pub(crate) plaintext_logins: bool,
}

/// Where the certificate is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Tls {
    /// The certificate chain in PEM; without one, the server makes a self-signed certificate.
    pub(crate) certificate: Option<PathBuf>,
    /// Its private key in PEM.
    pub(crate) key: Option<PathBuf>,
}

/// The addresses of each service; an empty list turns it off.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Listen {
    pub(crate) smtp: Vec<SocketAddr>,
    pub(crate) lmtp: Vec<SocketAddr>,
    pub(crate) submission: Vec<SocketAddr>,
    pub(crate) submissions: Vec<SocketAddr>,
    pub(crate) imap: Vec<SocketAddr>,
    pub(crate) imaps: Vec<SocketAddr>,
    pub(crate) pop3: Vec<SocketAddr>,
    pub(crate) pop3s: Vec<SocketAddr>,
    pub(crate) http: Vec<SocketAddr>,
}

/// Bounds on what a stranger can make grow.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Limits {
    /// Connections at the same time.
    pub(crate) connections: usize,
    /// Connections of one address that have not logged in.
    pub(crate) strangers_per_address: usize,
    /// Sessions of one account from one address; 0 for any number.
    pub(crate) sessions_per_account_and_address: usize,
    /// The largest message in bytes.
    pub(crate) message_size: u64,
    /// Recipients of one message.
    pub(crate) recipients: usize,
    /// Seconds that a client may take to log in.
    pub(crate) login_seconds: u64,
    /// Seconds that an IMAP session may say nothing.
    pub(crate) imap_idle_seconds: u64,
    /// Messages that one IMAP command works on; 0 for any number.
    pub(crate) imap_messages: u32,
    /// Messages that one IMAP COPY or APPEND saves; 0 for any number.
    pub(crate) imap_saved_messages: u32,
    /// Seconds that a POP3 session may say nothing.
    pub(crate) pop3_idle_seconds: u64,
    /// Seconds that an SMTP session may say nothing.
    pub(crate) smtp_idle_seconds: u64,
    /// Seconds that sessions get to end when the server stops.
    pub(crate) stop_seconds: u64,
}

/// How much an account may hold that has no quota of its own; without a number, any amount.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Quota {
    /// Bytes of messages.
    pub(crate) storage: Option<u64>,
    /// Messages.
    pub(crate) messages: Option<u64>,
    /// Mailboxes.
    pub(crate) mailboxes: Option<u64>,
}

/// What users can read about the server (RFC 5464 §6.2).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct About {
    /// A text.
    pub(crate) comment: Option<String>,
    /// The URI of the administrator.
    pub(crate) admin: Option<String>,
    /// Further entries, by their names.
    pub(crate) shared: BTreeMap<String, String>,
}

impl About {
    /// All that is to be read, by the names of the entries.
    pub(crate) fn entries(&self) -> BTreeMap<EntryName, String> {
        let said = [("/shared/comment", &self.comment), ("/shared/admin", &self.admin)];
        let said = said.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let all = self.shared.iter().map(|(name, value)| (name.as_str(), value)).chain(said);
        all.filter_map(|(name, value)| Some((EntryName::new(name)?, value.clone()))).collect()
    }

    fn is_entry(name: &str) -> bool {
        EntryName::new(name).is_some_and(|name| !name.is_private() && name.can_have_value())
    }
}

/// About IMAP alone.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Imap {
    /// Capabilities that no session has.
    pub(crate) capabilities_off: Vec<CapabilityName>,
}

/// What is logged, and how.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    /// The least level that is logged.
    pub(crate) level: LogLevel,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Human,
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: "/var/lib/posthouse".into(),
            hostname: "localhost".into(),
            tls: Tls::default(),
            listen: Listen::default(),
            limits: Limits::default(),
            quota: Quota::default(),
            about: About::default(),
            imap: Imap::default(),
            log: Log::default(),
            plaintext_logins: false,
        }
    }
}

impl Default for Listen {
    fn default() -> Self {
        let everywhere = |port: u16| vec![SocketAddr::from(([0u16; 8], port))];
        let here = |port: u16| vec![SocketAddr::from(([127, 0, 0, 1], port))];
        Self {
            smtp: everywhere(25),
            lmtp: here(24),
            submission: everywhere(587),
            submissions: everywhere(465),
            imap: everywhere(143),
            imaps: everywhere(993),
            pop3: everywhere(110),
            pop3s: everywhere(995),
            http: here(8080),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            strangers_per_address: 200,
            sessions_per_account_and_address: 50,
            message_size: 100 * 1024 * 1024,
            recipients: 1000,
            login_seconds: 180,
            imap_idle_seconds: 1800,
            imap_messages: 0,
            imap_saved_messages: 0,
            pop3_idle_seconds: 600,
            smtp_idle_seconds: 300,
            stop_seconds: 10,
        }
    }
}

impl Limits {
    /// How long a client may take to log in.
    pub(crate) fn login_time(&self) -> Duration {
        Duration::from_secs(self.login_seconds)
    }

    /// How long sessions get to end when the server stops.
    pub(crate) fn stop_time(&self) -> Duration {
        Duration::from_secs(self.stop_seconds)
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Human, level: LogLevel::Info }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("cannot read the configuration file {}: {error}", path.display())]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("the configuration file {} is not right in line {line}: {what}", path.display())]
    Malformed { path: PathBuf, line: usize, what: String },
    #[error("{}: {what}", path.display())]
    Nonsense { path: PathBuf, what: &'static str },
}

impl Config {
    /// Reads a configuration file.
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })?;
        let config: Self = toml::from_str(&text).map_err(|error| malformed(path, &text, &error))?;
        match config.nonsense() {
            Some(what) => Err(ConfigError::Nonsense { path: path.to_owned(), what }),
            None => Ok(config),
        }
    }

    fn nonsense(&self) -> Option<&'static str> {
        if self.tls.certificate.is_some() != self.tls.key.is_some() {
            return Some("tls.certificate and tls.key go together: set both or neither");
        }
        if self.limits.connections == 0 || self.limits.strangers_per_address == 0 {
            return Some("limits.connections and limits.strangers_per_address must be at least 1");
        }
        if self.limits.message_size > u64::from(u32::MAX) {
            return Some("limits.message_size can be at most 4294967295");
        }
        if self.about.shared.keys().any(|name| !About::is_entry(name)) {
            return Some("about.shared has entries such as \"/shared/vendor/NAME/NAME\"");
        }
        if self.about.admin.as_deref().is_some_and(|admin| !admin.contains(':')) {
            return Some("about.admin must be a URI, as in mailto:postmaster@example.org");
        }
        if DnsName::try_from(self.hostname.as_str()).is_err() || self.hostname.ends_with('.') {
            return Some("hostname must be a DNS name, as in mail.example.org");
        }
        None
    }
}

/// Says where in the file the mistake is, in one line.
fn malformed(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let what = error.message().lines().map(str::trim).collect::<Vec<_>>().join("; ");
    ConfigError::Malformed { path: path.to_owned(), line, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_names_every_key_with_its_default() {
        let example = include_str!("../../../docs/posthouse.example.toml");
        assert_eq!(toml::from_str::<Config>(example).unwrap(), Config::default());
        let uncommented: String =
            example.lines().map(|line| line.strip_prefix("#= ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
        let full: toml::Table = uncommented.parse().unwrap();
        for key in ["data", "hostname", "tls", "listen", "limits", "quota", "about", "imap", "log"] {
            assert!(full.contains_key(key), "{key}");
        }
    }

    fn complaint(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.toml");
        std::fs::write(&path, text).unwrap();
        Config::read(&path).unwrap_err().to_string().replace(path.to_str().unwrap(), "p.toml")
    }

    #[test]
    fn mistakes_are_told_in_one_line() {
        let mistakes = [
            ("\nhostnam = 'x'", "in line 2: unknown field `hostnam`"),
            ("data = '/x'\n[listen]\nimap = ['here']", "in line 3: invalid socket address syntax"),
            ("[log]\nlevel = 'loud'", "in line 2: unknown variant `loud`"),
            ("[limits", "in line 1: "),
            ("hostname = 'a b'", "p.toml: hostname must be a DNS name"),
            ("hostname = ''", "p.toml: hostname must be a DNS name"),
            ("[tls]\ncertificate = 'a.pem'", "p.toml: tls.certificate and tls.key go together"),
            ("[limits]\nconnections = 0", "must be at least 1"),
            ("[about]\nadmin = 'me@example.org'", "p.toml: about.admin must be a URI"),
            ("[about.shared]\n'/private/x' = 'y'", "p.toml: about.shared has entries such as"),
            ("\n[imap]\ncapabilities_off = ['MOVE', 'IMAP4rev1']", "in line 3: \"IMAP4rev1\" is no capability"),
            ("[quota]\nstorage = -1", "in line 2: "),
        ];
        for (text, expected) in mistakes {
            let complaint = complaint(text);
            assert!(complaint.contains(expected) && !complaint.contains('\n'), "{complaint}");
        }
    }
}
