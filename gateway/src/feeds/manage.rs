//! Creating, listing and revoking feeds. Every request checks who owns them (CVE-2024-1313).

use axum::Json;
use axum::response::{IntoResponse, Response};
use contract::console::feed::{self, MadeFeed, NewFeed};
use contract::console::paths::FEED_FILE;
use contract::model::Code;
use http::StatusCode;
use jiff::Timestamp;

use super::Feeds;
use super::store::Stored;
use crate::http::Refusal;
use crate::identity::Rights;
use crate::session::Caller;
use crate::share::{Fresh, new_id};

/// Feeds of an organization.
const FEEDS: i64 = 50;

impl Feeds {
    pub(super) async fn list(&self, caller: &Caller) -> Result<Response, Refusal> {
        let stored = self.store.list(&caller.organization).await;
        let stored = stored.map_err(unreadable)?.into_iter();
        let own = stored.filter(|feed| may_manage(caller, feed));
        let feeds = own.map(|feed| feed.seen_by(&caller.person.principal));
        Ok(Json(feed::Feeds {
            feeds: feeds.collect(),
        })
        .into_response())
    }

    pub(super) async fn make(
        &self,
        caller: &Caller,
        new: NewFeed,
        origin: &str,
    ) -> Result<Response, Refusal> {
        if !self.enabled {
            let message = "links and feeds are turned off in this console";
            return Err(Refusal::new(Code::PermissionDenied, message));
        }
        caller.check_selection(&new.selection)?;
        let checked = new.check();
        checked.map_err(|(field, wrong)| Refusal::invalid(field, wrong))?;
        let (id, secret) = (new_id(), Fresh::new());
        let file = [&id, ".", &secret.secret, new.kind.ending()].concat();
        let feed = Stored {
            secret_hash: secret.hash,
            organization: caller.organization.clone(),
            maker: caller.person.principal.clone(),
            token: self.creator_rights.seal(&caller.token, &Stored::made(&id)),
            new,
            made_at: Timestamp::now().into(),
            fetched_at: None,
            id,
        };
        let is_in = self.store.insert(&feed, FEEDS).await.map_err(unreadable)?;
        if !is_in {
            let message =
                format!("an organization can have at most {FEEDS} feeds; revoke one first");
            return Err(Refusal::new(Code::ResourceExhausted, message));
        }
        tracing::info!(id = feed.id, by = feed.maker, "a feed was created");
        let made = MadeFeed {
            feed: feed.seen_by(&caller.person.principal),
            address: [origin, &FEED_FILE.replace("{file}", &file)].concat(),
        };
        Ok((StatusCode::CREATED, Json(made)).into_response())
    }

    pub(super) async fn revoke(&self, caller: &Caller, id: &str) -> Result<Response, Refusal> {
        let feed = self.store.find(id).await.map_err(unreadable)?;
        let feed = feed.filter(|feed| may_manage(caller, feed));
        let feed = feed.ok_or_else(|| Refusal::new(Code::NotFound, "there is no such feed"))?;
        self.store.delete(id).await.map_err(unreadable)?;
        let by = &caller.person.principal;
        tracing::info!(id, by, "a feed was revoked");
        Ok(Json(feed.seen_by(by)).into_response())
    }
}

fn may_manage(caller: &Caller, feed: &Stored) -> bool {
    let Caller { person, .. } = caller;
    caller.organization == feed.organization
        && (person.rights == Rights::Admin || person.principal == feed.maker)
}

pub(super) fn unreadable(error: sqlx::Error) -> Refusal {
    Refusal::fault("the gateway's feed database failed", &error)
}
