//! Who may use the session's cookie: pages of this console, and nobody else's (design D1).
//!
//! `SameSite=Strict` keeps the cookie from other sites, but neither from another port of the same host
//! nor from a page whose name was made to resolve to us. These checks do. A request with a bearer token
//! needs none of them: no browser sends one by itself.

use std::net::IpAddr;

use contract::model::Code;
use http::{HeaderMap, HeaderName, Method, Uri, header, request::Parts};

use crate::http::Refusal;
use crate::settings::PublicUrl;

/// What proxies write down before they replace `Host`.
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The addresses under which this console is opened.
#[derive(Debug, Clone)]
pub(crate) struct SameSite {
    public: Option<PublicUrl>,
    /// How pages are opened by an address of this machine.
    scheme: &'static str,
}

impl SameSite {
    /// Without a public URL the console is opened by an IP address or as `localhost`.
    /// `tls` says whether the gateway itself speaks HTTPS.
    pub(crate) fn new(public: Option<PublicUrl>, tls: bool) -> Self {
        let scheme = if tls { "https" } else { "http" };
        Self { public, scheme }
    }

    /// Checks a request that is made with the cookie, or that asks for one.
    ///
    /// # Errors
    /// 403 when the request comes from elsewhere.
    pub(crate) fn check(&self, request: &Parts) -> Result<(), Refusal> {
        let authority = authority(&request.uri, &request.headers)
            .ok_or_else(|| forbidden("the request names no host"))?;
        if !self.is_ours(&authority) {
            return Err(match self.rewritten(&authority, &request.headers) {
                Some(refusal) => refusal,
                None => forbidden(
                    "this host name is not known to be the console's; start the gateway with --public-url",
                ),
            });
        }
        self.check_sender(&authority, &request.headers)
    }

    /// Against DNS rebinding: a foreign page can give a name of its own our address, but it cannot
    /// be opened by our address itself.
    fn is_ours(&self, authority: &str) -> bool {
        if self
            .public
            .as_ref()
            .is_some_and(|public| public.authority() == authority)
        {
            return true;
        }
        let host = host(authority);
        host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
    }

    /// Names the cause where a proxy in front has put another host into the request than the one that people
    /// open the console by: what the browser itself says of the page, or the proxy of the host, tells.
    fn rewritten(&self, authority: &str, headers: &HeaderMap) -> Option<Refusal> {
        let text = |name: &HeaderName| headers.get(name)?.to_str().ok();
        let opened = text(&X_FORWARDED_HOST).or_else(|| {
            let (_, opened) = text(&header::ORIGIN)?.split_once("://")?;
            Some(opened)
        })?;
        let is_public = match &self.public {
            Some(public) => public.authority().eq_ignore_ascii_case(opened),
            // Without a public URL nobody but the proxy says so.
            None => headers.contains_key(X_FORWARDED_HOST),
        };
        (is_public && !opened.eq_ignore_ascii_case(authority)).then(|| {
            forbidden(
                "a proxy in front of the console has replaced the Host header of this request; make it pass \
                 on Host as the browser sent it (nginx: proxy_set_header Host $http_host), and start the \
                 gateway with --public-url",
            )
        })
    }

    fn check_sender(&self, authority: &str, headers: &HeaderMap) -> Result<(), Refusal> {
        let own = match &self.public {
            Some(public) if public.authority() == authority => public.origin(),
            _ => format!("{}://{authority}", self.scheme),
        };
        let foreign_origin = headers
            .get_all(header::ORIGIN)
            .iter()
            .any(|origin| !origin.as_bytes().eq_ignore_ascii_case(own.as_bytes()));
        let foreign_site = headers
            .get_all(SEC_FETCH_SITE)
            .iter()
            .any(|site| site != "same-origin" && site != "none");
        if foreign_origin || foreign_site {
            if let Some(refusal) = self.rewritten(authority, headers) {
                return Err(refusal);
            }
            return Err(forbidden(
                "the cookie is for the console's own pages only; scripts send a bearer token",
            ));
        }
        Ok(())
    }
}

/// Whether a method may change something.
pub(crate) fn is_write(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Host and port that the request is addressed to, in lower case.
fn authority(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    if let Some(authority) = uri.authority() {
        return Some(authority.as_str().to_ascii_lowercase());
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().filter(|_| hosts.next().is_none())?;
    Some(host.to_str().ok()?.to_ascii_lowercase())
}

/// The host of `host:port`, where an IPv6 address is in brackets.
fn host(authority: &str) -> &str {
    match authority.rfind(']') {
        Some(end) => &authority[..=end],
        None => authority.split(':').next().unwrap_or(authority),
    }
}

fn forbidden(message: &str) -> Refusal {
    Refusal::new(Code::PermissionDenied, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(public: Option<&str>, method: Method, headers: &[(&str, &str)]) -> bool {
        let mut request = http::Request::builder()
            .method(method)
            .uri("/console/session");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let public = public.map(|url| url.parse().unwrap());
        SameSite::new(public, false).check(&parts).is_ok()
    }

    #[test]
    fn only_our_own_names_are_hosts() {
        let local = |host| check(None, Method::GET, &[("host", host)]);
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:8080",
            "[::1]:8080",
            "10.0.0.7",
        ] {
            assert!(local(host), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example:8080",
            "1.2.3",
            "[evil]",
            "",
        ] {
            assert!(!local(host), "{host}");
        }
        let public = |host| {
            let url = Some("https://console.example.com");
            check(url, Method::GET, &[("host", host)])
        };
        assert!(public("console.example.com"));
        assert!(!public("console.example.com.evil.example"));
        assert!(!check(None, Method::GET, &[]));
        let two = [("host", "localhost"), ("host", "evil.example")];
        assert!(!check(None, Method::GET, &two));
    }

    #[test]
    fn changes_come_from_our_own_pages() {
        let write = |name, value| {
            check(
                None,
                Method::POST,
                &[("host", "127.0.0.1:8080"), (name, value)],
            )
        };
        assert!(write("origin", "http://127.0.0.1:8080"));
        assert!(write("sec-fetch-site", "same-origin"));
        assert!(write("sec-fetch-site", "none"));
        for origin in [
            "http://127.0.0.1:3000",
            "https://127.0.0.1:8080",
            "http://localhost:8080",
            "http://127.0.0.1",
            "https://evil.example",
            "null",
            "",
        ] {
            assert!(!write("origin", origin), "{origin}");
        }
        assert!(!write("sec-fetch-site", "same-site"));
        assert!(!write("sec-fetch-site", "cross-site"));
    }

    #[test]
    fn a_proxy_that_replaces_the_host_is_named_as_the_cause() {
        let why = |public: Option<&str>, headers: &[(&str, &str)]| {
            let mut request = http::Request::post("/console/session");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let public = public.map(|url| url.parse().unwrap());
            let refusal = SameSite::new(public, false).check(&parts).unwrap_err();
            assert_eq!(refusal.http(), 403);
            refusal.message().contains("replaced the Host header")
        };
        let public = Some("https://console.example.com");
        let origin = ("origin", "https://console.example.com");
        assert!(why(public, &[("host", "gateway:8080"), origin]));
        assert!(why(public, &[("host", "127.0.0.1:8080"), origin]));
        let forwarded = ("x-forwarded-host", "console.example.com");
        assert!(why(public, &[("host", "gateway:8080"), forwarded]));
        assert!(why(None, &[("host", "gateway:8080"), forwarded]));
        let evil = ("origin", "https://evil.example");
        assert!(!why(public, &[("host", "console.example.com"), evil]));
        assert!(!why(public, &[("host", "evil.example"), evil]));
        assert!(!why(None, &[("host", "evil.example"), evil]));
    }

    #[test]
    fn behind_tls_the_public_origin_counts() {
        let write = |origin| {
            let headers = [("host", "console.example.com"), ("origin", origin)];
            check(Some("https://console.example.com"), Method::PATCH, &headers)
        };
        assert!(write("https://console.example.com"));
        assert!(!write("http://console.example.com"));
    }
}
