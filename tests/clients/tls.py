"""What clients of the tests trust."""

import hashlib
import ssl


def trusting(certificate):
    """A client context that trusts the certificate in this PEM file and nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certificate)
    return context


def accepting():
    """A client context that takes any certificate, to see which there is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def end_point(certificate):
    """The data of `tls-server-end-point` for a certificate signed with SHA-256 (RFC 5929 §4.1)."""
    return hashlib.sha256(certificate).digest()
