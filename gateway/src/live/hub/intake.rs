//! What the poller sends to the hub, and the events that result from it.

use std::collections::HashMap;
use std::time::Duration;

use contract::condition::is_changing;
use contract::console::stream::{self, Heartbeat};
use contract::console::{ListedPolicy, Millis, RunnerSummary};
use contract::model;
use jiff::Timestamp;
use tokio::time::Instant;

use super::{Fetched, Hub, KnownRunner, State};
use crate::history::{Memory, Observation, fingerprint};

impl Hub {
    /// Takes over what was remembered from an earlier start.
    pub(in crate::live) fn remember(&self, mut former: HashMap<String, Memory>) {
        let mut state = self.state();
        former.retain(|runner_id, _| !state.runners.contains_key(runner_id));
        state.former = former;
    }

    /// Begins a reading.
    pub(in crate::live) fn begin(&self) {
        self.state().reading += 1;
    }

    /// Takes in runners, tells the readers what is new about them, and returns what happened to them.
    pub(in crate::live) fn ingest(&self, fetched: Vec<Fetched>, at: Millis) -> Vec<Observation> {
        let mut state = self.state();
        let mut changed = Vec::new();
        let mut heard = Vec::new();
        let mut policies = Vec::new();
        let mut observations = Vec::new();
        for mut fetched in fetched {
            let heartbeat = fetched.runner.last_heartbeat_at.take();
            let whole = fingerprint(&fetched.runner);
            fetched.runner.last_heartbeat_at = heartbeat;
            let heard_at = fetched.runner.last_heartbeat_at.as_ref();
            let heard_at = heard_at
                .and_then(model::Timestamp::instant)
                .map(Millis::from);
            let reading = state.reading;
            if let Some(known) = state.runners.get_mut(fetched.runner.runner_id())
                && known.whole == whole
            {
                known.reading = reading;
                let summary = &mut known.summary;
                let before = summary.maintenance;
                // Who read it in another dialect does not know its policy, which then stands.
                let other_policy = fetched.policy.is_some() && summary.policy != fetched.policy;
                if other_policy {
                    summary.policy = fetched.policy;
                }
                let beat = std::mem::replace(&mut summary.last_heartbeat_at, heard_at) != heard_at;
                if std::mem::replace(&mut summary.maintenance, fetched.maintenance)
                    != fetched.maintenance
                {
                    changed.push(summary.clone());
                } else if let Some(heard_at) = heard_at.filter(|_| beat) {
                    heard.push(Heartbeat(summary.runner_id.clone(), heard_at));
                } else if beat {
                    changed.push(summary.clone());
                }
                if other_policy {
                    policies.push(summary.clone());
                }
                if beat || other_policy || before != fetched.maintenance {
                    state.unmirrored.runner(fetched.runner.runner_id());
                }
                continue;
            }
            let observation = state.observe(&fetched, at);
            let mut summary = RunnerSummary::of(&fetched.runner, fetched.maintenance);
            let known = state.runners.get(fetched.runner.runner_id());
            summary.policy = fetched
                .policy
                .or_else(|| known.and_then(|known| known.summary.policy.clone()));
            changed.push(summary.clone());
            let error = fetched.runner.install_error.as_mut();
            let known = KnownRunner {
                summary,
                hints: error
                    .map(|error| std::mem::take(&mut error.remediation_hints))
                    .unwrap_or_default(),
                whole,
                memory: observation.memory.clone().expect("it was just read"),
                schedule: fetched.schedule,
                reading,
            };
            state.unmirrored.runner(&observation.runner_id);
            state.runners.insert(observation.runner_id.clone(), known);
            if observation.is_news {
                observations.push(observation);
            }
        }
        state.publish_runners(&changed);
        state.publish_policies(&policies);
        for batch in heard.chunks(stream::BATCH) {
            state.publish(stream::HEARTBEAT, &batch);
        }
        self.tell(&state);
        observations
    }

    /// Takes in policies that were read beside the runners, by runner ID; none where v1 cannot be read.
    pub(in crate::live) fn learn_policies(&self, policies: Option<&HashMap<String, ListedPolicy>>) {
        let mut state = self.state();
        let mut changed = Vec::new();
        for (runner_id, known) in &mut state.runners {
            let policy = match policies {
                None => None,
                // It came after the policies were read.
                Some(policies) if !policies.contains_key(runner_id) => continue,
                Some(policies) => policies.get(runner_id).cloned(),
            };
            if known.summary.policy != policy {
                known.summary.policy = policy;
                changed.push(known.summary.clone());
            }
        }
        for runner in &changed {
            state.unmirrored.runner(&runner.runner_id);
        }
        state.publish_policies(&changed);
        self.tell(&state);
    }

    /// Tells of runners again as they are, after their history has grown: a reader who heard of the change
    /// before it was written down looks once more.
    pub(crate) fn republish(&self, runner_ids: &[String]) {
        let mut state = self.state();
        let known = runner_ids.iter().filter_map(|id| state.runners.get(id));
        let again: Vec<_> = known.map(|known| known.summary.clone()).collect();
        state.publish_runners(&again);
        self.tell(&state);
    }

    /// Runners that the reading which is on has not brought.
    pub(in crate::live) fn missing(&self) -> Vec<String> {
        let state = self.state();
        let unmet = |(id, known): (&String, &KnownRunner)| {
            (known.reading < state.reading).then(|| id.clone())
        };
        let former = state.former.keys().cloned();
        state
            .runners
            .iter()
            .filter_map(unmet)
            .chain(former)
            .collect()
    }

    /// Takes note that runners are gone, and tells.
    pub(in crate::live) fn remove(&self, gone: Vec<String>) -> Vec<Observation> {
        let mut state = self.state();
        let mut shown = Vec::new();
        let mut observations = Vec::new();
        for runner_id in gone {
            let was_shown = state.runners.remove(&runner_id).is_some();
            state.unmirrored.runner(&runner_id);
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
    pub(in crate::live) fn complete(&self, as_of: Millis, next: Duration) {
        let mut state = self.state();
        state.unmirrored.standing();
        state.as_of = Some(as_of);
        state.trouble = None;
        state.next = Instant::now() + next;
        let current = state.current(as_of);
        state.publish(stream::CURRENT, &current);
        self.tell(&state);
    }

    /// The API cannot be asked; it will be again after `next`.
    pub(in crate::live) fn fail(&self, http: u16, message: &str, next: Duration) {
        let mut state = self.state();
        state.unmirrored.standing();
        state.trouble = Some((http, message.to_owned()));
        state.next = Instant::now() + next;
        let stale = state.stale();
        state.publish(stream::STALE, &stale);
        self.tell(&state);
    }

    /// Whether something is under way.
    pub(in crate::live) fn is_changing(&self, now: Timestamp) -> bool {
        let state = self.state();
        let mut runners = state.runners.values();
        runners.any(|known| is_changing(&known.summary, now))
    }

    pub(super) fn tell(&self, state: &State) {
        self.latest.send_replace(state.ring.last());
    }
}

impl State {
    /// Compares a runner with what is remembered of it.
    fn observe(&mut self, fetched: &Fetched, at: Millis) -> Observation {
        let Fetched {
            runner, dialect, ..
        } = fetched;
        let runner_id = runner.runner_id().to_owned();
        let known = self.runners.get(&runner_id);
        let memory = known.map(|known| known.memory.clone());
        let memory = memory.or_else(|| self.former.remove(&runner_id));
        Observation::of(memory, runner, *dialect, at)
    }
}
