//! Starts and stops a gateway on an address of this machine.

mod acceptor;

use std::fmt::Display;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::changes::Changes;
use crate::history::History;
use crate::http::client_address::TrustedProxies;
use crate::notify::Notifier;
use crate::session::Sessions;
use crate::settings::PublicUrl;
use crate::share::Shares;
use crate::start::Options;
use crate::start::StartError;
use crate::start::{Gateway, Local, TlsFiles};
use acceptor::Acceptor;

/// How long requests under way may take when the gateway stops.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// Connections that may wait to be let in, where the operating system allows so many: with fewer, of the
/// thousands of pages that come back after a restart most would wait a second and try again.
const WAITING: u32 = 4096;

/// How often ended sessions and old history are forgotten.
const SWEEP: Duration = Duration::from_hours(1);

/// A gateway that serves. It stops when this is dropped.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where operators ask for figures.
    pub metrics_address: Option<SocketAddr>,
    /// The address for people: the public URL, or where it listens.
    pub url: String,
    /// What it stands before, as `GET /healthz` names it.
    pub upstream: String,
    /// The control plane inside this program; none before a remote API.
    pub local: Option<Local>,
    shutdown: oneshot::Sender<()>,
    server: JoinSet<()>,
    background: JoinSet<()>,
    gateway: Gateway,
}

/// Starts a gateway; it serves when this returns.
///
/// # Errors
/// When an option cannot be followed; the message says which and what to do.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let (listener, address) = listen("--listen", options.listen)?;
    let operators = match options.metrics_listen {
        Some(wanted) => Some(listen("--metrics-listen", wanted)?),
        None => None,
    };
    let tls = options.tls.as_ref().map(TlsFiles::read).transpose();
    let tls = tls.map_err(|(option, file, problem)| StartError::Tls {
        option,
        file,
        problem,
    })?;
    let is_tls = tls.is_some();
    let mut limits = options.limits;
    limits.connections = limits.connections.min(allowed_connections());
    let trusted = TrustedProxies::new(options.trusted_proxies.clone());
    let gateway = Gateway::open(options).await?;

    let (shutdown, said) = oneshot::channel::<()>();
    let acceptor = Acceptor {
        router: gateway.router(),
        tls,
        limits,
        trusted,
        metrics: gateway.metrics.clone(),
    };
    let mut server = JoinSet::new();
    server.spawn(acceptor.keep(listener, said));
    let mut background = JoinSet::new();
    if let Some(local) = &gateway.local {
        background.spawn(local.control_plane.clone().run());
    }
    background.spawn(gateway.live.clone().run());
    background.spawn(gateway.shares.clone().run());
    background.spawn(gateway.notifier.clone().run());
    background.spawn(sweep(
        gateway.sessions.clone(),
        gateway.history.clone(),
        gateway.changes.clone(),
        gateway.shares.clone(),
        gateway.notifier.clone(),
    ));

    let metrics_address = operators.as_ref().map(|(_, address)| *address);
    if let Some((listener, _)) = operators {
        let router = gateway.operators();
        background.spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the metrics server ended");
            }
        });
    }

    let url = url(gateway.public_url.as_ref(), is_tls, address);
    Ok(Running {
        address,
        metrics_address,
        url,
        upstream: gateway.upstream.name.clone(),
        local: gateway.local.clone(),
        shutdown,
        server,
        background,
        gateway,
    })
}

fn listen(
    option: &'static str,
    wanted: SocketAddr,
) -> Result<(TcpListener, SocketAddr), StartError> {
    let unheard = |source| StartError::Listen {
        option,
        address: wanted,
        source,
    };
    let socket = match wanted {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    };
    let socket = socket.map_err(unheard)?;
    // A gateway that starts again takes its port back at once.
    socket.set_reuseaddr(true).map_err(unheard)?;
    socket.bind(wanted).map_err(unheard)?;
    let listener = socket.listen(WAITING).map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;
    Ok((listener, address))
}

/// As many as there may be files, less what the gateway needs for itself.
fn allowed_connections() -> usize {
    const OWN_FILES: u64 = 128;
    // As many as the administrator allows; where that cannot be found out, a usual number.
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
    usize::try_from(files.saturating_sub(OWN_FILES)).unwrap_or(usize::MAX)
}

impl Running {
    /// Lets requests under way come to their end, for at most 10 seconds, then stops everything.
    pub async fn stop(mut self) {
        self.shutdown.send(()).ok();
        // Streams never come to an end by themselves.
        self.gateway.live.close();
        if tokio::time::timeout(SHUTDOWN_GRACE, self.server.join_next())
            .await
            .is_err()
        {
            tracing::warn!("some requests were still in progress and were cut off");
        }
        self.server.shutdown().await;
        self.background.shutdown().await;
        self.gateway.shares.close().await;
        self.gateway.notifier.hand_over().await;
        self.gateway.live.hand_over().await;
        self.gateway.database.close().await;
        if let Some(local) = &self.local {
            local.control_plane.close().await;
        }
    }

    /// Cuts the gateway off its database, as a fault would.
    #[doc(hidden)]
    pub async fn lose_database(&self) {
        self.gateway.database.close().await;
    }

    /// How many event streams are open.
    pub fn streams(&self) -> usize {
        self.gateway.live.figures().streams
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
fn url(public: Option<&PublicUrl>, is_tls: bool, mut address: SocketAddr) -> String {
    if let Some(public) = public {
        return public.origin();
    }
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    let scheme = if is_tls { "https" } else { "http" };
    format!("{scheme}://{address}")
}

async fn sweep(
    sessions: Sessions,
    history: History,
    changes: Changes,
    shares: Arc<Shares>,
    notifier: Arc<Notifier>,
) {
    let mut times = tokio::time::interval(SWEEP);
    loop {
        times.tick().await;
        let now = Timestamp::now();
        say("ended sessions", sessions.sweep(now).await);
        say("old history", history.sweep(now).await);
        say("old previous values", changes.sweep(now).await);
        say("links that expired long ago", shares.sweep(now).await);
        say("old messages", notifier.sweep(now).await);
    }
}

/// Notes what was forgotten, if anything.
fn say(what: &str, swept: Result<u64, impl Display>) {
    match swept {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "forgot {what}"),
        Err(error) => tracing::error!(%error, "{what} could not be forgotten"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_address_can_be_opened() {
        let at = |address: &str| url(None, false, address.parse().unwrap());
        assert_eq!(at("127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(at("0.0.0.0:8080"), "http://127.0.0.1:8080");
        assert_eq!(at("[::]:80"), "http://[::1]:80");
        assert_eq!(at("10.0.0.7:8080"), "http://10.0.0.7:8080");
        let public = "https://console.example.com".parse().unwrap();
        let address = "0.0.0.0:8080".parse().unwrap();
        assert_eq!(
            url(Some(&public), false, address),
            "https://console.example.com"
        );
    }
}
