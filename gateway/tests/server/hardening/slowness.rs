//! Clients that take their time, to hold what others need.

use std::time::Duration;

use gateway::{Options, TlsFiles};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::raw::{rest, statuses};
use crate::served::Served;
use crate::stage::{ADMIN, RUNNERS};
use crate::tls_api::Certificate;

fn hasty(options: &mut Options) {
    options.limits.first_request = Duration::from_millis(200);
    options.limits.next_request = Duration::from_millis(300);
    options.limits.body = Duration::from_millis(200);
    options.limits.stalled = Duration::from_millis(300);
}

async fn connect(served: &Served) -> TcpStream {
    TcpStream::connect(served.running.address).await.unwrap()
}

/// Sends a byte now and then until that is refused.
async fn drip(mut stream: TcpStream, text: &[u8]) -> String {
    let (mut reader, mut writer) = stream.split();
    let mut answer = Vec::new();
    let read = tokio::io::AsyncReadExt::read_to_end(&mut reader, &mut answer);
    let write = async {
        for byte in text.iter().cycle() {
            if writer.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        std::future::pending::<()>().await;
    };
    let ended = async {
        tokio::select! {
            _ = read => {}
            () = write => {}
        }
    };
    let ended = tokio::time::timeout(Duration::from_secs(20), ended).await;
    ended.expect("it is waited for");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn silence_is_not_waited_for() {
    let served = Served::with(hasty).await;
    assert_eq!(rest(&mut connect(&served).await).await, "");
}

#[tokio::test]
async fn headers_that_never_end_are_not_waited_for() {
    let served = Served::with(hasty).await;
    let mut stream = connect(&served).await;
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\n")
        .await
        .unwrap();
    let answer = drip(stream, b"X-A: b\r\n").await;
    assert!(!statuses(&answer).contains(&200), "{answer}");
}

#[tokio::test]
async fn a_second_request_that_never_ends_is_not_waited_for() {
    let served = Served::with(hasty).await;
    let mut stream = connect(&served).await;
    let first = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\n";
    stream.write_all(first).await.unwrap();
    let answer = drip(stream, b"X-A: b\r\n").await;
    assert_eq!(statuses(&answer)[0], 200);
    assert!(!statuses(&answer)[1..].contains(&200), "{answer}");
}

#[tokio::test]
async fn a_body_that_never_ends_is_not_waited_for() {
    let served = Served::with(hasty).await;
    let mut stream = connect(&served).await;
    let head = format!(
        "POST {RUNNERS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {ADMIN}\r\n\
         Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = drip(stream, b" ").await;
    assert_eq!(statuses(&answer), [408], "{answer}");
}

#[tokio::test]
async fn an_idle_connection_is_not_kept_for_ever() {
    let served = Served::with(hasty).await;
    let mut stream = connect(&served).await;
    let request = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    stream.write_all(request).await.unwrap();
    assert_eq!(statuses(&rest(&mut stream).await), [200]);
}

#[tokio::test]
async fn a_greeting_that_never_ends_is_not_waited_for() {
    let certificate = Certificate::of(&["127.0.0.1"]);
    let served = Served::with(|options| {
        hasty(options);
        options.tls = Some(TlsFiles {
            certificate: certificate.chain.clone(),
            key: certificate.key.clone(),
        });
    })
    .await;
    assert_eq!(rest(&mut connect(&served).await).await, "");
    let mut stream = connect(&served).await;
    // The beginning of a handshake.
    stream.write_all(&[22, 3, 1, 0, 200, 1]).await.unwrap();
    rest(&mut stream).await;
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<!DOCTYPE html>").unwrap();
    let large = folder.path().join("large.txt");
    std::fs::write(large, vec![b'x'; 64 << 20]).unwrap();
    let served = Served::with(|options| {
        hasty(options);
        options.site = Some(folder.path().to_owned());
        options.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    })
    .await;
    let mut stream = connect(&served).await;
    let request = b"GET /large.txt HTTP/1.1\r\nHost: a\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let metrics = format!("http://{}/metrics", served.running.metrics_address.unwrap());
    crate::served::eventually(async || {
        let text = served
            .client
            .get(&metrics)
            .send()
            .await
            .ok()?
            .text()
            .await
            .ok()?;
        text.contains("runner_console_connections 0\n")
            .then_some(())
    })
    .await;
    drop(stream);
}
