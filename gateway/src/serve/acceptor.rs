//! Lets connections in: so many, so long silent, and no more.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::http::client_address::{Peer, TrustedProxies};
use crate::settings::Limits;
use crate::settings::metrics::Metrics;

/// The largest head of a request, in bytes. Browsers and proxies stay below 16 KiB.
const HEAD: usize = 32 << 10;

/// How many headers a request may have.
const HEADERS: usize = 64;

/// Requests at once on one connection of HTTP/2.
const STREAMS: u32 = 200;

/// How often an idle connection of HTTP/2 is asked whether it still is one.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// What connections are let in to.
pub(super) struct Acceptor {
    pub(super) router: Router,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) limits: Limits,
    pub(super) trusted: TrustedProxies,
    pub(super) metrics: Metrics,
}

/// Who is in, by address.
#[derive(Default)]
struct Permits {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A connection that is let in; it leaves when this is dropped.
struct ConnectionPermit {
    permits: Arc<Mutex<Permits>>,
    address: IpAddr,
    metrics: Metrics,
}

impl Acceptor {
    /// Lets connections in until the shutdown is said, then waits for those under way.
    pub(super) async fn keep(self, listener: TcpListener, mut shutdown: oneshot::Receiver<()>) {
        let acceptor = Arc::new(self);
        let permits = Arc::<Mutex<Permits>>::default();
        let graceful = GracefulShutdown::new();
        let mut open = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = &mut shutdown => break,
                Some(_) = open.join_next() => continue,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of files, mostly: it passes as connections end.
                    tracing::error!(%error, "a connection could not be accepted");
                    sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            // Whoever is too many reads that at once, instead of waiting for nothing.
            if let Some(permit) = acceptor.admit(&permits, peer.ip()) {
                let acceptor = Arc::clone(&acceptor);
                open.spawn(acceptor.serve(stream, peer, permit, graceful.watcher()));
            }
        }
        drop(listener);
        graceful.shutdown().await;
    }

    fn admit(&self, permits: &Arc<Mutex<Permits>>, address: IpAddr) -> Option<ConnectionPermit> {
        let mut inside = permits.lock().unwrap_or_else(PoisonError::into_inner);
        let of_address = inside.by_address.get(&address).copied().unwrap_or(0);
        let is_many =
            of_address >= self.limits.connections_per_address && !self.trusted.has(address);
        if is_many || inside.all >= self.limits.connections {
            if self.metrics.turned_away() == 1 {
                tracing::warn!("too many connections; the metrics count how many are turned away");
            }
            return None;
        }
        inside.all += 1;
        *inside.by_address.entry(address).or_default() += 1;
        self.metrics.connections.inc();
        Some(ConnectionPermit {
            permits: Arc::clone(permits),
            address,
            metrics: self.metrics.clone(),
        })
    }

    async fn serve(
        self: Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
        permit: ConnectionPermit,
        watcher: Watcher,
    ) {
        let until = Instant::now() + self.limits.first_request;
        stream.set_nodelay(true).ok();
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.limits.stalled));
        match &self.tls {
            None => {
                self.speak(Box::pin(stream), false, peer, until, watcher)
                    .await;
            }
            Some(tls) => {
                // Who does not finish the greeting has nothing to say.
                let greeting = timeout_at(until, tls.accept(Box::pin(stream))).await;
                if let Ok(Ok(stream)) = greeting {
                    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                    self.speak(stream, is_http2, peer, until, watcher).await;
                }
            }
        }
        drop(permit);
    }

    async fn speak(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        is_http2: bool,
        peer: SocketAddr,
        until: Instant,
        watcher: Watcher,
    ) {
        let router = self.router.clone();
        let asked = Arc::new(AtomicBool::new(false));
        let has_asked = Arc::clone(&asked);
        let service = tower::service_fn(move |request: Request<Incoming>| {
            has_asked.store(true, Ordering::Relaxed);
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            router.clone().oneshot(request)
        });
        let http = self.http(is_http2);
        let service = TowerToHyperService::new(service);
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = watcher.watch(connection.into_owned());
        let silence = async {
            tokio::time::sleep_until(until).await;
            if asked.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            // A connection that breaks is its client's affair.
            _ = connection => {}
            () = silence => {}
        }
    }

    fn http(&self, is_http2: bool) -> auto::Builder<TokioExecutor> {
        // Without TLS, HTTP/1.1 alone: to find out which it is would mean to wait for a first byte.
        let http = auto::Builder::new(TokioExecutor::new());
        let mut http = if is_http2 {
            http.http2_only()
        } else {
            http.http1_only()
        };
        http.http1()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.next_request)
            .max_headers(HEADERS)
            .max_buf_size(HEAD);
        http.http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(SIGN_OF_LIFE)
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(u32::try_from(HEAD).unwrap_or(u32::MAX));
        http
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let mut inside = self.permits.lock().unwrap_or_else(PoisonError::into_inner);
        inside.all -= 1;
        if let Some(count) = inside.by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                inside.by_address.remove(&self.address);
            }
        }
        self.metrics.connections.dec();
    }
}
