//! A receiver of webhooks that answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::served::eventually;

/// A message as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) fn id(&self) -> &str {
        self.headers["webhook-id"].to_str().unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn title(&self) -> String {
        self.json()["data"]["title"].as_str().unwrap().to_owned()
    }
}

#[derive(Default)]
struct Inner {
    received: Vec<Received>,
    /// What the next ones are answered; then everything is taken.
    answers: VecDeque<u16>,
    /// What all are answered, if that is set.
    always: Option<u16>,
}

/// A receiver. It stops when this is dropped.
pub(crate) struct Receiver {
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
    _server: JoinSet<()>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let inner = Arc::<Mutex<Inner>>::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(Arc::clone(&inner));
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            inner,
            _server: server,
        }
    }

    /// Answers the next ones so.
    pub(crate) fn answer(&self, answers: &[u16]) {
        self.inner.lock().unwrap().answers.extend(answers);
    }

    /// Answers all so.
    pub(crate) fn answer_always(&self, answer: Option<u16>) {
        self.inner.lock().unwrap().always = answer;
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.inner.lock().unwrap().received.clone()
    }

    pub(crate) fn titles(&self) -> Vec<String> {
        self.received().iter().map(Received::title).collect()
    }

    /// Waits until so many have come.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Received> {
        eventually(async || Some(self.received()).filter(|all| all.len() >= count)).await
    }
}

async fn take(
    State(inner): State<Arc<Mutex<Inner>>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let mut inner = inner.lock().unwrap();
    inner.received.push(Received { headers, body });
    let next = inner.answers.pop_front();
    StatusCode::from_u16(inner.always.or(next).unwrap_or(204)).unwrap()
}
