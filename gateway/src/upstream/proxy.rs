//! The way to a remote API, through a proxy where the environment names one (`HTTPS_PROXY`, `ALL_PROXY`,
//! `NO_PROXY`).

use std::pin::Pin;
use std::task::{Context, Poll};

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower::{BoxError, Service};

/// Connects to a remote API.
#[derive(Clone)]
pub(super) enum Route {
    Direct(HttpConnector),
    /// The proxy learns host and port, and nothing of what is said: that is encrypted.
    ThroughProxy(Tunnel<HttpConnector>),
}

impl Route {
    /// To that address. What is not encrypted goes to this machine alone, and through no proxy.
    pub(super) fn to(address: &Uri, proxies: &Matcher, tcp: HttpConnector) -> Self {
        let is_secure = address.scheme_str() == Some("https");
        let proxy = is_secure.then(|| proxies.intercept(address)).flatten();
        match proxy {
            None => Self::Direct(tcp),
            Some(proxy) => {
                tracing::info!(
                    proxy = proxy.uri().host(),
                    "the API is reached through the proxy that HTTPS_PROXY names"
                );
                let tunnel = Tunnel::new(proxy.uri().clone(), tcp);
                Self::ThroughProxy(match proxy.basic_auth() {
                    Some(credential) => tunnel.with_auth(credential.clone()),
                    None => tunnel,
                })
            }
        }
    }

    pub(super) fn is_through_proxy(&self) -> bool {
        matches!(self, Self::ThroughProxy(_))
    }
}

impl Service<Uri> for Route {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match self {
            Self::Direct(tcp) => tcp.poll_ready(context).map_err(Into::into),
            Self::ThroughProxy(tunnel) => tunnel.poll_ready(context).map_err(Into::into),
        }
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        match self {
            Self::Direct(tcp) => {
                let connecting = tcp.call(address);
                Box::pin(async move { connecting.await.map_err(Into::into) })
            }
            Self::ThroughProxy(tunnel) => {
                let connecting = tunnel.call(address);
                Box::pin(async move { connecting.await.map_err(Into::into) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_for_what_is_encrypted_and_not_excepted() {
        let is_through = |address: &'static str| {
            let proxies = Matcher::builder()
                .https("http://proxy.example:3128")
                .no("internal.example,10.0.0.0/8")
                .build();
            let address = Uri::from_static(address);
            Route::to(&address, &proxies, HttpConnector::new()).is_through_proxy()
        };
        assert!(is_through("https://api.coreweave.com"));
        assert!(!is_through("https://api.internal.example"));
        assert!(!is_through("https://10.0.0.7"));
        assert!(!is_through("http://127.0.0.1:9000"));
        let none = Matcher::builder().build();
        let address = Uri::from_static("https://api.coreweave.com");
        assert!(!Route::to(&address, &none, HttpConnector::new()).is_through_proxy());
    }
}
