//! Telling what is due.

use contract::console::Millis;
use contract::console::notify::{Kind, Reason};

use super::alert::Alert;
use super::apply::subject;
use super::cause::{TOGETHER, group, is_worth_waiting, together};
use super::{ActiveRule, Outcome, State, Subject, Watched, World};

/// An hour, in milliseconds.
const HOUR: i64 = 3_600_000;

/// Messages of a rule within an hour.
const PER_RULE: usize = 60;

/// Messages of an organization within an hour.
const IN_ALL: usize = 300;

impl State {
    /// When a rule has something to tell next.
    pub(super) fn deadline(&self, rule: &ActiveRule) -> Option<Millis> {
        if rule.sketch.when.is_of_runners() && self.sight.is_none() {
            return None;
        }
        let alerts = self.rules.get(&rule.id)?.alerts.values();
        alerts.filter_map(|alert| alert.due(rule.holds())).min()
    }

    /// Tells, or keeps back, what is due of a rule.
    pub(super) fn fire(
        &mut self,
        world: &World,
        rule: &ActiveRule,
        now: Millis,
        outcomes: &mut Vec<Outcome>,
    ) {
        for watched in self.rules.values_mut() {
            watched.told.retain(|at| at.0 > now.0 - HOUR);
        }
        let others = self.rules.iter().filter(|(id, _)| **id != rule.id);
        let others: usize = others.map(|(_, watched)| watched.told.len()).sum();
        let Some(watched) = self.rules.get_mut(&rule.id) else {
            return;
        };
        while let Some(first) = watched.first_due(rule, now) {
            let is_full = watched.told.len() >= PER_RULE || watched.told.len() + others >= IN_ALL;
            let limit = is_full.then(|| {
                let oldest = watched.told.iter().min().copied().unwrap_or(now);
                (Millis(oldest.0 + HOUR), Reason::Limit)
            });
            if let Some(until) = rule.quiet_until(now).or(limit) {
                watched.postpone(rule, &first, until, now, outcomes);
            } else {
                watched.tell(world, rule, &first, now, outcomes);
            }
        }
    }
}

impl Watched {
    fn first_due(&self, rule: &ActiveRule, now: Millis) -> Option<String> {
        let due = |(id, alert): (&String, &Alert)| Some((alert.due(rule.holds())?, id.clone()));
        let first = self.alerts.iter().filter_map(due).min()?;
        (first.0 <= now).then_some(first.1)
    }

    /// What lasts is told later, if it still does; what happened is not.
    fn postpone(
        &mut self,
        rule: &ActiveRule,
        id: &str,
        (until, reason): (Millis, Reason),
        now: Millis,
        outcomes: &mut Vec<Outcome>,
    ) {
        let Some(alert) = self.alerts.get_mut(id) else {
            return;
        };
        let is_event = alert.event.is_some();
        let was_told = matches!(alert.postponed, Some((_, Some(_))));
        if alert.is_alarm() && (is_event || !was_told) {
            outcomes.push(Outcome::KeepBack {
                rule: rule.id.clone(),
                at: now,
                subject: subject(id, alert),
                reason,
            });
        }
        if is_event {
            self.alerts.remove(id);
        } else {
            alert.postponed = Some((until.max(Millis(now.0 + 1)), Some(reason)));
        }
    }

    fn tell(
        &mut self,
        world: &World,
        rule: &ActiveRule,
        first: &str,
        now: Millis,
        outcomes: &mut Vec<Outcome>,
    ) {
        let holds = rule.holds();
        let Some(own) = self.alerts.get_mut(first) else {
            return;
        };
        if own.is_flapping {
            let is_over = !own.is_on;
            own.settle();
            if is_over {
                let subjects = vec![subject(first, own)];
                self.push(rule, now, Kind::Recovered, (None, subjects), outcomes);
            }
            return;
        }
        let (is_alarm, since) = (own.is_alarm(), own.since);
        let pool: Vec<String> = self
            .alerts
            .iter()
            .filter(|(_, other)| {
                other.due(holds).is_some()
                    && other.is_alarm() == is_alarm
                    && !other.is_flapping
                    && together(since, other.since)
            })
            .map(|(id, _)| id.clone())
            .collect();
        let (cause, members) = group(world, first, &pool);
        let dues = members.iter().filter_map(|id| self.alerts[id].due(holds));
        let (due, later): (Vec<_>, Vec<_>) = dues.partition(|due| *due <= now);
        let longest = Millis(since.0 + TOGETHER + holds.alarm.max(holds.recovery));
        let next = later.into_iter().min().map(|next| next.min(longest));
        if let Some(until) = next.filter(|next| {
            now < *next && is_worth_waiting(due.len(), members.len(), next.0 - now.0)
        }) {
            // The next one has not held for long enough yet: one list, not many messages.
            for id in &members {
                let alert = self.alerts.get_mut(id).expect("it is of the pool");
                if alert.due(holds).is_some_and(|due| due <= now) {
                    alert.postponed = Some((until, None));
                }
            }
            return;
        }
        let mut steady = Vec::new();
        let mut flapping = Vec::new();
        for id in members {
            let alert = self.alerts.get_mut(&id).expect("it is of the pool");
            if alert.due(holds).is_none_or(|due| due > now) {
                continue;
            }
            let subject = subject(&id, alert);
            if !is_alarm {
                alert.settle();
                steady.push(subject);
            } else if alert.event.is_some() {
                steady.push(subject);
                self.alerts.remove(&id);
                continue;
            } else if alert.alarm(now) {
                flapping.push(subject);
            } else {
                steady.push(subject);
            }
            if alert.is_over(now) {
                self.alerts.remove(&id);
            }
        }
        let kind = match is_alarm {
            true if rule.sketch.when.is_event() => Kind::Happened,
            true => Kind::Alarm,
            false => Kind::Recovered,
        };
        self.push(rule, now, kind, (cause.clone(), steady), outcomes);
        self.push(rule, now, Kind::Flapping, (cause, flapping), outcomes);
    }

    fn push(
        &mut self,
        rule: &ActiveRule,
        at: Millis,
        kind: Kind,
        (cause, subjects): (Option<contract::console::notify::Cause>, Vec<Subject>),
        outcomes: &mut Vec<Outcome>,
    ) {
        if subjects.is_empty() {
            return;
        }
        self.told.push(at);
        outcomes.push(Outcome::Tell {
            rule: rule.id.clone(),
            at,
            kind,
            cause: cause.filter(|_| subjects.len() > 1),
            subjects,
        });
    }
}
