//! `GET /healthz`.

use serde_json::json;

use crate::stage::{Stage, get};

#[tokio::test]
async fn health_says_what_this_is() {
    let stage = Stage::new().await;
    let answer = stage
        .send(get("/healthz").header("host", "probe.internal"))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        json!({
            "status": "ok",
            "build": env!("CARGO_PKG_VERSION"),
            "upstream": "local",
            "simulated": true,
        })
    );
    assert_eq!(answer.header("cache-control"), "no-store");
}
