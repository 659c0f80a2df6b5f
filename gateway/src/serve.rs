//! Starts and stops a gateway on an address of this machine.

use std::future::IntoFuture;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::gateway::{Gateway, Local};
use crate::history::History;
use crate::options::Options;
use crate::public_url::PublicUrl;
use crate::session::Sessions;
use crate::share::Shares;
use crate::start_error::StartError;

/// How long requests under way may take when the gateway stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// How often ended sessions and old history are forgotten.
const SWEEP: Duration = Duration::from_hours(1);

/// A gateway that serves. It stops when this is dropped.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The address for people: the public URL, or where it listens.
    pub url: String,
    /// What it stands before, as `GET /healthz` names it.
    pub upstream: String,
    /// The control plane inside this program; none before a remote API.
    pub local: Option<Local>,
    farewell: oneshot::Sender<()>,
    server: JoinSet<()>,
    background: JoinSet<()>,
    gateway: Gateway,
}

/// Starts a gateway; it serves when this returns.
///
/// # Errors
/// When an option cannot be followed; the message says which and what to do.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let wanted = options.listen;
    let unheard = |source| StartError::Listen {
        address: wanted,
        source,
    };
    let listener = TcpListener::bind(wanted).await.map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;
    let gateway = Gateway::open(options).await?;

    let (farewell, said) = oneshot::channel::<()>();
    let serve = axum::serve(listener, gateway.router()).with_graceful_shutdown(async {
        said.await.ok();
    });
    let mut server = JoinSet::new();
    server.spawn(async {
        if let Err(error) = serve.into_future().await {
            tracing::error!(%error, "the server ended");
        }
    });
    let mut background = JoinSet::new();
    if let Some(local) = &gateway.local {
        background.spawn(local.control_plane.clone().run());
    }
    background.spawn(gateway.live.clone().run());
    background.spawn(gateway.shares.clone().run());
    background.spawn(sweep(
        gateway.sessions.clone(),
        gateway.history.clone(),
        gateway.shares.clone(),
    ));

    let url = url(gateway.public_url.as_ref(), address);
    Ok(Running {
        address,
        url,
        upstream: gateway.upstream.name.clone(),
        local: gateway.local.clone(),
        farewell,
        server,
        background,
        gateway,
    })
}

impl Running {
    /// Lets requests under way come to their end, for at most 10 seconds, then stops everything.
    pub async fn stop(mut self) {
        self.farewell.send(()).ok();
        // Streams never come to an end by themselves.
        self.gateway.live.close();
        if tokio::time::timeout(FAREWELL, self.server.join_next())
            .await
            .is_err()
        {
            tracing::warn!("some requests were still under way and are cut off");
        }
        self.server.shutdown().await;
        self.background.shutdown().await;
        self.gateway.shares.close().await;
        self.gateway.database.close().await;
        if let Some(local) = &self.local {
            local.control_plane.close().await;
        }
    }

    /// Signs in as the admin of the local control plane, once and within an hour.
    pub fn sign_in_link(&self) -> Option<String> {
        let code = &self.local.as_ref()?.sign_in_code;
        Some(format!("{}/sign-in#code={code}", self.url))
    }

    /// Returns when a part has ended that never ends by itself: then the gateway is of no use any more.
    pub async fn failed(&mut self) {
        tokio::select! {
            _ = self.server.join_next() => {}
            _ = self.background.join_next() => {}
        }
    }
}

/// Where people find the console. An address that stands for all of a machine's is none to open.
fn url(public: Option<&PublicUrl>, mut address: SocketAddr) -> String {
    if let Some(public) = public {
        return public.origin();
    }
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{address}")
}

async fn sweep(sessions: Sessions, history: History, shares: Arc<Shares>) {
    let mut times = tokio::time::interval(SWEEP);
    loop {
        times.tick().await;
        match sessions.sweep(Timestamp::now()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "forgot ended sessions"),
            Err(error) => tracing::error!(%error, "ended sessions could not be forgotten"),
        }
        match history.sweep(Timestamp::now()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "forgot old history"),
            Err(error) => tracing::error!(%error, "old history could not be forgotten"),
        }
        match shares.sweep(Timestamp::now()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "forgot links that ended long ago"),
            Err(error) => tracing::error!(%error, "old links could not be forgotten"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_address_can_be_opened() {
        let at = |address: &str| url(None, address.parse().unwrap());
        assert_eq!(at("127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(at("0.0.0.0:8080"), "http://127.0.0.1:8080");
        assert_eq!(at("[::]:80"), "http://[::1]:80");
        assert_eq!(at("10.0.0.7:8080"), "http://10.0.0.7:8080");
        let public = "https://console.example.com".parse().unwrap();
        let address = "0.0.0.0:8080".parse().unwrap();
        assert_eq!(url(Some(&public), address), "https://console.example.com");
    }
}
