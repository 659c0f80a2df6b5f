//! Streams for those who take gzip.

use std::io::Write;

use flate2::write::GzDecoder;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::served::Served;
use crate::share::{EVENTS, all};
use crate::stage::ADMIN;

/// Reads until what was told holds a text, then goes on to the end if there is one.
async fn told(request: RequestBuilder, text: &str, at_it: impl AsyncFnOnce()) -> String {
    let request = request.header("accept-encoding", "br, gzip");
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert_eq!(response.headers()["vary"], "accept-encoding");
    let mut decoder = GzDecoder::new(Vec::new());
    let mut at_it = Some(at_it);
    while let Some(chunk) = response.chunk().await.unwrap() {
        decoder.write_all(&chunk).unwrap();
        decoder.flush().unwrap();
        let so_far = String::from_utf8(decoder.get_ref().clone()).unwrap();
        if so_far.contains(text)
            && let Some(at_it) = at_it.take()
        {
            at_it().await;
        }
    }
    String::from_utf8(decoder.finish().unwrap()).unwrap()
}

#[tokio::test]
async fn events_arrive_one_by_one_and_the_end_is_a_right_one() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    let link = served.share(ADMIN, &all()).await;
    let request = served.request(Method::GET, EVENTS);
    let request = request.header("authorization", &link.authorization);
    let text = told(request, "alpha", async || {
        let nothing = json!({});
        served
            .manage(Method::DELETE, &link.id, ADMIN, &nothing)
            .await;
    });
    let text = text.await;
    assert!(text.starts_with("event: page\n"), "{text}");
    assert!(text.ends_with("event: ended\ndata: null\n\n"), "{text}");

    let cookie = served.sign_in(ADMIN).await;
    let request = served.request(Method::GET, "/console/events");
    let request = request.header("cookie", &cookie);
    let request = request.header("sec-fetch-site", "same-origin");
    let text = told(request, "event: current", async || {
        let out = served.request(Method::DELETE, "/console/session");
        let out = out.header("cookie", &cookie);
        assert_eq!(out.send().await.unwrap().status(), 200);
    });
    assert!(text.await.contains("\"alpha\""));
}
