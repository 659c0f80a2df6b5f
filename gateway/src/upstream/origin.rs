//! The address of a remote API.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;
use http::uri::{Authority, Scheme};

/// Where a remote API is: scheme, host and port. Plain HTTP only on this machine, since tokens go there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamUrl {
    scheme: Scheme,
    authority: Authority,
}

impl UpstreamUrl {
    /// Whether the way there is encrypted.
    pub(super) fn is_secure(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// The address of its root.
    pub(super) fn root(&self) -> Uri {
        let root = self.at(http::uri::PathAndQuery::from_static("/"));
        root.unwrap_or_default()
    }

    /// The address of a path and query there.
    pub(super) fn at(&self, path_and_query: http::uri::PathAndQuery) -> Option<Uri> {
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(path_and_query)
            .build()
            .ok()
    }
}

impl fmt::Display for UpstreamUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

impl FromStr for UpstreamUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str = "write `local` or an address like https://api.coreweave.com";
        let parts = text.parse::<Uri>().map_err(|_| WANTED)?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(WANTED);
        };
        if authority.as_str().contains('@') {
            return Err("leave out the user name and password; people sign in with their tokens");
        }
        let rest = parts
            .path_and_query
            .as_ref()
            .map_or("/", |rest| rest.as_str());
        if rest != "/" || text.contains('#') {
            return Err("leave out path and query; the console knows the API's paths");
        }
        if authority.host().is_empty() || authority.as_str().ends_with(':') {
            return Err(WANTED);
        }
        let is_safe =
            scheme == Scheme::HTTPS || scheme == Scheme::HTTP && is_here(authority.host());
        if scheme != Scheme::HTTPS && scheme != Scheme::HTTP {
            return Err(WANTED);
        }
        if !is_safe {
            return Err("use https://; http:// would show tokens to the network, \
                        so it is only for addresses of this machine such as http://127.0.0.1:9000");
        }
        Ok(Self { scheme, authority })
    }
}

/// A name could be resolved to anywhere, so only addresses and the one reserved name count.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken() {
        for text in [
            "https://api.coreweave.com",
            "https://api.coreweave.com:8443",
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
            "http://localhost:9000",
        ] {
            let url: UpstreamUrl = text.parse().expect(text);
            assert_eq!(url.to_string(), text);
        }
        let url: UpstreamUrl = "https://api.coreweave.com/".parse().unwrap();
        assert_eq!(url.to_string(), "https://api.coreweave.com");
        let at = url.at("/v1beta1/auth/whoami?a=b".parse().unwrap()).unwrap();
        assert_eq!(
            at.to_string(),
            "https://api.coreweave.com/v1beta1/auth/whoami?a=b"
        );
    }

    #[test]
    fn everything_else_is_refused_with_a_next_step() {
        for (text, says) in [
            ("", "https://"),
            ("api.coreweave.com", "https://"),
            ("ftp://api.coreweave.com", "https://"),
            ("https://", "https://"),
            ("https://api.coreweave.com:", "https://"),
            ("https://api.coreweave.com/v1beta2", "path"),
            ("https://api.coreweave.com/?a=b", "query"),
            ("https://api.coreweave.com?a", "query"),
            ("https://api.coreweave.com/#a", "query"),
            ("https://ada:secret@api.coreweave.com", "user name"),
            ("http://api.coreweave.com", "this machine"),
            ("http://10.0.0.7:9000", "this machine"),
            ("http://127.0.0.1.example.com", "this machine"),
            ("http://localhost.example.com", "this machine"),
        ] {
            let error = text.parse::<UpstreamUrl>().expect_err(text);
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
