//! TLS handshakes, and what SCRAM can bind to after one.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use posthouse_auth::{ChannelBinding, TlsInfo};
use rustls::{ProtocolVersion, ServerConnection};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

use crate::tls::{Certificates, Current};

/// How long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Shakes hands as the server; `None` where the client does not manage, which is its own trouble.
pub(crate) async fn accept(
    certificates: &Certificates,
    stream: TcpStream,
) -> Option<(Box<TlsStream<TcpStream>>, TlsInfo)> {
    let current = certificates.current();
    let shaken = timeout(PATIENCE, current.acceptor().accept(stream)).await;
    match shaken {
        Ok(Ok(stream)) => {
            let info = info(stream.get_ref().1, &current);
            Some((Box::new(stream), info))
        }
        Ok(Err(error)) => {
            tracing::debug!("a TLS handshake failed: {error}");
            None
        }
        Err(_) => None,
    }
}

fn info(connection: &ServerConnection, current: &Arc<Current>) -> TlsInfo {
    let version = connection.protocol_version();
    let name = match version {
        Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
        _ => "TLS",
    };
    let cipher = connection.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str()).unwrap_or_default();
    TlsInfo {
        version: name.to_owned(),
        cipher: cipher.to_owned(),
        binding: ChannelBinding {
            tls_exporter: exporter(connection).filter(|_| version == Some(ProtocolVersion::TLSv1_3)),
            tls_server_end_point: end_point(&current.leaf),
        },
    }
}

/// RFC 9266 §2; before TLS 1.3 it binds only with an extension that cannot be told here (RFC 9266 §4.2).
fn exporter(connection: &ServerConnection) -> Option<Vec<u8>> {
    connection.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", Some(&[])).ok()
}

/// RFC 5929 §4.1: the certificate's hash, by the hash function of its signature, but SHA-256 for MD5 and SHA-1.
/// `None` where the signature has no single hash function: then this binding is undefined.
fn end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let algorithm = match signature_algorithm(certificate)? {
        RSA_SHA384 | ECDSA_SHA384 => &digest::SHA384,
        RSA_SHA512 | ECDSA_SHA512 => &digest::SHA512,
        RSA_MD5 | RSA_SHA1 | RSA_SHA256 | ECDSA_SHA1 | ECDSA_SHA256 => &digest::SHA256,
        _ => return None,
    };
    Some(digest::digest(algorithm, certificate).as_ref().to_vec())
}

// Object identifiers in DER (RFC 8017 §A.2.4, RFC 5758 §3.2).
const RSA_MD5: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4];
const RSA_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5];
const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
const RSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
const RSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
const ECDSA_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1];
const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const ECDSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
const ECDSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];

const SEQUENCE: u8 = 0x30;
const OBJECT_IDENTIFIER: u8 = 0x06;

/// RFC 5280 §4.1: `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER, … }, … }`
fn signature_algorithm(certificate: &[u8]) -> Option<&[u8]> {
    let (certificate, _) = value(certificate, SEQUENCE)?;
    let (_, behind) = value(certificate, SEQUENCE)?;
    let (algorithm, _) = value(behind, SEQUENCE)?;
    value(algorithm, OBJECT_IDENTIFIER).map(|(identifier, _)| identifier)
}

/// The contents of a DER value with this tag, and what is behind it (X.690 §8.1).
fn value(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        0x81..=0x84 => {
            let (octets, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), rest)
        }
        _ => return None,
    };
    if *found == tag { rest.split_at_checked(length) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_point_is_the_hash_that_the_signature_uses() {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let certificate = made.cert.der();
        assert_eq!(signature_algorithm(certificate), Some(ECDSA_SHA256));
        assert_eq!(end_point(certificate).unwrap(), digest::digest(&digest::SHA256, certificate).as_ref());
    }

    #[test]
    fn what_is_no_certificate_has_no_end_point() {
        for bytes in [&b""[..], &[0x30], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0x30, 2, 0x30, 9]] {
            assert_eq!(end_point(bytes), None);
        }
    }
}
