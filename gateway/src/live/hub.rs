//! What is known of an organization's runners.

mod intake;
mod mirrored;
mod telling;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::api::Dialect;
use contract::console::share::{self, Selection};
use contract::console::stream::Snapshot;
use contract::console::{ListedPolicy, Maintenance, Millis, RunnerSummary, Span};
use contract::model::{MaintenancePolicy, Runner};
use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::ring::Ring;
use crate::history::{History, Memory, fingerprint};
use crate::settings::secret;
use mirrored::Unmirrored;

/// One organization's runners.
pub(crate) struct Hub {
    pub(super) organization: String,
    state: Mutex<State>,
    /// Number of the newest event.
    latest: watch::Sender<u64>,
    /// Somebody came to read.
    pub(super) wanted: Notify,
    /// Something depends on how the runners are now.
    pub(super) doubted: Notify,
    /// The same of another gateway.
    pub(super) doubted_elsewhere: Notify,
    /// Runners that were changed through this gateway and not read since.
    touched: Mutex<HashSet<String>>,
    /// There are such.
    pub(super) was_touched: Notify,
    /// The gateway that polls has told something.
    pub(super) mirrored: Notify,
}

struct State {
    /// Names this life of the hub, so that a position of an earlier one is not taken for one of this.
    epoch: String,
    ring: Ring,
    runners: BTreeMap<String, KnownRunner>,
    /// Runners that were remembered from an earlier start and not read yet.
    former: HashMap<String, Memory>,
    /// Number of the reading that is on, or was last.
    reading: u64,
    /// When the API was asked for the last reading that came to its end.
    as_of: Option<Millis>,
    /// Why the newest reading did not.
    trouble: Option<(u16, String)>,
    /// When the next reading is to be done.
    next: Instant,
    /// Until when somebody reads it from another gateway.
    read_until: Option<Instant>,
    unmirrored: Unmirrored,
}

/// What is kept of a runner.
struct KnownRunner {
    summary: RunnerSummary,
    /// What to do about a failed install.
    hints: Vec<String>,
    /// Fingerprint of the whole runner without its heartbeat: a change that no summary shows counts too.
    whole: u64,
    memory: Memory,
    /// When it may be updated; none at any time, or never by the platform.
    schedule: Option<Arc<MaintenancePolicy>>,
    /// The reading that brought it last.
    reading: u64,
}

/// What is known of some runners.
pub(crate) struct Selected {
    /// In order of runner IDs, without their past.
    pub(crate) known: Vec<share::Known>,
    /// How many more there are.
    pub(crate) more: usize,
    /// When the API was asked; none before the first reading.
    pub(crate) as_of: Option<Millis>,
    /// Whether it can be asked now.
    pub(crate) live: bool,
}

/// Links show so many runners at most: their pages are written anew with every change.
const SHOWN: usize = 1000;

/// A runner as the API just gave it.
pub(super) struct Fetched {
    pub(super) runner: Runner,
    /// What it was read in.
    pub(super) dialect: Dialect,
    pub(super) maintenance: Maintenance,
    /// When it may be updated.
    pub(super) schedule: Option<Arc<MaintenancePolicy>>,
    /// Its policy, if v1 was asked for it.
    pub(super) policy: Option<ListedPolicy>,
}

/// When runners may be updated: runner IDs in order, each with its maintenance policy.
pub(crate) type Schedules = Vec<(String, Arc<MaintenancePolicy>)>;

impl Hub {
    /// `is_shared` says that other gateways want to know, too.
    pub(super) fn new(organization: &str, is_shared: bool) -> Self {
        Self {
            organization: organization.to_owned(),
            state: Mutex::new(State {
                epoch: secret::random()[..16].to_owned(),
                ring: Ring::default(),
                runners: BTreeMap::new(),
                former: HashMap::new(),
                reading: 0,
                as_of: None,
                trouble: None,
                next: Instant::now(),
                read_until: None,
                unmirrored: Unmirrored::new(is_shared),
            }),
            latest: watch::Sender::new(0),
            wanted: Notify::new(),
            doubted: Notify::new(),
            doubted_elsewhere: Notify::new(),
            touched: Mutex::default(),
            was_touched: Notify::new(),
            mirrored: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a runner read at once: it was just changed, and nobody should have to wait to see that.
    pub(crate) fn touch(&self, runner_id: String) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        touched.insert(runner_id);
        self.was_touched.notify_one();
    }

    /// The runners to be read at once.
    pub(super) fn touched(&self) -> HashSet<String> {
        std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Everything at once, policies too.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let state = self.state();
        let runners = state.runners.values();
        Snapshot {
            runners: runners.map(|known| known.summary.clone()).collect(),
            as_of: state.as_of,
            now: Some(Timestamp::now().into()),
        }
    }

    /// What is known of the runners that a link means.
    pub(crate) fn select(&self, selection: &Selection, now: Timestamp) -> Selected {
        let state = self.state();
        let summaries = state.runners.values().map(|known| &known.summary);
        let picked = selection.pick(summaries, now);
        let more = picked.len().saturating_sub(SHOWN);
        let known = picked.into_iter().take(SHOWN).map(|summary| share::Known {
            summary: summary.clone(),
            hints: state
                .runners
                .get(&summary.runner_id)
                .map(|known| known.hints.clone())
                .unwrap_or_default(),
            ..share::Known::default()
        });
        Selected {
            known: known.collect(),
            more,
            as_of: state.as_of,
            live: state.as_of.is_some() && state.trouble.is_none(),
        }
    }

    /// When the runners that a calendar means may be updated, without those that have no policy; none before the
    /// first reading.
    pub(crate) fn schedules(&self, selection: &Selection, now: Timestamp) -> Option<Schedules> {
        let state = self.state();
        state.as_of?;
        let summaries = state.runners.values().map(|known| &known.summary);
        let picked = selection.pick(summaries, now).into_iter();
        let policy = |summary: &RunnerSummary| {
            let policy = state.runners.get(&summary.runner_id)?.schedule.clone()?;
            Some((summary.runner_id.clone(), policy))
        };
        Some(picked.filter_map(policy).collect())
    }

    /// The IDs of the runners that a link means.
    pub(crate) fn picked(&self, selection: &Selection, now: Timestamp) -> Vec<String> {
        let state = self.state();
        let summaries = state.runners.values().map(|known| &known.summary);
        let picked = selection.pick(summaries, now).into_iter().take(SHOWN);
        picked.map(|summary| summary.runner_id.clone()).collect()
    }

    /// As of when the runners are known, and whether the API can be asked now.
    pub(crate) fn sight(&self) -> (Option<Millis>, bool) {
        let state = self.state();
        (state.as_of, state.trouble.is_none())
    }

    /// Has the runners read as soon as can be.
    pub(crate) fn look_again(&self) {
        self.doubted.notify_one();
    }

    /// How old the last whole reading is.
    pub(super) fn age(&self) -> Option<Duration> {
        let now: Millis = Timestamp::now().into();
        let age = now.0 - self.state().as_of?.0;
        Some(Duration::from_millis(u64::try_from(age).unwrap_or(0)))
    }

    /// What is remembered of a runner; none before the first reading.
    pub(crate) fn memory(&self, runner_id: &str) -> Option<Memory> {
        let state = self.state();
        let known = state.runners.get(runner_id).map(|known| &known.memory);
        known.or_else(|| state.former.get(runner_id)).cloned()
    }

    /// Until when somebody looked, as seen at `now`; none before the first reading.
    fn watched_until(&self, now: Millis) -> Option<Millis> {
        let state = self.state();
        let looks = state.trouble.is_none();
        state.as_of.map(|as_of| if looks { now } else { as_of })
    }

    /// How a runner stood in the 24 hours before `now`.
    pub(crate) async fn spans(
        &self,
        history: &History,
        runner_id: &str,
        now: Millis,
    ) -> Result<Vec<Span>, sqlx::Error> {
        let (memory, watched_until) = (self.memory(runner_id), self.watched_until(now));
        let (organization, memory) = (&self.organization, memory.as_ref());
        history
            .spans(organization, runner_id, memory, watched_until, now)
            .await
    }

    /// The runner ID behind a path's key, which may also be a UUID (contract 1.1).
    pub(crate) fn runner_id(&self, key: &str) -> Option<String> {
        let state = self.state();
        if state.runners.contains_key(key) {
            return Some(key.to_owned());
        }
        let uid = fingerprint(&key);
        let mut runners = state.runners.iter();
        let found = runners.find(|(_, known)| known.memory.has_uid(uid));
        found.map(|(runner_id, _)| runner_id.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_is_unwatched_while_somebody_looks() {
        let hub = Hub::new("acme", false);
        assert_eq!(hub.watched_until(Millis(9)), None, "before the first look");
        hub.complete(Millis(5), Duration::from_secs(1));
        assert_eq!(hub.watched_until(Millis(9)), Some(Millis(9)));
        hub.fail(503, "no", Duration::from_secs(1));
        assert_eq!(hub.watched_until(Millis(9)), Some(Millis(5)));
    }
}
