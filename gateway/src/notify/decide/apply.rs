//! Taking in what happened and how runners are.

use std::collections::BTreeSet;

use contract::console::filter::Filter;
use contract::console::notify::{Reason, When};
use contract::console::share::Selection;
use contract::console::{Happening, HistoryEntry, Millis};

use super::alert::{Alert, Holds};
use super::{ActiveRule, CONSOLE, Fact, Outcome, State, Subject, World};

impl State {
    pub(super) fn apply(
        &mut self,
        world: &World,
        at: Millis,
        fact: &Fact,
        outcomes: &mut Vec<Outcome>,
    ) {
        match fact {
            Fact::Entry(entry) => self.happened(world, at, entry, outcomes),
            Fact::Runners(runners) => {
                let there: BTreeSet<&str> = runners
                    .iter()
                    .map(|runner| runner.runner_id.as_str())
                    .collect();
                // A reading that began before the news of a runner may not have them yet.
                self.followed.retain(|_, at| Some(*at) > self.sight);
                let may_be_older = |id: &str| self.followed.contains_key(id);
                let is_gone = |id: &str| !there.contains(id) && !may_be_older(id);
                let gone = self.pictures.keys().filter(|id| is_gone(id));
                let mut touched: BTreeSet<String> = gone.cloned().collect();
                self.pictures.retain(|id, _| !is_gone(id));
                let newer = runners
                    .iter()
                    .filter(|runner| !may_be_older(&runner.runner_id));
                for runner in newer.collect::<Vec<_>>() {
                    let before = self.pictures.get(&runner.runner_id);
                    let mut picture = before.cloned().unwrap_or_default();
                    picture.correct(runner, self.corrected, at);
                    if before.cloned().unwrap_or_default() != picture || !picture.is_plain() {
                        self.keep(&runner.runner_id, picture);
                        touched.insert(runner.runner_id.clone());
                    }
                }
                self.corrected = self.corrected.max(at);
                self.consider_all(world, touched.iter(), at, outcomes);
            }
            Fact::Sight(sight) => {
                self.sight = *sight;
                self.blind_since = match self.blind_since {
                    _ if sight.is_some() => None,
                    since => since.or(Some(at)),
                };
                self.consider_all(world, [&CONSOLE.to_owned()].into_iter(), at, outcomes);
            }
            Fact::Links(links) => self.links_end(world, at, links, outcomes),
        }
    }

    fn happened(
        &mut self,
        world: &World,
        at: Millis,
        entry: &HistoryEntry,
        outcomes: &mut Vec<Outcome>,
    ) {
        let id = &entry.runner_id;
        if id == CONSOLE {
            return;
        }
        // Runners are seen before what happened to them is written down. What led to how one was seen already would
        // set it back to what it was before, and tell of the same twice.
        if entry.at > self.corrected {
            let mut picture = self.pictures.get(id).cloned().unwrap_or_default();
            picture.follow(entry);
            self.followed.insert(id.clone(), entry.at);
            self.keep(id, picture);
            self.consider_all(world, [id].into_iter(), at, outcomes);
        }
        for rule in world.rules {
            if let Some(what) = event(rule.sketch.when, &entry.what)
                && is_meant(world, rule, id)
            {
                let watched = self.rules.entry(rule.id.clone()).or_default();
                let alert = watched.alerts.entry(id.clone()).or_default();
                alert.turn(true, entry.at.min(at), at);
                alert.event = Some(match alert.event.take() {
                    Some(before) if before.len() < 200 && before != what => {
                        format!("{before}; {what}")
                    }
                    Some(before) => before,
                    None => what,
                });
            }
        }
    }

    fn keep(&mut self, id: &str, picture: super::Picture) {
        if picture.is_plain() {
            self.pictures.remove(id);
        } else {
            self.pictures.insert(id.to_owned(), picture);
        }
    }

    fn consider_all<'a>(
        &mut self,
        world: &World,
        ids: impl Iterator<Item = &'a String>,
        at: Millis,
        outcomes: &mut Vec<Outcome>,
    ) {
        for id in ids {
            for rule in world
                .rules
                .iter()
                .filter(|rule| !rule.sketch.when.is_event())
            {
                self.consider(world, rule, id, at, outcomes);
            }
        }
    }

    /// Looks whether a rule's condition holds at a subject.
    pub(super) fn consider(
        &mut self,
        world: &World,
        rule: &ActiveRule,
        id: &str,
        at: Millis,
        outcomes: &mut Vec<Outcome>,
    ) {
        let when = rule.sketch.when;
        let since = match when {
            When::Blind if id == CONSOLE => self.blind_since,
            _ if when.is_of_runners() && id != CONSOLE => {
                let picture = self.pictures.get(id);
                picture.and_then(|picture| picture.holds(when, at))
            }
            _ => return,
        };
        self.set(world, rule, id, since, at, outcomes);
    }

    fn links_end(
        &mut self,
        world: &World,
        at: Millis,
        links: &[(String, Millis)],
        outcomes: &mut Vec<Outcome>,
    ) {
        for rule in world.rules {
            let When::ShareEnding { before } = rule.sketch.when else {
                continue;
            };
            let begins = |ends_at: Millis| Millis(ends_at.0 - i64::from(before) * 1000);
            let ending: Vec<_> = links
                .iter()
                .filter(|(_, ends)| begins(*ends) <= at)
                .collect();
            let watched = self.rules.entry(rule.id.clone()).or_default();
            // One that was prolonged, revoked or has ended needs no second word.
            watched
                .alerts
                .retain(|id, _| ending.iter().any(|(ending, _)| ending == id));
            for (id, ends_at) in ending {
                self.set(world, rule, id, Some(begins(*ends_at)), at, outcomes);
            }
        }
    }

    fn set(
        &mut self,
        world: &World,
        rule: &ActiveRule,
        id: &str,
        since: Option<Millis>,
        at: Millis,
        outcomes: &mut Vec<Outcome>,
    ) {
        let watched = self.rules.entry(rule.id.clone()).or_default();
        let Some(since) = since else {
            let Some(alert) = watched.alerts.get_mut(id).filter(|alert| alert.is_on) else {
                return;
            };
            // What has not begun yet is no flap.
            if !alert.is_told && alert.since <= at {
                let reason = alert.postponed.and_then(|(_, reason)| reason);
                outcomes.push(Outcome::KeepBack {
                    rule: rule.id.clone(),
                    at,
                    subject: subject(id, alert),
                    reason: reason.unwrap_or(Reason::Short),
                });
            }
            alert.turn(false, at, at);
            if alert.is_over(at) {
                watched.alerts.remove(id);
            }
            // Those who wait for it to make up a list need not any more.
            for waiting in watched.alerts.values_mut() {
                if matches!(waiting.postponed, Some((_, None))) {
                    waiting.reconsider();
                }
            }
            return;
        };
        if let Some(alert) = watched.alerts.get_mut(id) {
            if alert.is_flapping && !alert.is_on {
                outcomes.push(Outcome::KeepBack {
                    rule: rule.id.clone(),
                    at,
                    subject: subject(id, alert),
                    reason: Reason::Flapping,
                });
            }
            alert.turn(true, since, at);
        } else if !rule.sketch.when.is_of_runners() || is_meant(world, rule, id) {
            let mut alert = Alert::default();
            alert.turn(true, since, at);
            watched.alerts.insert(id.to_owned(), alert);
        }
    }
}

impl ActiveRule {
    pub(super) fn holds(&self) -> Holds {
        Holds {
            alarm: self.sketch.hold_millis(),
            recovery: self.sketch.recovery_millis(),
        }
    }
}

pub(super) fn subject(id: &str, alert: &Alert) -> Subject {
    Subject {
        id: id.to_owned(),
        since: alert.since,
        what: alert.event.clone().unwrap_or_default(),
    }
}

/// Whether a rule is about a runner. Of one that is not known only that is known.
fn is_meant(world: &World, rule: &ActiveRule, id: &str) -> bool {
    match &rule.sketch.selection {
        Selection::Only(ids) => ids.contains(id),
        Selection::Matching(filter) if *filter == Filter::default() => true,
        selection @ Selection::Matching(_) => (world.runner)(id).is_some_and(|runner| {
            !selection
                .pick([&runner], jiff::Timestamp::UNIX_EPOCH)
                .is_empty()
        }),
    }
}

/// What of that a rule about events tells.
fn event(when: When, what: &Happening) -> Option<String> {
    match (when, what) {
        (When::RolloutDone, Happening::RolloutDone { revision, .. }) => {
            Some(format!("revision {revision} is running"))
        }
        (When::Changed, Happening::Edited { by, mask, .. }) => {
            Some(format!("{by} changed {}", mask.join(", ")))
        }
        (When::Changed, Happening::Changed { mask }) => {
            Some(format!("changed outside the console: {}", mask.join(", ")))
        }
        (When::Changed, Happening::UpgradeRequested { by }) => Some(format!("{by} upgraded it")),
        (When::Changed, Happening::DeleteRequested { by }) => Some(format!("{by} deleted it")),
        (When::Changed, Happening::Created { by: Some(by) }) => Some(format!("{by} created it")),
        _ => None,
    }
}
