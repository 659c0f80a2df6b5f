//! Requests of which two servers in a row could disagree where they end (RFC 9112, 11.2).

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::raw::{exchange, statuses};
use crate::served::Served;
use crate::stage::{ADMIN, RUNNERS};

/// What must not be answered: it is a part of somebody else's body.
const SMUGGLED: &str = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

/// What an attacker sends: name, headers that say where the body ends, and the body.
fn shapes() -> Vec<(&'static str, String, String)> {
    let chunked = format!("0\r\n\r\n{SMUGGLED}");
    let length = chunked.len();
    vec![
        (
            "both ends",
            format!("Content-Length: {length}\r\nTransfer-Encoding: chunked"),
            chunked.clone(),
        ),
        (
            "both ends, turned",
            format!("Transfer-Encoding: chunked\r\nContent-Length: {length}"),
            chunked.clone(),
        ),
        (
            "both ends, empty",
            "Content-Length: 0\r\nTransfer-Encoding: chunked".into(),
            chunked.clone(),
        ),
        (
            "two lengths",
            format!("Content-Length: 0\r\nContent-Length: {length}"),
            chunked.clone(),
        ),
        (
            "a list of lengths",
            format!("Content-Length: 0, {length}"),
            chunked.clone(),
        ),
        (
            "a signed length",
            "Content-Length: +0".into(),
            chunked.clone(),
        ),
        (
            "a negative length",
            "Content-Length: -1".into(),
            chunked.clone(),
        ),
        (
            "a huge length",
            "Content-Length: 99999999999999999999".into(),
            chunked.clone(),
        ),
        (
            "a hexadecimal length",
            "Content-Length: 0x0".into(),
            chunked.clone(),
        ),
        (
            "an unknown coding",
            "Transfer-Encoding: gzip".into(),
            chunked.clone(),
        ),
        (
            "chunked and another",
            "Transfer-Encoding: chunked, identity".into(),
            chunked.clone(),
        ),
        (
            "chunked in disguise",
            "Transfer-Encoding: xchunked".into(),
            chunked.clone(),
        ),
        (
            "a space before the colon",
            format!("Content-Length : {length}"),
            chunked.clone(),
        ),
        (
            "a folded line",
            format!("X-A: b\r\n Content-Length: {length}"),
            chunked.clone(),
        ),
        ("a zero byte", "X-A: \0".into(), chunked.clone()),
        (
            "a carriage return in a value",
            "X-A: a\rContent-Length: 0".into(),
            chunked.clone(),
        ),
        (
            "a chunk of no size",
            "Transfer-Encoding: chunked".into(),
            format!("\r\n{SMUGGLED}"),
        ),
        (
            "a chunk of a huge size",
            "Transfer-Encoding: chunked".into(),
            format!("fffffffffffffffff\r\n{SMUGGLED}"),
        ),
        (
            "a chunk of a signed size",
            "Transfer-Encoding: chunked".into(),
            format!("+0\r\n\r\n{SMUGGLED}"),
        ),
    ]
}

/// The shapes that are answered in any other way than by a refusal, and nothing after it.
async fn smuggled(address: SocketAddr) -> Vec<&'static str> {
    let mut through = Vec::new();
    for (name, head, body) in shapes() {
        let request = format!(
            "POST {RUNNERS} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ADMIN}\r\n\
             Content-Type: application/json\r\n{head}\r\n\r\n{body}"
        );
        let found = statuses(&exchange(address, request.as_bytes()).await);
        if !found.is_empty() && found != [400] {
            through.push(name);
        }
    }
    through
}

/// A server that believes the first length that it can read, as careless ones do. Ends with the test.
async fn careless() -> (SocketAddr, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut server = JoinSet::new();
    server.spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = vec![0; 4096];
            let read = stream.read(&mut bytes).await.unwrap();
            let mut text = std::str::from_utf8(&bytes[..read]).unwrap();
            while let Some((head, rest)) = text.split_once("\r\n\r\n") {
                let mut lengths = head
                    .split("\r\n")
                    .filter_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok());
                text = rest.get(lengths.next().unwrap_or(0)..).unwrap_or_default();
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
                stream.write_all(answer).await.unwrap();
            }
        }
    });
    (address, server)
}

#[tokio::test]
async fn ambiguous_ends_are_refused_and_nothing_after_them_is_read() {
    let served = Served::with(|_| {}).await;
    let through = smuggled(served.running.address).await;
    assert!(through.is_empty(), "{through:?}");
    // The parser that refuses them is not ours; without it they would be noticed.
    let (address, _server) = careless().await;
    assert_eq!(smuggled(address).await.len(), shapes().len());
}

#[tokio::test]
async fn what_is_not_http_is_not_answered_as_if_it_were() {
    let served = Served::with(|_| {}).await;
    for request in [
        "GET /healthz\r\n\r\n",
        "GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /health z HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let answers = exchange(served.running.address, request.as_bytes()).await;
        assert!(!statuses(&answers).contains(&200), "{request:?}: {answers}");
    }
}

#[tokio::test]
async fn a_connection_is_not_turned_into_another() {
    let served = Served::with(|_| {}).await;
    for (line, headers) in [
        ("CONNECT 127.0.0.1:1 HTTP/1.1", ""),
        (
            "GET /healthz HTTP/1.1",
            "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n",
        ),
        (
            "GET /console/events HTTP/1.1",
            "Upgrade: websocket\r\nConnection: Upgrade\r\n",
        ),
        ("TRACE /healthz HTTP/1.1", "X-Secret: canary\r\n"),
    ] {
        let request = format!("{line}\r\nHost: 127.0.0.1\r\n{headers}\r\n");
        let request = request.replace("\r\n\r\n", "\r\nX-End: 1\r\nConnection: close\r\n\r\n");
        let answers = exchange(served.running.address, request.as_bytes()).await;
        assert!(!statuses(&answers).contains(&101), "{line}: {answers}");
        assert!(!answers.contains("canary"), "{line}: {answers}");
        if line.starts_with("CONNECT") || line.starts_with("TRACE") {
            assert!(!statuses(&answers).contains(&200), "{line}: {answers}");
        }
    }
}
