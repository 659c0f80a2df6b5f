//! Which addresses messages may go to: none in networks that only this machine or its neighbours can reach, whatever
//! name resolves to them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// Networks that are not of the whole internet (IANA's registries of special-purpose addresses).
const V4: [&str; 16] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
];

/// Of IPv6 only this is given out to the internet (RFC 4291, 2.4); within it these are not.
const V6_GLOBAL: &str = "2000::/3";
const V6: [&str; 3] = ["2001::/23", "2001:db8::/32", "3fff::/20"];

/// Addresses of IPv6 that lead to one of IPv4, and where in them it stands, in bytes.
const V6_WITH_V4: [(&str, usize); 4] = [
    ("::ffff:0:0/96", 12),
    ("64:ff9b::/96", 12),
    ("::/96", 12),
    ("2002::/16", 2),
];

/// Whether an address is of the whole internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let holds = |net: &&str| {
        net.parse::<Ipv4Net>()
            .is_ok_and(|net| net.contains(&address))
    };
    !V4.iter().any(holds)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let within = |net: &str| {
        net.parse::<Ipv6Net>()
            .is_ok_and(|net| net.contains(&address))
    };
    for (net, at) in V6_WITH_V4 {
        if within(net) {
            let bytes = address.octets();
            let inner = Ipv4Addr::new(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
            // The unspecified and the loopback address are among the compatible ones.
            return is_public_v4(inner);
        }
    }
    within(V6_GLOBAL) && !V6.iter().any(|net| within(net))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_is_one() {
        assert!(V4.iter().all(|net| net.parse::<Ipv4Net>().is_ok()));
        let with_v4 = V6_WITH_V4.iter().map(|(net, _)| net);
        let all = V6.iter().chain([&V6_GLOBAL]).chain(with_v4);
        assert!(all.into_iter().all(|net| net.parse::<Ipv6Net>().is_ok()));
    }

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for (address, expected) in [
            ("93.184.216.34", true),
            ("172.15.255.255", true),
            ("172.32.0.0", true),
            ("2606:4700::1111", true),
            ("::ffff:93.184.216.34", true),
            ("64:ff9b::5db8:d822", true),
            ("0.0.0.0", false),
            ("127.0.0.1", false),
            ("127.255.255.254", false),
            ("10.1.2.3", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.100.100.200", false),
            ("192.0.0.192", false),
            ("198.19.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("fe80::1", false),
            ("fc00::1", false),
            ("fd00:ec2::254", false),
            ("ff02::1", false),
            ("2001:db8::1", false),
            ("2001::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:169.254.169.254", false),
            ("::127.0.0.1", false),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b:1::1", false),
            ("2002:7f00:1::1", false),
            ("2002:a9fe:a9fe::1", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
        }
    }
}
