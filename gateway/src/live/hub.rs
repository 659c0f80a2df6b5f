//! What is known of an organization's runners, and the events that tell its readers.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use contract::console::stream::{self, Current, Heartbeat, Reset, Snapshot, Stale};
use contract::console::{Maintenance, Millis, RunnerSummary};
use contract::wire::{self, Runner};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::event::{Position, event};
use super::ring::Ring;
use crate::app::BUILD;
use crate::history::{Memory, Observation, fingerprint};
use crate::secret;

/// One organization's runners.
pub(crate) struct Hub {
    pub(super) organization: String,
    state: Mutex<State>,
    /// Number of the newest event.
    latest: watch::Sender<u64>,
    /// Somebody came to read.
    pub(super) wanted: Notify,
}

struct State {
    /// Names this life of the hub, so that a position of an earlier one is not taken for one of this.
    epoch: String,
    ring: Ring,
    runners: BTreeMap<String, Known>,
    /// Runners that were remembered from an earlier start and not met yet.
    former: HashMap<String, Memory>,
    /// Number of the reading that is on, or was last.
    reading: u64,
    /// When the API was asked for the last reading that came to its end.
    as_of: Option<Millis>,
    /// Why the newest reading did not.
    trouble: Option<(u16, String)>,
    /// When the next reading is to be done.
    next: Instant,
}

/// What is kept of a runner.
struct Known {
    summary: RunnerSummary,
    /// Fingerprint of the whole runner without its heartbeat: a change that no summary shows counts too.
    whole: u64,
    memory: Memory,
    /// The reading in which it was last met.
    met: u64,
}

/// A runner as the API just gave it.
pub(super) struct Met {
    pub(super) runner: Runner,
    pub(super) maintenance: Maintenance,
}

impl Hub {
    pub(super) fn new(organization: &str) -> Self {
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
            }),
            latest: watch::Sender::new(0),
            wanted: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // What the poller tells.

    /// Takes over what was remembered from an earlier start.
    pub(super) fn remember(&self, former: HashMap<String, Memory>) {
        self.state().former = former;
    }

    /// Begins a reading.
    pub(super) fn begin(&self) {
        self.state().reading += 1;
    }

    /// Takes in runners, tells the readers what is new about them, and returns what happened to them.
    pub(super) fn meet(&self, met: Vec<Met>, at: Millis) -> Vec<Observation> {
        let mut state = self.state();
        let mut changed = Vec::new();
        let mut heard = Vec::new();
        let mut observations = Vec::new();
        for mut met in met {
            let heartbeat = met.runner.last_heartbeat_at.take();
            let whole = fingerprint(&met.runner);
            met.runner.last_heartbeat_at = heartbeat;
            let heard_at = met.runner.last_heartbeat_at.as_ref();
            let heard_at = heard_at
                .and_then(wire::Timestamp::instant)
                .map(Millis::from);
            let reading = state.reading;
            if let Some(known) = state.runners.get_mut(met.runner.runner_id())
                && known.whole == whole
            {
                known.met = reading;
                let summary = &mut known.summary;
                let beat = std::mem::replace(&mut summary.last_heartbeat_at, heard_at) != heard_at;
                if std::mem::replace(&mut summary.maintenance, met.maintenance) != met.maintenance {
                    changed.push(summary.clone());
                } else if let Some(heard_at) = heard_at.filter(|_| beat) {
                    heard.push(Heartbeat(summary.runner_id.clone(), heard_at));
                } else if beat {
                    changed.push(summary.clone());
                }
                continue;
            }
            let observation = state.observe(&met.runner, at);
            let summary = RunnerSummary::of(&met.runner, met.maintenance);
            changed.push(summary.clone());
            let known = Known {
                summary,
                whole,
                memory: observation.memory.clone().expect("it was just met"),
                met: reading,
            };
            state.runners.insert(observation.runner_id.clone(), known);
            if observation.is_news {
                observations.push(observation);
            }
        }
        for batch in changed.chunks(stream::BATCH) {
            state.publish(stream::RUNNER, &batch);
        }
        for batch in heard.chunks(stream::BATCH) {
            state.publish(stream::HEARTBEAT, &batch);
        }
        self.tell(&state);
        observations
    }

    /// Runners that the reading which is on has not brought.
    pub(super) fn missing(&self) -> Vec<String> {
        let state = self.state();
        let unmet =
            |(id, known): (&String, &Known)| (known.met < state.reading).then(|| id.clone());
        let former = state.former.keys().cloned();
        state
            .runners
            .iter()
            .filter_map(unmet)
            .chain(former)
            .collect()
    }

    /// Takes note that runners are gone, and tells.
    pub(super) fn lose(&self, gone: Vec<String>) -> Vec<Observation> {
        let mut state = self.state();
        let mut shown = Vec::new();
        let mut observations = Vec::new();
        for runner_id in gone {
            let was_shown = state.runners.remove(&runner_id).is_some();
            if was_shown {
                shown.push(runner_id.clone());
            }
            if was_shown || state.former.remove(&runner_id).is_some() {
                observations.push(Observation::gone(runner_id));
            }
        }
        for batch in shown.chunks(stream::BATCH) {
            state.publish(stream::DELETED, &batch);
        }
        self.tell(&state);
        observations
    }

    /// A reading came to its end, and the next one is done after `next`.
    pub(super) fn complete(&self, as_of: Millis, next: Duration) {
        let mut state = self.state();
        state.as_of = Some(as_of);
        state.trouble = None;
        state.next = Instant::now() + next;
        let current = state.current(as_of);
        state.publish(stream::CURRENT, &current);
        self.tell(&state);
    }

    /// The API cannot be asked; it will be again after `next`.
    pub(super) fn fail(&self, http: u16, message: &str, next: Duration) {
        let mut state = self.state();
        state.trouble = Some((http, message.to_owned()));
        state.next = Instant::now() + next;
        let stale = state.stale();
        state.publish(stream::STALE, &stale);
        self.tell(&state);
    }

    /// Whether something is under way.
    pub(super) fn is_changing(&self, now: Millis) -> bool {
        let state = self.state();
        let mut runners = state.runners.values();
        runners.any(|known| known.summary.is_changing(now))
    }

    fn tell(&self, state: &State) {
        self.latest.send_replace(state.ring.last());
    }

    // What readers ask.

    /// Everything at once.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let state = self.state();
        let runners = state.runners.values();
        Snapshot {
            runners: runners.map(|known| known.summary.clone()).collect(),
            as_of: state.as_of,
        }
    }

    /// What is remembered of a runner, and until when somebody looked; none before the first reading.
    pub(crate) fn memory(&self, runner_id: &str) -> (Option<Memory>, Option<Millis>) {
        let state = self.state();
        let known = state.runners.get(runner_id).map(|known| &known.memory);
        let memory = known.or_else(|| state.former.get(runner_id)).cloned();
        let looks = state.trouble.is_none();
        let until = state.as_of.map(|as_of| {
            if looks {
                Timestamp::now().into()
            } else {
                as_of
            }
        });
        (memory, until)
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

    /// Numbers of the newest event, as they come.
    pub(super) fn latest(&self) -> watch::Receiver<u64> {
        self.latest.subscribe()
    }

    /// The number of an event from which a reader can go on.
    pub(super) fn resume(&self, last_event_id: &str) -> Option<u64> {
        let position = Position::parse(last_event_id)?;
        let state = self.state();
        // 0 is what a reader has that was in the midst of the whole list.
        let known = position.epoch == state.epoch && position.sequence > 0;
        (known && state.ring.after(position.sequence).is_some()).then_some(position.sequence)
    }

    /// The event that begins anew, and the number of the newest event by then.
    pub(super) fn reset(&self) -> (Bytes, u64) {
        let state = self.state();
        let data = Reset {
            build: BUILD.to_owned(),
        };
        let reset = event(Some(state.position(0)), stream::RESET, &data);
        (reset, state.ring.last())
    }

    /// The next part of the whole list, and the runner ID that it ends with.
    pub(super) fn part(&self, after: Option<&str>) -> Option<(Bytes, String)> {
        let state = self.state();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = state.runners.range::<str, _>((from, Bound::Unbounded));
        let part: Vec<_> = rest
            .take(stream::BATCH)
            .map(|(_, known)| &known.summary)
            .collect();
        let last = part.last()?.runner_id.clone();
        Some((event(None, stream::RUNNER, &part), last))
    }

    /// Everything after the event of that number, and the newest number; none if some of it is lost.
    pub(super) fn after(&self, number: u64) -> Option<(Vec<Bytes>, u64)> {
        let state = self.state();
        Some((state.ring.after(number)?, state.ring.last()))
    }

    /// How things stand at the event of that number: as of when, and whether the API can be asked.
    pub(super) fn standing(&self, number: u64) -> Vec<Bytes> {
        let state = self.state();
        let at = Some(state.position(number));
        let current = state
            .as_of
            .map(|as_of| event(at, stream::CURRENT, &state.current(as_of)));
        let stale = state
            .trouble
            .as_ref()
            .map(|_| event(at, stream::STALE, &state.stale()));
        current.into_iter().chain(stale).collect()
    }
}

impl State {
    /// Compares a runner with what is remembered of it.
    fn observe(&mut self, runner: &Runner, at: Millis) -> Observation {
        let runner_id = runner.runner_id().to_owned();
        let known = self.runners.get(&runner_id);
        let memory = known.map(|known| known.memory.clone());
        let memory = memory.or_else(|| self.former.remove(&runner_id));
        Observation::of(memory, runner, at)
    }

    fn position(&self, sequence: u64) -> Position<'_> {
        Position {
            epoch: &self.epoch,
            sequence,
        }
    }

    fn publish(&mut self, name: &str, data: &impl Serialize) {
        let epoch = &self.epoch;
        self.ring
            .push(|sequence| event(Some(Position { epoch, sequence }), name, data));
    }

    fn current(&self, as_of: Millis) -> Current {
        Current {
            as_of,
            next_in: self.next_in(),
        }
    }

    fn stale(&self) -> Stale {
        let (http, message) = self.trouble.clone().unwrap_or_default();
        Stale {
            as_of: self.as_of,
            http,
            message,
            next_in: self.next_in(),
        }
    }

    fn next_in(&self) -> u32 {
        let next_in = self.next.saturating_duration_since(Instant::now());
        u32::try_from(next_in.as_millis()).unwrap_or(u32::MAX)
    }
}
