//! A reader of the stream that does not read.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpSocket;

use crate::fake_api::FakeApi;
use crate::served::{Reader, Served, eventually};

/// Changes a runner so that the event is large, and reads it.
async fn change(api: &FakeApi, reading: &mut Reader, number: usize) {
    let name = format!("{number}-{}", "x".repeat(200_000));
    api.put("acme", "alpha", json!({ "displayName": name }));
    let said = |runner: &Value| runner["displayName"] == name;
    reading.until(|event| event.brings("alpha", said)).await;
    reading.seen.clear();
}

#[tokio::test]
async fn it_is_let_go_and_begins_anew_while_others_go_on() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({}));
    let served = Served::with(|options| {
        options.upstream = Some(api.url.parse().unwrap());
        options.intervals.patience = Duration::from_millis(300);
        // It is the stream that lets go, not the connection.
        options.limits.stalled = Duration::from_mins(10);
        options.intervals.idle = Duration::from_millis(20);
    })
    .await;
    let mut reading = served.stream("ada").await;
    let last = reading.until_named("current").await.pop().unwrap().id;

    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut lazy = socket.connect(served.running.address).await.unwrap();
    let request = "GET /console/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\
                   Authorization: Bearer ada\r\n\r\n";
    lazy.write_all(request.as_bytes()).await.unwrap();
    eventually(async || (served.running.streams() == 2).then_some(())).await;

    // Far more than the sockets of both ends hold.
    let mut number = 0;
    while served.running.streams() == 2 {
        change(&api, &mut reading, number).await;
        number += 1;
        assert!(number < 200, "the lazy reader is still there");
    }
    // The events that it missed are more than are kept (8 MiB).
    for number in 1000..1050 {
        change(&api, &mut reading, number).await;
    }
    drop(lazy);
    let mut back = served.resume("ada", &last).await;
    assert_eq!(back.next().await.unwrap().name, "reset");
}
