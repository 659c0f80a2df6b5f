//! Which address a request comes from, if there are proxies in between.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of a connection, as the listener saw it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The address that limits are counted by. One of IPv6 stands for its network of 64 bits, which one person
/// has for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// Proxies whose word is taken for where a request comes from.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub(crate) fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether the other end is such a proxy.
    pub(crate) fn has(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address that is not one of ours, nearest to us. Each proxy writes down at the right whom it
    /// heard; what is further left anybody may have written.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let mut nearest = peer.to_canonical();
        let heard = headers.get_all(X_FORWARDED_FOR).iter();
        let heard: Vec<_> = heard
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
            .collect();
        for address in heard.into_iter().rev() {
            if !self.has(nearest) {
                break;
            }
            let Some(address) = read(address) else {
                break;
            };
            nearest = address;
        }
        ClientAddress(network(nearest))
    }
}

/// An address, maybe with a port.
fn read(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let address = text
        .parse::<SocketAddr>()
        .map(|socket| socket.ip())
        .or_else(|_| text.trim_matches(['[', ']']).parse());
    Some(address.ok()?.to_canonical())
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn client(peer: &str, forwarded: &[&'static str]) -> String {
        let networks = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
        let headers = forwarded
            .iter()
            .map(|value| (X_FORWARDED_FOR, HeaderValue::from_static(value)))
            .collect();
        let trusted = TrustedProxies::new(networks.to_vec());
        trusted
            .client(peer.parse().unwrap(), &headers)
            .0
            .to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(client("::ffff:203.0.113.7", &[]), "203.0.113.7");
    }

    #[test]
    fn the_nearest_address_that_is_no_proxy_counts() {
        for (forwarded, expected) in [
            (&["198.51.100.1"][..], "198.51.100.1"),
            (&["6.6.6.6, 198.51.100.1, 10.0.0.9"], "198.51.100.1"),
            (&["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
            (&["198.51.100.1:4711"], "198.51.100.1"),
            (&["[2001:db8:1:2:3::4]:4711"], "2001:db8:1:2::"),
            (&["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
            (&["198.51.100.1, nonsense"], "10.0.0.3"),
            (&[""], "10.0.0.3"),
            (&[], "10.0.0.3"),
        ] {
            assert_eq!(client("10.0.0.3", forwarded), expected, "{forwarded:?}");
        }
    }

    #[test]
    fn a_network_of_ipv6_is_one() {
        assert_eq!(client("2001:db8::1", &[]), client("2001:db8::2:3:4", &[]));
        assert_ne!(client("2001:db8::1", &[]), client("2001:db8:0:1::1", &[]));
    }
}
