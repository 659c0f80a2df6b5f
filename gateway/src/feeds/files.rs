//! The feeds that programs fetch. This is a separate, read-only router: no session, token or path of the API can be
//! reached from it.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Router, middleware};
use contract::console::Millis;
use contract::console::feed::FeedKind;
use contract::console::paths::FEED_FILE;
use contract::model::Code;
use http::header;
use jiff::Timestamp;

use super::manage::unreadable;
use super::store::Stored;
use super::{FIRST_READING, Feeds, atom, ical, periods, published};
use crate::http::Refusal;
use crate::live::Hub;
use crate::share::{PresentedSecret, Shares, check_reading, unlisted};

/// When a program may try again while the runners are not known, in seconds.
const UNKNOWN: u64 = 60;

#[derive(Clone)]
struct Files {
    feeds: Arc<Feeds>,
    shares: Arc<Shares>,
}

/// The path of files.
pub(crate) fn router<S>(feeds: Arc<Feeds>, shares: Arc<Shares>) -> Router<S> {
    Router::new()
        .route(FEED_FILE, any(file))
        .layer(middleware::map_response(unlisted))
        .with_state(Files { feeds, shares })
}

/// The one refusal, whatever is wrong with an address.
fn refused() -> Refusal {
    let message =
        "this feed does not exist, or no longer does; ask the person who gave you its address";
    Refusal::new(Code::NotFound, message)
}

/// A feed. Its secret is in the address, where logs of others may keep it, so it is worth no more than what the
/// feed tells.
async fn file(
    State(files): State<Files>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    check_reading(&request)?;
    let (parts, _) = request.into_parts();
    let kinds = [FeedKind::Calendar, FeedKind::History];
    let known = kinds
        .into_iter()
        .find_map(|kind| Some((kind, name.strip_suffix(kind.ending())?)));
    let (kind, capability) = known.ok_or_else(refused)?;
    let presented = PresentedSecret::parse(capability);
    let feed = files.feeds.open(&presented, kind).await?;
    let (content, text) = match kind {
        FeedKind::Calendar => (
            "text/calendar; charset=utf-8",
            files.feeds.calendar(&feed).await?,
        ),
        FeedKind::History => {
            let origin = files.shares.origin(&parts)?;
            let text = files.feeds.history(&feed, &origin).await?;
            ("application/atom+xml; charset=utf-8", text)
        }
    };
    Ok(([(header::CONTENT_TYPE, content)], text).into_response())
}

impl Feeds {
    /// The feed that an address opens, while its maker may read what it tells.
    async fn open(&self, presented: &PresentedSecret, kind: FeedKind) -> Result<Stored, Refusal> {
        let found = self.store.find(&presented.id).await.map_err(unreadable)?;
        let hash = found.as_ref().map(|feed| feed.secret_hash);
        let is_right = presented.has_hash(&hash.unwrap_or_default());
        let right = found.filter(|feed| self.enabled && is_right && feed.new.kind == kind);
        let feed = right.ok_or_else(refused)?;
        let made = Stored::made(&feed.id);
        let may = self
            .creator_rights
            .may(&feed.organization, &feed.token, &made);
        if !may.await {
            return Err(refused());
        }
        // A feed lives longer than a key that is on its way out.
        if let Some(token) = self.creator_rights.seal_again(&feed.token, &made) {
            self.store
                .set_token(&feed, &token)
                .await
                .map_err(unreadable)?;
        }
        Ok(feed)
    }

    async fn calendar(&self, feed: &Stored) -> Result<String, Refusal> {
        let subscription = self.live.subscribe(&feed.organization);
        let now = Timestamp::now();
        let schedules = known(&subscription.hub, || {
            subscription.hub.schedules(&feed.new.selection, now)
        });
        let periods = periods::of(&feed.id, &schedules.await?, now);
        let merge = |before| published::merge(before, periods, now.into());
        let published = self.store.publish(&feed.id, now.into(), merge).await;
        Ok(ical::write(&feed.new.name, &published.map_err(unreadable)?))
    }

    async fn history(&self, feed: &Stored, origin: &str) -> Result<String, Refusal> {
        let subscription = self.live.subscribe(&feed.organization);
        let now = Timestamp::now();
        let selection = &feed.new.selection;
        let picked = known(&subscription.hub, || {
            let is_known = subscription.hub.sight().0.is_some();
            is_known.then(|| subscription.hub.picked(selection, now))
        });
        let picked = picked.await?;
        let entries = self.history.newest(&feed.organization, atom::LOOKED_AT);
        let entries = entries.await.map_err(unreadable)?;
        let fetched = self.store.fetched(&feed.id, Millis::from(now));
        fetched.await.map_err(unreadable)?;
        let entries = entries
            .into_iter()
            .filter(|entry| atom::is_meant(selection, &picked, &entry.runner_id));
        Ok(atom::write(
            &feed.id,
            &feed.new.name,
            origin,
            feed.made_at,
            entries,
        ))
    }
}

/// What is known of the runners, if need be after their first reading: a calendar that is empty for a moment would
/// take its entries away from everybody.
async fn known<T>(hub: &Hub, look: impl Fn() -> Option<T>) -> Result<T, Refusal> {
    let mut latest = hub.latest();
    let wait = async {
        loop {
            if let Some(found) = look() {
                return Some(found);
            }
            latest.changed().await.ok()?;
        }
    };
    let found = tokio::time::timeout(FIRST_READING, wait).await;
    found.ok().flatten().ok_or_else(|| {
        let message = "the runners are not known at the moment: nobody with read access is signed in, or the API cannot be read";
        Refusal::new(Code::Unavailable, message).retry_after(UNKNOWN)
    })
}
