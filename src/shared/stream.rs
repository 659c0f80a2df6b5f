//! The browser's end of a shared stream.

use contract::console::share::SharedPage;
use gloo_net::http::{RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

use super::sse::{Event, Parser};

/// The server sends a sign of life more often than this, in milliseconds.
const TIMEOUT: u32 = 30_000;

/// Why there is no stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// The link opens nothing.
    Refused,
    /// Too many ask; try again after so many seconds.
    Busy(u32),
    /// The network or the server failed.
    Broken,
}

/// A stream; aborted when it is dropped.
pub(super) struct Stream {
    controller: AbortController,
    reader: ReadableStreamDefaultReader,
    parser: Parser,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

/// What a link shows, once; none where that cannot be had now.
pub(super) async fn page(authorization: &str, again: bool) -> Option<SharedPage> {
    let answer = RequestBuilder::new(&crate::paths::api::shared(again))
        .header("Authorization", authorization)
        .cache(web_sys::RequestCache::NoStore)
        .credentials(web_sys::RequestCredentials::Omit)
        .send()
        .await
        .ok()?;
    answer.json().await.ok().filter(|_| answer.ok())
}

impl Stream {
    /// Opens a stream. `again` says that this page had one before: it is no new visit.
    pub(super) async fn open(authorization: &str, again: bool) -> Result<Self, Closed> {
        let path = crate::paths::api::shared_events(again);
        let controller = AbortController::new().map_err(|_| Closed::Broken)?;
        let patience = patience(&controller);
        let answer = RequestBuilder::new(&path)
            .header("Accept", "text/event-stream")
            .header("Authorization", authorization)
            .cache(web_sys::RequestCache::NoStore)
            .credentials(web_sys::RequestCredentials::Omit)
            .abort_signal(Some(&controller.signal()))
            .send()
            .await
            .map_err(|_| Closed::Broken)?;
        drop(patience);
        match answer.status() {
            200 => {}
            404 => return Err(Closed::Refused),
            429 => return Err(Closed::Busy(retry_after(&answer))),
            _ => return Err(Closed::Broken),
        }
        let body = answer.body().ok_or(Closed::Broken)?;
        Ok(Self {
            controller,
            reader: body.get_reader().unchecked_into(),
            parser: Parser::default(),
        })
    }

    /// Waits for the next events; there may be none, just a sign of life.
    pub(super) async fn next(&mut self) -> Result<Vec<Event>, Closed> {
        let _patience = patience(&self.controller);
        let read = JsFuture::from(self.reader.read()).await;
        let read = read.map_err(|_| Closed::Broken)?;
        let bytes = field(&read, "value").and_then(|value| value.dyn_into::<Uint8Array>().ok());
        let bytes = bytes.ok_or(Closed::Broken)?.to_vec();
        self.parser.push(&bytes).map_err(|_| Closed::Broken)
    }
}

/// Aborts unless it is dropped in time.
fn patience(controller: &AbortController) -> Timeout {
    let controller = controller.clone();
    Timeout::new(TIMEOUT, move || controller.abort())
}

fn field(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok()
}

fn retry_after(answer: &Response) -> u32 {
    let seconds = answer.headers().get("Retry-After");
    seconds.and_then(|text| text.parse().ok()).unwrap_or(10)
}
