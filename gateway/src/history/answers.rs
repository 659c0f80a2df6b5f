//! Answers `/console/history` and `/console/uptime`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use contract::console::{self, Happening, HistoryEntry, Millis, Span};
use http::request::Parts;
use jiff::Timestamp;

use super::uptime::{Known, uptime};
use super::{History, Memory, store};
use crate::app::App;
use crate::caller::Caller;
use crate::live::Hub;
use crate::query::Query;
use crate::refusal::Refusal;

/// Entries of an answer, unless asked otherwise.
const USUAL: i64 = 50;

/// Entries of an answer at most.
const MOST: i64 = 200;

impl App {
    /// What happened to a runner.
    pub(crate) async fn history(
        &self,
        request: &Parts,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let query = Query::parse(request.uri.query(), &["runner", "before", "limit"])?;
        let runner_id = query.required("runner")?;
        let before = query.number("before")?;
        let limit = query.number("limit")?.unwrap_or(USUAL).min(MOST);
        let tenant = caller.person.tenant().unwrap_or_default();
        let (memory, _) = self.live.hub(&tenant).memory(runner_id);
        let entries = self
            .history
            .entries(&tenant, runner_id, memory.as_ref(), before, limit + 1);
        let mut entries = entries.await.map_err(unreadable)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = entries.len() > limit;
        entries.truncate(limit);
        Ok(Json(console::History { entries, more }).into_response())
    }

    /// How a runner stood in the last 24 hours.
    pub(crate) async fn uptime(
        &self,
        request: &Parts,
        caller: &Caller,
    ) -> Result<Response, Refusal> {
        let query = Query::parse(request.uri.query(), &["runner"])?;
        let runner_id = query.required("runner")?;
        let tenant = caller.person.tenant().unwrap_or_default();
        let hub = self.live.hub(&tenant);
        let spans = self.history.spans(&tenant, runner_id, &hub);
        let spans = spans.await.map_err(unreadable)?;
        Ok(Json(console::Uptime { spans }).into_response())
    }
}

impl History {
    /// How a runner stood in the last 24 hours.
    pub(crate) async fn spans(
        &self,
        organization: &str,
        runner_id: &str,
        hub: &Hub,
    ) -> Result<Vec<Span>, sqlx::Error> {
        let now = Millis::from(Timestamp::now());
        let (memory, watched_until) = hub.memory(runner_id);
        let watched_until = match watched_until {
            Some(until) => until,
            None => self.watched_until(organization).await?,
        };
        let limit = store::PER_RUNNER;
        let entries = self.entries(organization, runner_id, memory.as_ref(), None, limit);
        let mut entries = entries.await?;
        entries.reverse();
        let present = memory.as_ref();
        let known = Known {
            entries: &entries,
            present: present.map(|memory| (memory.install.clone(), memory.is_connected())),
            since: present.map(|memory| memory.since),
            watched_until,
        };
        Ok(uptime(&known, now))
    }

    /// Entries of a runner, the newest first. Nobody looked at times when it was not known of anyway, so
    /// those entries are left out.
    async fn entries(
        &self,
        organization: &str,
        runner_id: &str,
        memory: Option<&Memory>,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<HistoryEntry>, sqlx::Error> {
        let first = self.store.first_at(organization, runner_id).await?;
        let first = first
            .into_iter()
            .chain(memory.map(|memory| memory.since))
            .min();
        let Some(first) = first else {
            return Ok(Vec::new());
        };
        let entries = self.store.entries(organization, runner_id, before, limit);
        let mut entries = entries.await?;
        entries.retain(|entry| {
            entry.at >= first || !matches!(entry.what, Happening::Unwatched { .. })
        });
        Ok(entries)
    }

    async fn watched_until(&self, organization: &str) -> Result<Millis, sqlx::Error> {
        let until = self.store.watched_until(organization).await?;
        Ok(until.unwrap_or_default())
    }
}

fn unreadable(error: sqlx::Error) -> Refusal {
    Refusal::fault("the gateway's history failed", &error)
}
