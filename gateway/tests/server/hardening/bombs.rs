//! Bodies that are small on the wire and large in memory, or have no end.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use http::Method;
use http_body_util::channel::Channel;

use crate::served::{Served, pushed};
use crate::stage::{ADMIN, RUNNERS};
use crate::tls_api::{Certificate, TlsApi};

#[tokio::test]
async fn a_compressed_request_is_refused_unread() {
    let served = Served::with(|_| {}).await;
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip"] {
        let request = served.request(Method::POST, RUNNERS).bearer_auth(ADMIN);
        let request = request.header("content-encoding", encoding);
        let request = request.header("content-type", "application/json");
        let answer = request.body("{}").send().await.unwrap();
        assert_eq!(answer.status(), 415, "{encoding}");
    }
}

/// An answer without an end; counts the bytes that were taken.
fn endless(taken: Arc<AtomicU64>) -> Response {
    let (mut out, body) = Channel::<Bytes, Infallible>::new(1);
    tokio::spawn(async move {
        let chunk = Bytes::from(vec![b' '; 1 << 20]);
        while out.send_data(chunk.clone()).await.is_ok() {
            taken.fetch_add(1 << 20, Ordering::Relaxed);
        }
    });
    let json = [("content-type", "application/json")];
    (json, Body::new(body)).into_response()
}

#[tokio::test]
async fn an_answer_of_the_api_without_an_end_is_cut_off() {
    let taken = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&taken);
    let answer = move || {
        let taken = Arc::clone(&counted);
        async move { endless(taken) }
    };
    let certificate = Certificate::of(&["127.0.0.1"]);
    let api = TlsApi::start(&certificate, &["h2"], Router::new().fallback(answer)).await;
    let served = Served::with(|options| {
        options.upstream = Some(api.url.parse().unwrap());
        options.upstream_ca = Some(certificate.authority.clone());
        options.intervals = pushed();
        options.intervals.answer = std::time::Duration::from_mins(2);
    })
    .await;
    let answer = served.get("/v1beta1/cks/clusters", "token").await;
    assert_eq!(answer.status(), 502);
    assert!(answer.text().await.unwrap().contains("too large"));
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken < 64 << 20, "{taken} bytes were taken");
}
