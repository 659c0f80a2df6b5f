//! Requests of which two servers in a row could disagree where they end (RFC 9112, 11.2).

use crate::raw::{exchange, statuses};
use crate::served::Served;
use crate::stage::{ADMIN, RUNNERS};

/// What must not be answered: it is a part of somebody else's body.
const SMUGGLED: &str = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

#[tokio::test]
async fn ambiguous_ends_are_refused_and_nothing_after_them_is_read() {
    let served = Served::with(|_| {}).await;
    let chunked = format!("0\r\n\r\n{SMUGGLED}");
    let length = chunked.len();
    for (name, head, body) in [
        (
            "both ends",
            format!("Content-Length: {length}\r\nTransfer-Encoding: chunked"),
            &chunked,
        ),
        (
            "both ends, turned",
            format!("Transfer-Encoding: chunked\r\nContent-Length: {length}"),
            &chunked,
        ),
        (
            "both ends, empty",
            "Content-Length: 0\r\nTransfer-Encoding: chunked".into(),
            &chunked,
        ),
        (
            "two lengths",
            format!("Content-Length: 0\r\nContent-Length: {length}"),
            &chunked,
        ),
        (
            "a list of lengths",
            format!("Content-Length: 0, {length}"),
            &chunked,
        ),
        ("a signed length", "Content-Length: +0".into(), &chunked),
        ("a negative length", "Content-Length: -1".into(), &chunked),
        (
            "a huge length",
            "Content-Length: 99999999999999999999".into(),
            &chunked,
        ),
        (
            "a hexadecimal length",
            "Content-Length: 0x0".into(),
            &chunked,
        ),
        (
            "an unknown coding",
            "Transfer-Encoding: gzip".into(),
            &chunked,
        ),
        (
            "chunked and another",
            "Transfer-Encoding: chunked, identity".into(),
            &chunked,
        ),
        (
            "chunked in disguise",
            "Transfer-Encoding: xchunked".into(),
            &chunked,
        ),
        (
            "a space before the colon",
            format!("Content-Length : {length}"),
            &chunked,
        ),
        (
            "a folded line",
            format!("X-A: b\r\n Content-Length: {length}"),
            &chunked,
        ),
        ("a zero byte", "X-A: \0".into(), &chunked),
        (
            "a carriage return in a value",
            "X-A: a\rContent-Length: 0".into(),
            &chunked,
        ),
        (
            "a chunk of no size",
            "Transfer-Encoding: chunked".into(),
            &format!("\r\n{SMUGGLED}"),
        ),
        (
            "a chunk of a huge size",
            "Transfer-Encoding: chunked".into(),
            &format!("fffffffffffffffff\r\n{SMUGGLED}"),
        ),
        (
            "a chunk of a signed size",
            "Transfer-Encoding: chunked".into(),
            &format!("+0\r\n\r\n{SMUGGLED}"),
        ),
    ] {
        let request = format!(
            "POST {RUNNERS} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ADMIN}\r\n\
             Content-Type: application/json\r\n{head}\r\n\r\n{body}"
        );
        let answers = exchange(served.running.address, request.as_bytes()).await;
        let found = statuses(&answers);
        assert!(found.len() <= 1, "{name}: {answers}");
        assert!(
            found.iter().all(|status| *status == 400),
            "{name}: {answers}"
        );
    }
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
