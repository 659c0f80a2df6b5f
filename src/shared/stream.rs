//! The browser's end of a shared stream.

use contract::console::share::SharedPage;
use gloo_net::http::{RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use web_sys::AbortController;

use crate::api::{
    AbortOnDrop,
    events::{Broken, Event, Events, MEDIA_TYPE},
};

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

impl From<Broken> for Closed {
    fn from(_: Broken) -> Self {
        Self::Broken
    }
}

/// A stream; aborted when it is dropped.
pub(super) struct Stream {
    controller: AbortController,
    events: Events,
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
        let request = AbortOnDrop(controller.clone());
        let patience = patience(&controller);
        let answer = RequestBuilder::new(&path)
            .header("Accept", MEDIA_TYPE)
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
        let events = Events::of(&answer, request).ok_or(Closed::Broken)?;
        Ok(Self { controller, events })
    }

    /// Waits for the next event, as long as there are signs of life.
    pub(super) async fn next(&mut self) -> Result<Event<'_>, Closed> {
        while !self.events.advance()? {
            let _patience = patience(&self.controller);
            self.events.arrive().await?;
        }
        Ok(self.events.event()?)
    }
}

/// Aborts unless it is dropped in time.
fn patience(controller: &AbortController) -> Timeout {
    let controller = controller.clone();
    Timeout::new(TIMEOUT, move || controller.abort())
}

fn retry_after(answer: &Response) -> u32 {
    let seconds = answer.headers().get("Retry-After");
    seconds.and_then(|text| text.parse().ok()).unwrap_or(10)
}
