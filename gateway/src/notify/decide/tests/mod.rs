//! The machine over made-up pasts, without a clock.

mod laws;
mod table;

use contract::console::notify::{Kind, Reason, Sketch};
use contract::console::{Happening, HistoryEntry, Millis, RunnerSummary};
use contract::model::InstallStatus;
use serde_json::{Value, json};

use super::{ActiveRule, Fact, Outcome, Readiness, State, World};

/// An instant well after the epoch, so that nothing before it is before all time.
const START: i64 = 1_795_000_000_000;

pub(super) fn at(seconds: i64) -> Millis {
    Millis(START + seconds * 1000)
}

pub(super) fn rule(fields: Value) -> ActiveRule {
    let mut sketch = json!({ "name": "a", "when": { "kind": "installFailed" }, "channels": ["c"] });
    for (name, value) in fields.as_object().unwrap() {
        sketch[name] = value.clone();
    }
    let sketch: Sketch = serde_json::from_value(sketch).unwrap();
    ActiveRule {
        id: "rule".to_owned(),
        version: 0,
        sketch,
        pause: None,
    }
}

pub(super) fn install(to: InstallStatus) -> Happening {
    Happening::Install {
        from: InstallStatus::Provisioning,
        to,
        reason: String::new(),
        message: String::new(),
        hints: Vec::new(),
    }
}

/// Runners of three clusters in two zones.
fn runner(id: &str) -> Option<RunnerSummary> {
    let number: usize = id.strip_prefix('r')?.parse().ok()?;
    Some(RunnerSummary {
        runner_id: id.to_owned(),
        zone: ["east", "west"][number % 2].to_owned(),
        cluster_name: format!("cluster-{number}"),
        ..RunnerSummary::default()
    })
}

/// A machine that watches one rule.
pub(super) struct Watch {
    pub(super) state: State,
    pub(super) rules: Vec<ActiveRule>,
    pub(super) outcomes: Vec<Outcome>,
}

impl Watch {
    pub(super) fn new(rule: ActiveRule) -> Self {
        let mut watch = Self {
            state: State::default(),
            rules: vec![rule],
            outcomes: Vec::new(),
        };
        watch.take(0, &[Fact::Sight(Some(at(0)))]);
        watch
    }

    pub(super) fn take(&mut self, seconds: i64, facts: &[Fact]) {
        let world = World {
            rules: &self.rules,
            runner: &runner,
        };
        // As after every step: what is kept is read back.
        let (sight, followed) = (self.state.sight, self.state.followed.clone());
        let kept = serde_json::to_string(&self.state).unwrap();
        self.state = serde_json::from_str(&kept).unwrap();
        (self.state.sight, self.state.followed) = (sight, followed);
        self.outcomes
            .extend(self.state.take(&world, at(seconds), facts));
    }

    pub(super) fn happen(&mut self, seconds: i64, runner_id: &str, what: Happening) {
        let entry = HistoryEntry {
            id: seconds,
            at: at(seconds),
            runner_id: runner_id.to_owned(),
            what,
        };
        self.take(seconds, &[Fact::Entry(&entry)]);
    }

    pub(super) fn fail(&mut self, seconds: i64, runner_id: &str) {
        self.happen(seconds, runner_id, install(InstallStatus::Failed));
    }

    pub(super) fn mend(&mut self, seconds: i64, runner_id: &str) {
        self.happen(seconds, runner_id, install(InstallStatus::Ready));
    }

    /// What was told: when, in seconds, what, and of how many.
    pub(super) fn told(&self) -> Vec<(i64, Kind, usize)> {
        let told = |outcome: &Outcome| match outcome {
            Outcome::Tell {
                at, kind, subjects, ..
            } => Some(((at.0 - START) / 1000, *kind, subjects.len())),
            Outcome::KeepBack { .. } => None,
        };
        self.outcomes.iter().filter_map(told).collect()
    }

    pub(super) fn kept_back(&self) -> Vec<Reason> {
        let kept = |outcome: &Outcome| match outcome {
            Outcome::KeepBack { reason, .. } => Some(*reason),
            Outcome::Tell { .. } => None,
        };
        self.outcomes.iter().filter_map(kept).collect()
    }
}
