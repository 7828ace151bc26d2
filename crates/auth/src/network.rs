//! Whom failed logins are counted against.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What one subscriber has: an IPv4 address, or an IPv6 /64 (RFC 6177 §2: no site has less).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Network {
    V4(Ipv4Addr),
    V6(u64),
}

impl Network {
    /// The network of a peer; an IPv4 address seen through an IPv6 socket is the IPv4 address.
    pub(crate) fn of(peer: IpAddr) -> Self {
        match peer.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6(prefix(address)),
        }
    }
}

fn prefix(address: Ipv6Addr) -> u64 {
    u64::try_from(address.to_bits() >> 64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(peer: &str) -> Network {
        Network::of(peer.parse().unwrap())
    }

    #[test]
    fn a_network_is_an_ipv4_address_or_an_ipv6_64() {
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("192.0.2.1"), network("::ffff:192.0.2.1"));
        assert_eq!(network("2001:db8:0:1::1"), network("2001:db8:0:1:ffff::2"));
        assert_ne!(network("2001:db8:0:1::1"), network("2001:db8:0:2::1"));
    }
}
