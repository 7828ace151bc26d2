//! The certificate: read from files, or made for a server that has none, and read again on request.

use std::fs;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use arc_swap::ArcSwap;
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::client::verify_server_name;
use rustls::server::ParsedCertificate;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use time::{Duration, OffsetDateTime};
use tokio_rustls::TlsAcceptor;

use crate::config::Tls;
use crate::folder;

/// How long a self-signed certificate is valid: Apple's systems take none for longer than 825 days.
const LIFETIME_DAYS: i64 = 820;

/// After how many days a start makes another one.
const RENEW_AFTER_DAYS: u64 = 730;

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    #[error("cannot read {}: {error}", path.display())]
    Unreadable { path: PathBuf, error: String },
    #[error("the certificate and the key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
    #[error("cannot make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    #[error("cannot write the certificate: {0}")]
    Write(#[from] io::Error),
}

/// The certificate in use. Sessions keep the one they began with.
pub(crate) struct Certificates {
    files: Files,
    current: ArcSwap<Current>,
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// One certificate, ready for handshakes.
pub(crate) struct Current {
    config: Arc<ServerConfig>,
    /// The server's own certificate in DER, for channel binding (RFC 5929 §4).
    pub(crate) leaf: Vec<u8>,
}

impl Current {
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }

    fn is_for(&self, names: &[String]) -> bool {
        let leaf = CertificateDer::from(self.leaf.as_slice());
        let Ok(certificate) = ParsedCertificate::try_from(&leaf) else { return false };
        let has = |name: ServerName<'_>| verify_server_name(&certificate, &name).is_ok();
        names.iter().all(|name| ServerName::try_from(name.as_str()).is_ok_and(has))
    }
}

impl Certificates {
    /// The configured certificate, or a self-signed one that is kept in the data folder.
    pub(crate) fn open(tls: &Tls, data: &Path, names: &[String]) -> Result<Self, TlsError> {
        let files = match (&tls.certificate, &tls.key) {
            (Some(certificate), Some(key)) => Files { certificate: certificate.clone(), key: key.clone() },
            _ => self_signed(data, names)?,
        };
        let current = ArcSwap::from_pointee(files.read()?);
        Ok(Self { files, current })
    }

    pub(crate) fn current(&self) -> Arc<Current> {
        self.current.load_full()
    }

    /// Reads the files again; on an error the old certificate stays in use.
    pub(crate) fn reload(&self) -> Result<(), TlsError> {
        self.current.store(Arc::new(self.files.read()?));
        Ok(())
    }
}

impl Files {
    fn read(&self) -> Result<Current, TlsError> {
        let unreadable = |path: &Path, error: String| TlsError::Unreadable { path: path.to_owned(), error };
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| unreadable(&self.certificate, error.to_string()))?;
        let leaf =
            chain.first().ok_or_else(|| unreadable(&self.certificate, "there is no certificate in it".into()))?;
        let leaf = leaf.to_vec();
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| unreadable(&self.key, error.to_string()))?;
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key)?;
        Ok(Current { config: Arc::new(config), leaf })
    }

    /// Whether a self-signed certificate is there and will be valid for some time yet.
    fn are_young(&self) -> bool {
        let Ok(made) = fs::metadata(&self.certificate).and_then(|metadata| metadata.modified()) else { return false };
        let age = SystemTime::now().duration_since(made).unwrap_or_default();
        age.as_secs() < RENEW_AFTER_DAYS * 24 * 60 * 60
    }
}

fn self_signed(data: &Path, names: &[String]) -> Result<Files, TlsError> {
    let folder = data.join("tls");
    let files = Files { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") };
    if files.are_young() && files.read().is_ok_and(|current| current.is_for(names)) {
        return Ok(files);
    }
    folder::create(&folder)?;
    let key = KeyPair::generate()?;
    let certificate = parameters(names)?.self_signed(&key)?;
    replace(&files.key, key.serialize_pem().as_bytes())?;
    replace(&files.certificate, certificate.pem().as_bytes())?;
    folder::sync(&folder)?;
    Ok(files)
}

/// What mail programs ask of a certificate that its user has chosen to trust.
fn parameters(names: &[String]) -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::new(names.to_vec())?;
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, names.first().cloned().unwrap_or_default());
    parameters.distinguished_name = subject;
    let now = OffsetDateTime::now_utc();
    parameters.not_before = now - Duration::days(1);
    parameters.not_after = now + Duration::days(LIFETIME_DAYS);
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(parameters)
}

/// Puts a file in the place of another at once. After a crash between the two files, they do not fit and are made anew.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()?;
    fs::rename(unfinished, path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn open(data: &Path, names: &[&str]) -> Certificates {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        Certificates::open(&Tls::default(), data, &names).unwrap()
    }

    #[test]
    fn a_self_signed_certificate_is_made_once() {
        let data = tempfile::tempdir().unwrap();
        let names = ["mail.example.org", "localhost", "127.0.0.1", "::1"];
        let first = open(data.path(), &names);
        let second = open(data.path(), &names);
        assert_eq!(first.current().leaf, second.current().leaf);
        let mode = |name: &str| fs::metadata(data.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("tls"), mode("tls/key.pem")), (0o700, 0o600));
    }

    #[test]
    fn another_hostname_makes_another_certificate() {
        let data = tempfile::tempdir().unwrap();
        let first = open(data.path(), &["a.example.org", "localhost"]).current();
        let second = open(data.path(), &["b.example.org", "localhost"]).current();
        assert_ne!(first.leaf, second.leaf);
        assert!(second.is_for(&["b.example.org".into()]) && !second.is_for(&["a.example.org".into()]));
    }

    #[test]
    fn what_a_crash_left_is_made_anew() {
        let data = tempfile::tempdir().unwrap();
        let file = |name: &str| data.path().join("tls").join(name);
        let first = open(data.path(), &["localhost"]).current();
        fs::write(file("certificate.pem"), "").unwrap();
        let second = open(data.path(), &["localhost"]).current();
        assert_ne!(first.leaf, second.leaf);
        fs::write(file("key.pem"), KeyPair::generate().unwrap().serialize_pem()).unwrap();
        fs::write(file("key.new"), "half").unwrap();
        let third = open(data.path(), &["localhost"]).current();
        assert_ne!(second.leaf, third.leaf);
        assert!(!file("key.new").exists());
    }

    #[test]
    fn a_broken_file_leaves_the_old_certificate_in_use() {
        let data = tempfile::tempdir().unwrap();
        let certificates = open(data.path(), &["localhost"]);
        let leaf = certificates.current().leaf.clone();
        fs::write(data.path().join("tls/certificate.pem"), "nothing").unwrap();
        assert!(certificates.reload().is_err());
        assert_eq!(certificates.current().leaf, leaf);
    }
}
