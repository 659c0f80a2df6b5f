//! Reads the runners of an organization again and again. It is the only place that reads lists from the API, however
//! many readers there are (design D4).

mod policies;
mod turns;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use contract::api::Dialect;
use contract::console::{ListedPolicy, Millis};
use contract::model::Runner;
use control_plane::Change;
use jiff::Timestamp;
use tokio::sync::broadcast;
use tokio::time::Instant;

use super::calendars::Calendars;
use super::hub::{Fetched, Hub};
use super::mirror::Mirror;
use super::reading::{self, Pages, Retry, Trouble};
use super::tokens::Tokens;
use crate::database::Leases;
use crate::dialects::Dialects;
use crate::history::History;
use crate::identity::Rights;
use crate::settings::Intervals;
use crate::upstream::Upstream;
pub(super) use policies::Policies;
use turns::Ended;
use waiting::Waiting;

/// How often the same page is asked for before the reading is given up (contract 4.7).
const TRIES: u32 = 10;

/// With more changes at once than this, reading everything is less work.
const FEW: usize = 50;

/// Reading takes at most one part in so many of the time.
const SHARE: u32 = 4;

/// Reads the runners of one organization.
pub(super) struct Poller {
    pub(super) hub: Arc<Hub>,
    pub(super) upstream: Upstream,
    pub(super) dialects: Dialects,
    /// What the reading that is on speaks, or the last one spoke.
    pub(super) dialect: Dialect,
    pub(super) tokens: Tokens,
    pub(super) history: History,
    pub(super) leases: Leases,
    pub(super) mirror: Mirror,
    pub(super) intervals: Intervals,
    /// What the local control plane tells by itself.
    pub(super) changes: Option<broadcast::Receiver<Change>>,
    pub(super) calendars: Calendars,
    /// Of reading them beside the runners.
    pub(super) policies: Policies,
    /// Failures in a row.
    pub(super) failures: u32,
    /// More changed than could be taken in one by one.
    pub(super) overrun: bool,
}

impl Poller {
    /// Reads again and again.
    async fn poll(&mut self) -> Ended {
        let organization = self.hub.organization.clone();
        while !self.tokens.is_idle().await {
            let begun = Instant::now();
            let (next, waiting) = match self.read_all().await {
                Ok(as_of) => {
                    self.failures = 0;
                    let took = begun.elapsed();
                    let pause = self.pause(took);
                    // The next `current` comes at the end of the next reading.
                    self.hub.complete(as_of, pause + took * 2);
                    self.history
                        .watched(&self.leases, &organization, as_of)
                        .await;
                    self.read_policies().await;
                    (pause, Waiting::Usual(took))
                }
                Err(trouble) => {
                    let next = self.next_try(&trouble);
                    self.complain(&trouble, next);
                    match trouble.http {
                        401 | 403 => (next, Waiting::Refused),
                        _ => (next, Waiting::Failed),
                    }
                }
            };
            self.mirror_news().await;
            if let Some(ended) = self.wait_or_leave(next, waiting).await {
                return ended;
            }
        }
        Ended::Idle
    }

    /// Reads every page. What is passing is waited for here, so that a long list need not begin anew.
    async fn read_all(&mut self) -> Result<Millis, Trouble> {
        let as_of = Timestamp::now().into();
        self.dialect = self.choose_dialect().await?;
        let mut pages = Pages::new(self.dialect);
        self.hub.begin();
        loop {
            self.catch_up().await?;
            let asked_at = Timestamp::now();
            let (runners, more) = self.page(&mut pages).await?;
            self.ingest(runners, None, asked_at).await;
            if !more {
                break;
            }
        }
        self.remove_missing().await?;
        self.calendars.forget_unused();
        Ok(as_of)
    }

    /// The one dialect of a reading: what the API serves this organization and the token is let into
    /// (design D11).
    async fn choose_dialect(&mut self) -> Result<Dialect, Trouble> {
        let organization = self.hub.organization.clone();
        let (token, rights) = self.tokens.one(false).await?;
        let served = self.dialects.current(&organization, &token, rights).await;
        if rights == Rights::Admin {
            return Ok(served.speaks);
        }
        // Somebody else's right may be wider.
        let (token, rights) = self.tokens.one(true).await?;
        let served = self.dialects.current(&organization, &token, rights).await;
        Ok(served.speaks)
    }

    /// v1 is for administrators (contract-v1 0).
    fn needs_admin(&self) -> bool {
        self.dialect == Dialect::V1
    }

    async fn page(&mut self, pages: &mut Pages) -> Result<(Vec<Runner>, bool), Trouble> {
        loop {
            let token = self.tokens.one(self.needs_admin()).await?.0;
            match pages.read(&self.upstream, &token).await {
                Ok(page) => {
                    self.failures = 0;
                    return Ok(page);
                }
                Err(trouble) if trouble.retry == Retry::Token => {
                    self.tokens.refused(&token, trouble);
                }
                Err(trouble) if matches!(trouble.http, 404 | 405 | 501) => {
                    self.dialects.doubt(&self.hub.organization);
                    return Err(trouble);
                }
                Err(trouble) if self.is_worth_waiting(&trouble) => {
                    let wait = self.next_try(&trouble);
                    self.complain(&trouble, wait);
                    self.mirror_news().await;
                    tokio::time::sleep(wait).await;
                }
                Err(trouble) => return Err(trouble),
            }
        }
    }

    fn is_worth_waiting(&self, trouble: &Trouble) -> bool {
        matches!(trouble.retry, Retry::Soon | Retry::After(_)) && self.failures + 1 < TRIES
    }

    /// A runner that a list left out is gone only if it is not found by its name either: a list that shifts
    /// while its pages are read leaves out some that are there.
    async fn remove_missing(&mut self) -> Result<(), Trouble> {
        let mut missing = self.hub.missing();
        if missing.len() <= FEW {
            let asked_at = Timestamp::now();
            let mut gone = Vec::new();
            let token = self.tokens.one(self.needs_admin()).await?.0;
            for runner_id in missing {
                match reading::runner(&self.upstream, self.dialect, &token, &runner_id).await? {
                    Some(runner) => self.ingest(vec![runner], None, asked_at).await,
                    None => gone.push(runner_id),
                }
            }
            missing = gone;
        }
        self.remove(missing, Timestamp::now()).await;
        Ok(())
    }

    /// `beside` is their policy, where that was read in another version.
    async fn ingest(
        &mut self,
        runners: Vec<Runner>,
        beside: Option<ListedPolicy>,
        asked_at: Timestamp,
    ) {
        let now = Timestamp::now();
        let calendars = &mut self.calendars;
        let fetched = runners.into_iter().map(|runner| {
            let (maintenance, schedule) = calendars.of(&runner, now);
            let is_v1 = self.dialect == Dialect::V1;
            Fetched {
                maintenance,
                schedule,
                policy: if is_v1 {
                    Some(policies::policy(&runner))
                } else {
                    beside.clone()
                },
                dialect: self.dialect,
                runner,
            }
        });
        let observations = self.hub.ingest(fetched.collect(), now.into());
        let organization = &self.hub.organization;
        let grown = self
            .history
            .write(&self.leases, organization, observations, asked_at);
        self.hub.republish(&grown.await);
        self.mirror_news().await;
    }

    async fn remove(&self, runner_ids: Vec<String>, asked_at: Timestamp) {
        let observations = self.hub.remove(runner_ids);
        let organization = &self.hub.organization;
        self.history
            .write(&self.leases, organization, observations, asked_at)
            .await;
        self.mirror_news().await;
    }

    /// How long to wait after a reading.
    fn pause(&self, took: Duration) -> Duration {
        let usual = if self.tokens.nobody_reads() && !self.hub.is_read_elsewhere() {
            self.intervals.unwatched
        } else if self.hub.is_changing(Timestamp::now()) {
            self.intervals.changing
        } else {
            self.intervals.idle
        };
        usual.max(took * (SHARE - 1))
    }

    /// How long to wait after a failure: as the API says, else longer with each one, never twice the same,
    /// so that many gateways do not ask at once.
    fn next_try(&mut self, trouble: &Trouble) -> Duration {
        self.failures += 1;
        let Intervals {
            idle,
            first_retry,
            last_retry,
            ..
        } = self.intervals;
        match trouble.retry {
            Retry::After(wait) => wait.max(first_retry),
            Retry::Soon if self.failures < TRIES => {
                let wait = first_retry * 2_u32.saturating_pow(self.failures - 1);
                wait.min(last_retry).mul_f64(jitter())
            }
            _ => idle,
        }
    }

    fn complain(&self, trouble: &Trouble, next: Duration) {
        let Trouble { http, message, .. } = trouble;
        tracing::warn!(organization = %self.hub.organization, http, "cannot read runners: {message}");
        self.hub.fail(*http, message, next);
        self.history.interrupted(&self.hub.organization);
    }
}

/// Between a half and one and a half.
fn jitter() -> f64 {
    let [byte] = crate::settings::secret::random_bytes();
    0.5 + f64::from(byte) / 256.0
}
