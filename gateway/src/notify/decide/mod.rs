//! What to tell, decided without a clock, a network or a database: what happened and how runners are goes in with
//! its time, what is to be told comes out. The same machine watches the present and replays the past for a preview.
//!
//! ```text
//! history ─ entries ─> pictures ─ conditions ─> alerts ─ held, grouped ─> outcomes
//! ```

mod alert;
mod apply;
mod cause;
mod fire;
mod picture;
mod quiet;

use std::collections::{BTreeMap, BTreeSet};

use contract::console::notify::{Cause, Kind, Pause, Reason, Sketch};
use contract::console::{HistoryEntry, Millis, RunnerSummary};
use serde::{Deserialize, Serialize};

use alert::Alert;
use picture::Picture;
pub(super) use quiet::zone;

/// How long what has held long enough waits for somebody to look whether it still does, in milliseconds.
const LOOK: i64 = 10_000;

/// Stands for the console as such among the runners.
pub(super) const CONSOLE: &str = "";

/// What was decided so far, and what it depends on. Kept between steps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// Of the runners of which something is to be said: one that is well has none.
    pictures: BTreeMap<String, Picture>,
    /// By rule.
    rules: BTreeMap<String, Watched>,
    /// Up to when everything is decided.
    decided: Millis,
    /// When the runners were last seen as they are.
    corrected: Millis,
    /// Since when the API cannot be read.
    blind_since: Option<Millis>,
    /// As of when it was read, as far as was said since the start of the program; none while it cannot be: what
    /// cannot be seen does not count as lasting.
    #[serde(skip)]
    sight: Option<Millis>,
    /// Runners that happened something to since the reading that `sight` is of, and when, by ID. A new program has
    /// nothing older than its own first reading.
    #[serde(skip)]
    followed: BTreeMap<String, Millis>,
}

/// What a rule has told and is about to tell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Watched {
    version: i64,
    alerts: BTreeMap<String, Alert>,
    /// When it told something, within the last hour.
    told: Vec<Millis>,
}

/// A rule that is watched.
#[derive(Debug, Clone)]
pub(super) struct ActiveRule {
    pub(super) id: String,
    /// Another one after each change.
    pub(super) version: i64,
    pub(super) sketch: Sketch,
    pub(super) pause: Option<Pause>,
}

/// What the machine is told of the world around it.
pub(super) struct World<'a> {
    pub(super) rules: &'a [ActiveRule],
    /// A runner as it is known.
    pub(super) runner: &'a (dyn Fn(&str) -> Option<RunnerSummary> + Sync),
}

/// Something that the machine is told, at a time.
#[derive(Debug, Clone)]
pub(super) enum Fact<'a> {
    /// Something happened to a runner.
    Entry(&'a HistoryEntry),
    /// All runners as they are.
    Runners(&'a [RunnerSummary]),
    /// As of when all runners were read; none if the API cannot be read.
    Sight(Option<Millis>),
    /// Links that end, by ID, and when.
    Links(&'a [(String, Millis)]),
}

/// A subject of what is told: a runner, a link, or the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) id: String,
    /// Since when it is so, or when it happened.
    pub(super) since: Millis,
    /// What happened, in a few words of ours.
    pub(super) what: String,
}

/// What comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Is to be told.
    Tell {
        rule: String,
        at: Millis,
        kind: Kind,
        cause: Option<Cause>,
        subjects: Vec<Subject>,
    },
    /// Is not to be told.
    KeepBack {
        rule: String,
        at: Millis,
        subject: Subject,
        reason: Reason,
    },
}

/// Whether something is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readiness {
    /// Not yet.
    Waiting,
    /// Yes.
    Ready,
    /// If somebody looks and finds it to be so still.
    Unseen,
}

impl State {
    /// Takes in facts of one instant, and says what is to be told up to then. Instants rise; one that lies before
    /// the last is taken for the last.
    pub(super) fn take(&mut self, world: &World, at: Millis, facts: &[Fact]) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        self.adopt(world, at);
        self.advance(world, at, &mut outcomes);
        for fact in facts {
            self.apply(world, at, fact, &mut outcomes);
        }
        self.advance(world, at, &mut outcomes);
        outcomes
    }

    /// Whether there is nothing to keep of this that is not in the other.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (&self.pictures, &self.rules, self.blind_since)
            == (&other.pictures, &other.rules, other.blind_since)
    }

    /// Whether something is to be told now, if nothing happens.
    pub(super) fn readiness(&self, world: &World, now: Millis) -> Readiness {
        let rules = world.rules.iter();
        let due: Vec<_> = rules
            .filter_map(|rule| Some((rule, self.deadline(rule)?)))
            .filter(|(_, due)| *due <= now)
            .collect();
        if due.is_empty() {
            Readiness::Waiting
        } else if due.iter().any(|(rule, due)| self.is_sure(rule, *due, now)) {
            Readiness::Ready
        } else {
            Readiness::Unseen
        }
    }

    /// Whether what is due was so still when somebody looked last. Where nobody can look, it is believed after a while.
    fn is_sure(&self, rule: &ActiveRule, due: Millis, now: Millis) -> bool {
        let when = rule.sketch.when;
        let lasts = when.is_of_runners() && !when.is_event() && rule.holds().alarm > 0;
        !lasts || self.sight >= Some(due) || now.0 - due.0 > LOOK
    }

    /// Begins to watch new rules, forgets those that are gone, and lets a changed one begin its waiting anew.
    fn adopt(&mut self, world: &World, at: Millis) {
        let ids: BTreeSet<&str> = world.rules.iter().map(|rule| rule.id.as_str()).collect();
        self.rules.retain(|id, _| ids.contains(id.as_str()));
        for rule in world.rules {
            let is_new = !self.rules.contains_key(&rule.id);
            let watched = self.rules.entry(rule.id.clone()).or_default();
            watched.alerts.retain(|_, alert| !alert.is_over(at));
            if watched.version != rule.version {
                watched.version = rule.version;
                self.decided = self.decided.max(at);
                watched.alerts.values_mut().for_each(Alert::reconsider);
            }
            if is_new {
                let known = self.pictures.keys().cloned();
                let subjects: Vec<String> = known.chain([CONSOLE.to_owned()]).collect();
                for subject in &subjects {
                    self.consider(world, rule, subject, at, &mut Vec::new());
                }
            }
        }
    }

    /// Decides what is surely due up to an instant, in order.
    fn advance(&mut self, world: &World, at: Millis, outcomes: &mut Vec<Outcome>) {
        loop {
            let rules = world.rules.iter();
            let due = rules.filter_map(|rule| Some((self.deadline(rule)?, rule)));
            let due: Vec<_> = due.filter(|(due, _)| *due <= at).collect();
            let sure = due
                .iter()
                .filter(|(due, rule)| self.is_sure(rule, *due, at));
            let Some((due, rule)) = sure.min_by_key(|(due, _)| *due) else {
                let unseen = due.iter().map(|(due, _)| *due).min();
                self.decided = self.decided.max(unseen.unwrap_or(at));
                return;
            };
            let now = self.decided.max(*due);
            self.decided = now;
            self.fire(world, rule, now, outcomes);
        }
    }
}

#[cfg(test)]
mod tests;
