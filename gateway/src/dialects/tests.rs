use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

use axum::extract::Request;
use axum::response::IntoResponse;
use axum::{Json, Router};
use http::StatusCode;
use serde_json::json;

use super::*;

/// An API whose versions answer with these statuses, and which counts what it is asked.
struct Api {
    v1beta2: Arc<AtomicU16>,
    v1: Arc<AtomicU16>,
    asked: Arc<AtomicUsize>,
    dialects: Dialects,
}

impl Api {
    fn new(choice: Choice, v1beta2: u16, v1: u16) -> Self {
        let v1beta2 = Arc::new(AtomicU16::new(v1beta2));
        let v1 = Arc::new(AtomicU16::new(v1));
        let asked = Arc::new(AtomicUsize::new(0));
        let (old, new, count) = (v1beta2.clone(), v1.clone(), asked.clone());
        let answer = async move |request: Request| {
            count.fetch_add(1, Ordering::Relaxed);
            let path = request.uri().path();
            let status = if path == Dialect::V1.runners() {
                &new
            } else {
                &old
            };
            let status = StatusCode::from_u16(status.load(Ordering::Relaxed)).unwrap();
            (status, Json(json!({}))).into_response()
        };
        let upstream = Upstream::of(Router::new().fallback(answer));
        Self {
            v1beta2,
            v1,
            asked,
            dialects: Dialects::new(upstream, choice),
        }
    }

    fn answers(&self, v1beta2: u16, v1: u16) {
        self.v1beta2.store(v1beta2, Ordering::Relaxed);
        self.v1.store(v1, Ordering::Relaxed);
    }

    fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::Relaxed)
    }

    async fn current(&self, rights: Rights) -> ServedApi {
        self.dialects.current("acme", "token", rights).await
    }
}

#[tokio::test(start_paused = true)]
async fn the_api_is_asked_once_an_hour() {
    let api = Api::new(Choice::Auto, 200, 200);
    for _ in 0..3 {
        let served = api.current(Rights::Admin).await;
        assert_eq!(served.speaks, Dialect::V1beta2);
        assert_eq!(served.v1.finding, Finding::Served);
        assert!(served.v1.since.is_some() && !served.v1.why.is_empty());
    }
    assert_eq!(api.asked(), 2, "each version once");
    api.answers(404, 200);
    tokio::time::advance(AGE).await;
    assert_eq!(api.current(Rights::Admin).await.speaks, Dialect::V1);
    assert_eq!(api.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_outage_concludes_nothing_and_is_asked_again_soon() {
    let api = Api::new(Choice::Auto, 404, 200);
    let before = api.current(Rights::Admin).await;
    assert_eq!(before.speaks, Dialect::V1);
    for status in [500, 503, 401, 429] {
        api.answers(status, status);
        tokio::time::advance(AGE).await;
        assert_eq!(api.current(Rights::Admin).await, before, "{status}");
    }
    api.asked();
    api.answers(200, 200);
    tokio::time::advance(AGAIN).await;
    assert_eq!(api.current(Rights::Admin).await.speaks, Dialect::V1beta2);
    assert_eq!(api.asked(), 2);

    let api = Api::new(Choice::Auto, 503, 503);
    let served = api.current(Rights::Admin).await;
    assert_eq!(
        (served.speaks, served.v1.finding),
        (Dialect::V1beta2, Finding::Unknown)
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_in_doubt_is_asked_again_once_a_minute() {
    let api = Api::new(Choice::Auto, 200, 200);
    api.current(Rights::Admin).await;
    api.asked();
    api.answers(404, 200);
    for _ in 0..3 {
        api.dialects.doubt("acme");
        api.current(Rights::Admin).await;
    }
    assert_eq!(api.asked(), 0);
    tokio::time::advance(AGAIN).await;
    assert_eq!(api.current(Rights::Admin).await.speaks, Dialect::V1);
}

#[tokio::test]
async fn a_reader_is_refused_by_v1_and_hides_it_from_nobody() {
    let api = Api::new(Choice::V1, 200, 403);
    let reader = api.dialects.ask("acme", "reader", Rights::User).await;
    assert_eq!(
        (reader.speaks, reader.v1.finding),
        (Dialect::V1beta2, Finding::Forbidden)
    );
    api.answers(200, 200);
    let admin = api.dialects.ask("acme", "admin", Rights::Admin).await;
    assert_eq!(
        (admin.speaks, admin.v1.finding),
        (Dialect::V1, Finding::Served)
    );
    api.answers(200, 403);
    let reader = api.dialects.ask("acme", "reader", Rights::User).await;
    assert_eq!(
        (reader.speaks, reader.v1.finding),
        (Dialect::V1beta2, Finding::Forbidden)
    );
    assert_eq!(api.current(Rights::Admin).await.speaks, Dialect::V1);
}

#[tokio::test]
async fn what_is_not_wanted_is_not_asked_for() {
    let api = Api::new(Choice::V1beta2, 404, 200);
    assert_eq!(api.current(Rights::Admin).await.speaks, Dialect::V1beta2);
    assert_eq!(api.asked(), 1);
}

#[tokio::test]
async fn operators_learn_what_is_served_and_not_to_whom() {
    let api = Api::new(Choice::Auto, 200, 200);
    for organization in ["acme", "other"] {
        api.dialects.ask(organization, "token", Rights::Admin).await;
    }
    api.answers(200, 404);
    api.dialects.ask("third", "token", Rights::Admin).await;
    let mut all = api.dialects.all();
    all.sort_by_key(|alike| alike.organizations);
    let counts: Vec<_> = all
        .iter()
        .map(|alike| (alike.organizations, alike.served.v1.finding))
        .collect();
    assert_eq!(counts, [(1, Finding::Absent), (2, Finding::Served)]);
}
