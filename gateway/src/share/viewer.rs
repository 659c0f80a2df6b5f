//! What a teammate's page asks for. A router of its own: it holds the access to links, and no session, token or API
//! path can be reached from here. There is nothing but reading.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router, middleware};
use contract::console::share::ENDED;
use contract::model::Code;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::channel::{Channel, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::access::{Closed, ShareAccess};
use super::badge;
use super::broadcast::Broadcast;
use super::presented_secret::PresentedSecret;
use crate::http::Refusal;
use crate::http::headers::Embeddable;
use crate::http::query;
use crate::live::{KEEP_ALIVE, X_ACCEL_BUFFERING, event};
use crate::settings::Intervals;

/// Viewers at once, of all links together.
const PLACES: usize = 10_000;

/// When a viewer who found no place may try again, in seconds.
const FULL: u64 = 20;

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// All that answers to a teammate need.
#[derive(Clone)]
struct Viewers {
    access: ShareAccess,
    places: Arc<Semaphore>,
    intervals: Intervals,
    closing: watch::Receiver<bool>,
}

/// The paths of links and badges.
pub(crate) fn router<S>(
    access: ShareAccess,
    intervals: Intervals,
    closing: watch::Receiver<bool>,
) -> Router<S> {
    Router::new()
        .route("/console/shared", any(page))
        .route("/console/shared/events", any(events))
        .route("/console/badge/{capability}", any(picture))
        .layer(middleware::map_response(unlisted))
        .with_state(Viewers {
            access,
            places: Arc::new(Semaphore::new(PLACES)),
            intervals,
            closing,
        })
}

/// What a link shows is for those who have it: no search engine lists it, nobody keeps it.
pub(crate) async fn unlisted(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(ROBOTS, HeaderValue::from_static("noindex, nofollow"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The one refusal, whatever is wrong with a link.
fn refused() -> Refusal {
    Refusal::new(
        Code::NotFound,
        "this link does not work; ask the person who sent it for a new one",
    )
}

fn full() -> Refusal {
    let message = "too many people are viewing links right now; try again in a while";
    Refusal::new(Code::ResourceExhausted, message).retry_after(FULL)
}

impl From<Closed> for Refusal {
    fn from(closed: Closed) -> Self {
        match closed {
            Closed::Refused => refused(),
            Closed::Busy(refusal) => refusal,
            Closed::Fault => Self::new(Code::Internal, "the gateway's database failed"),
        }
    }
}

/// Refuses what is more than reading, and secrets where they would be written down.
pub(crate) fn check_reading(request: &Request) -> Result<(), Refusal> {
    query::refuse_secrets(request.uri().query())?;
    match *request.method() {
        Method::GET | Method::HEAD => Ok(()),
        _ => Err(Refusal::method("GET, HEAD")),
    }
}

/// Whether a page is new, and was not connected before.
fn is_visit(request: &Request) -> bool {
    request.uri().query() != Some("again")
}

/// Everything that a link shows, once.
async fn page(State(viewers): State<Viewers>, request: Request) -> Result<Response, Refusal> {
    check_reading(&request)?;
    let given = PresentedSecret::of_headers(request.headers());
    let broadcast = viewers.access.enter(&given, is_visit(&request)).await?;
    let page = broadcast.page().await.ok_or_else(refused)?;
    Ok(Json(page).into_response())
}

/// Everything that a link shows, and what changes, until it ends.
async fn events(State(viewers): State<Viewers>, request: Request) -> Result<Response, Refusal> {
    check_reading(&request)?;
    let given = PresentedSecret::of_headers(request.headers());
    let places = Arc::clone(&viewers.places);
    let place = places.try_acquire_owned().map_err(|_| full())?;
    let broadcast = viewers.access.enter(&given, is_visit(&request)).await?;
    let (first, news) = broadcast.join().await.ok_or_else(refused)?;
    let (out, body) = Channel::new(2);
    let viewer = Viewer {
        broadcast,
        out,
        intervals: viewers.intervals,
        _place: place,
    };
    tokio::spawn(viewer.run(first, news, viewers.closing));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (X_ACCEL_BUFFERING, "no"),
    ];
    Ok((headers, Body::new(body)).into_response())
}

/// One word of status. Its capability is in the address, where logs of others may keep it, so it is worth
/// no more than that.
async fn picture(
    State(viewers): State<Viewers>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    check_reading(&request)?;
    let capability = name.strip_suffix(".svg").unwrap_or_default();
    let (status, picture) = match viewers
        .access
        .badge(&PresentedSecret::parse(capability))
        .await
    {
        Ok(overall) => (StatusCode::OK, badge::draw(overall)),
        Err(Closed::Refused) => (StatusCode::NOT_FOUND, badge::nothing()),
        Err(closed) => return Err(closed.into()),
    };
    let headers = [(header::CONTENT_TYPE, "image/svg+xml")];
    let mut response = (status, headers, picture).into_response();
    response.extensions_mut().insert(Embeddable);
    Ok(response)
}

/// One open stream.
struct Viewer {
    broadcast: Arc<Broadcast>,
    out: Sender<Bytes, Infallible>,
    intervals: Intervals,
    _place: OwnedSemaphorePermit,
}

/// The viewer is gone, or too slow; or the link is over.
struct Ended;

impl Viewer {
    async fn run(
        mut self,
        first: Bytes,
        news: broadcast::Receiver<Bytes>,
        mut closing: watch::Receiver<bool>,
    ) {
        tokio::select! {
            _ = self.follow(first, news) => {}
            _ = closing.changed() => {}
        }
    }

    async fn follow(
        &mut self,
        first: Bytes,
        mut news: broadcast::Receiver<Bytes>,
    ) -> Result<(), Ended> {
        let mut signs = interval(self.intervals.keep_alive);
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.send(first).await?;
        loop {
            tokio::select! {
                event = news.recv() => match event {
                    Ok(event) => self.send(event).await?,
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        let Some((whole, rest)) = self.broadcast.join().await else {
                            return self.send(event_of_end()).await;
                        };
                        news = rest;
                        self.send(whole).await?;
                    }
                    Err(broadcast::error::RecvError::Closed) => return Err(Ended),
                },
                _ = signs.tick() => self.send(KEEP_ALIVE).await?,
            }
            if self.broadcast.has_ended() && news.is_empty() {
                return Err(Ended);
            }
        }
    }

    async fn send(&mut self, event: Bytes) -> Result<(), Ended> {
        match timeout(self.intervals.patience, self.out.send_data(event)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Ended),
        }
    }
}

fn event_of_end() -> Bytes {
    event(None, ENDED, &())
}
