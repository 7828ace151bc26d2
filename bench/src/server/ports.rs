//! Where a server listens: loopback, on ports that nobody uses.

use std::net::{SocketAddr, TcpListener};

use anyhow::{Result, bail};

/// The standard ports; a server's are these plus one number.
const STANDARD: [u16; 9] = [25, 24, 587, 465, 143, 993, 110, 995, 80];

/// The first number to try. What is tried stays below 32768, where Linux begins to give ports to clients.
const FIRST_BASE: u16 = 12_000;
const LAST_BASE: u16 = 31_000;

/// The addresses of a server's services.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ports {
    pub(crate) base: u16,
    pub(crate) smtp: SocketAddr,
    pub(crate) lmtp: SocketAddr,
    pub(crate) imap: SocketAddr,
    pub(crate) imaps: SocketAddr,
}

impl Ports {
    /// Finds ports that are free now.
    pub(crate) fn find() -> Result<Self> {
        let bases = (FIRST_BASE..=LAST_BASE).step_by(1000);
        let Some(base) = bases.into_iter().find(|base| is_free(*base)) else { bail!("no free ports on 127.0.0.1") };
        let at = |port| loopback(base + port);
        Ok(Self { base, smtp: at(25), lmtp: at(24), imap: at(143), imaps: at(993) })
    }
}

fn is_free(base: u16) -> bool {
    STANDARD.iter().all(|port| TcpListener::bind(loopback(base + port)).is_ok())
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}
