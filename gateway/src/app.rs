//! Puts the features together.

use std::future::ready;
use std::sync::Arc;

use axum::{Extension, Router, middleware};

use crate::api::{self, ApiRoutes};
use crate::changes::{self, ChangeRoutes};
use crate::feeds::{self, FeedRoutes};
use crate::http::body::BodyTimeout;
use crate::http::headers::ResponseHeaders;
use crate::http::observe::{self, Observer};
use crate::http::{Site, event_gzip, frame};
use crate::live::{self, LiveRoutes};
use crate::notify::{self, NotifyRoutes};
use crate::operations::{self, HealthRoutes};
use crate::session::{self, SessionRoutes};
use crate::settings::{Intervals, Limits};
use crate::share::{self, ShareRoutes, Shares};

/// Everything that is answered from.
pub(crate) struct App {
    pub(crate) health: HealthRoutes,
    pub(crate) session: SessionRoutes,
    pub(crate) live: LiveRoutes,
    pub(crate) changes: ChangeRoutes,
    pub(crate) shares: Arc<Shares>,
    pub(crate) notify: NotifyRoutes,
    pub(crate) feeds: FeedRoutes,
    pub(crate) api: ApiRoutes,
    pub(crate) site: Option<Site>,
    pub(crate) observer: Arc<Observer>,
    pub(crate) headers: ResponseHeaders,
    pub(crate) limits: Limits,
    pub(crate) intervals: Intervals,
}

impl App {
    /// The whole gateway as a service.
    pub(crate) fn router(self) -> Router {
        // A router says which methods a path has when its answer leaves it, and not to its own layers.
        let features = self.features();
        let named = middleware::map_response(frame::name_methods);
        Router::new().fallback_service(features).layer(named)
    }

    fn features(self) -> Router {
        let shares = ShareRoutes {
            access: self.session.access.clone(),
            shares: Arc::clone(&self.shares),
        };
        let closing = self.live.live.closing();
        let viewers = share::viewer_router(self.shares.access(), self.intervals, closing);
        let files = feeds::file_router(Arc::clone(&self.feeds.feeds), Arc::clone(&self.shares));
        let headers = self.headers;
        let complete = move |response| ready(headers.complete(response));
        Router::new()
            .merge(operations::router(self.health))
            .merge(session::router(self.session))
            .merge(live::router(self.live))
            .merge(changes::router(self.changes))
            .merge(share::router(shares))
            .merge(notify::router(self.notify))
            .merge(feeds::router(self.feeds))
            .merge(api::router(self.api))
            .fallback_service(axum::routing::any(frame::site).with_state(self.site))
            .layer(Extension(BodyTimeout(self.limits.body)))
            .layer(middleware::from_fn(frame::check_address))
            .layer(middleware::from_fn(frame::in_time))
            // Those who have nothing but a link get nowhere else.
            .merge(viewers)
            .merge(files)
            .layer(middleware::from_fn(event_gzip::compress))
            .layer(middleware::map_response(complete))
            .layer(middleware::from_fn_with_state(
                self.observer,
                observe::observe,
            ))
    }
}

#[cfg(test)]
mod tests;
