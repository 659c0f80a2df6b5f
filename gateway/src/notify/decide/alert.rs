//! A condition of one rule for one runner or link: since when it holds or does not, and what was reported.

use contract::console::Millis;
use contract::console::notify::Reason;
use serde::{Deserialize, Serialize};

/// So many alarms within [`FLAPPING`] are told; the last says that it comes and goes.
const ALARMS: usize = 3;

/// What comes and goes is told again when it was steady for that long, in milliseconds.
pub(super) const FLAPPING: i64 = 30 * 60_000;

/// A condition of one rule at one subject.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Alert {
    /// Whether it holds.
    pub(super) is_on: bool,
    /// Since when, or since when not.
    pub(super) since: Millis,
    /// When that was seen: holding begins with the condition, but what is over is over from here on.
    pub(super) seen: Millis,
    /// Whether the alarm is out and its end is not.
    pub(super) is_told: bool,
    /// The alarm was to be told, and still is, when that time has come.
    pub(super) postponed: Option<(Millis, Option<Reason>)>,
    /// When alarms were told lately.
    pub(super) alarms: Vec<Millis>,
    /// It was told that it comes and goes.
    pub(super) is_flapping: bool,
    /// What happened, of what happens rather than lasts.
    pub(super) event: Option<String>,
}

/// How long something holds before it is told, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holds {
    pub(super) alarm: i64,
    pub(super) recovery: i64,
}

impl Alert {
    /// When it is to be told, if it stays as it is.
    pub(super) fn due(&self, holds: Holds) -> Option<Millis> {
        let due = match (self.is_on, self.is_told) {
            (true, false) => Millis(self.since.0 + holds.alarm),
            (_, true) if self.is_flapping => Millis(self.seen.0 + FLAPPING),
            (false, true) => Millis(self.seen.0 + holds.recovery),
            _ => return None,
        };
        Some(self.postponed.map_or(due, |(until, _)| due.max(until)))
    }

    /// Whether what is due is an alarm, and not the end of one.
    pub(super) fn is_alarm(&self) -> bool {
        self.is_on && !self.is_told
    }

    /// The condition holds, or does not.
    pub(super) fn turn(&mut self, is_on: bool, since: Millis, now: Millis) {
        if self.is_on != is_on {
            (self.is_on, self.since, self.seen) = (is_on, since, now);
            self.postponed = None;
        } else if is_on && !self.is_told && since < self.since {
            // Something else about it has been so for longer.
            self.since = since;
        }
    }

    /// An alarm is told; whether it is the one that says that it comes and goes.
    pub(super) fn alarm(&mut self, now: Millis) -> bool {
        self.alarms.retain(|at| at.0 > now.0 - FLAPPING);
        self.alarms.push(now);
        (self.is_told, self.postponed) = (true, None);
        self.is_flapping = self.alarms.len() >= ALARMS;
        if self.is_flapping {
            self.seen = now;
        }
        self.is_flapping
    }

    /// Its end is told, or it has become steady.
    pub(super) fn settle(&mut self) {
        (self.is_told, self.postponed) = (self.is_on, None);
        self.is_flapping = false;
    }

    /// Whether nothing depends on it any more.
    pub(super) fn is_over(&self, now: Millis) -> bool {
        let is_remembered = self.alarms.iter().any(|at| at.0 > now.0 - FLAPPING);
        !self.is_on && !self.is_told && !is_remembered
    }

    /// What it waits for may be over.
    pub(super) fn reconsider(&mut self) {
        self.postponed = None;
    }
}
