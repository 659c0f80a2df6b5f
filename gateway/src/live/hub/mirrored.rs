//! What the hub sends to the other gateways when its own gateway polls, and what it receives from the one that polls.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use contract::console::stream::{self, Heartbeat};
use tokio::time::Instant;

use super::{Hub, KnownRunner, State};
use crate::live::mirror::{Mirrored, News, PollerStatus};

/// What changed and was not told to the other gateways yet; nothing is noted where there are none.
#[derive(Default)]
pub(super) struct Unmirrored {
    is_noted: bool,
    runners: BTreeSet<String>,
    standing: bool,
}

impl Unmirrored {
    pub(super) fn new(is_noted: bool) -> Self {
        Self {
            is_noted,
            ..Self::default()
        }
    }

    pub(super) fn runner(&mut self, runner_id: &str) {
        if self.is_noted {
            self.runners.insert(runner_id.to_owned());
        }
    }

    pub(super) fn standing(&mut self) {
        self.standing = self.is_noted;
    }
}

/// What to tell, and what to note again if it cannot be.
pub(in crate::live) type Telling = (Vec<(String, Option<Mirrored>)>, Option<PollerStatus>);

impl Hub {
    /// Somebody reads it from another gateway, and will say so again before that time is over.
    pub(in crate::live) fn read_elsewhere(&self, lasting: Duration) {
        let until = Instant::now() + lasting;
        let before = self.state().read_until.replace(until);
        if before.is_none_or(|before| before < Instant::now()) {
            self.wanted.notify_one();
        }
    }

    /// Whether somebody reads it from another gateway.
    pub(in crate::live) fn is_read_elsewhere(&self) -> bool {
        let until = self.state().read_until;
        until.is_some_and(|until| until > Instant::now())
    }

    /// Takes what was not told yet.
    pub(in crate::live) fn unmirrored(&self) -> Telling {
        let mut state = self.state();
        let runners = std::mem::take(&mut state.unmirrored.runners);
        let told = |runner_id: String| {
            let known = state.runners.get(&runner_id);
            let mirrored = known.map(|known| Mirrored {
                summary: known.summary.clone(),
                hints: known.hints.clone(),
                whole: known.whole,
                memory: known.memory.clone(),
                schedule: known.schedule.as_deref().cloned(),
            });
            (runner_id, mirrored)
        };
        let runners = runners.into_iter().map(told).collect();
        let standing = std::mem::take(&mut state.unmirrored.standing);
        let standing = standing.then(|| PollerStatus {
            as_of: state.as_of,
            trouble: state.trouble.clone(),
            next_in: state.next_in(),
        });
        (runners, standing)
    }

    /// It could not be told.
    pub(in crate::live) fn put_back(&self, (runners, standing): Telling) {
        let mut state = self.state();
        for (runner_id, _) in runners {
            state.unmirrored.runner(&runner_id);
        }
        state.unmirrored.standing |= standing.is_some();
    }

    /// Takes over what the polling gateway knows, and tells the readers what is new about it.
    pub(in crate::live) fn follow(&self, news: News) {
        let mut state = self.state();
        // What this gateway saw itself is not its to tell any more.
        state.unmirrored = Unmirrored::new(state.unmirrored.is_noted);
        let (mut changed, mut policies) = (Vec::new(), Vec::new());
        let (mut heard, mut gone) = (Vec::new(), Vec::new());
        if news.is_whole {
            let there: BTreeSet<&str> = news.runners.iter().map(|(id, _)| id.as_str()).collect();
            let lost = state
                .runners
                .keys()
                .filter(|id| !there.contains(id.as_str()));
            gone.extend(lost.cloned());
        }
        for (runner_id, mirrored) in news.runners {
            let Some(mirrored) = mirrored else {
                gone.push(runner_id);
                continue;
            };
            let summary = mirrored.summary.clone();
            match state.take(runner_id, mirrored) {
                New::Nothing => {}
                New::Heartbeat(heartbeat) => heard.push(heartbeat),
                New::Summary => changed.push(summary),
                New::Policy => policies.push(summary),
            }
        }
        gone.retain(|runner_id| state.runners.remove(runner_id).is_some());
        state.publish_runners(&changed);
        state.publish_policies(&policies);
        for batch in heard.chunks(stream::BATCH) {
            state.publish(stream::HEARTBEAT, &batch);
        }
        for batch in gone.chunks(stream::BATCH) {
            state.publish(stream::DELETED, &batch);
        }
        if let Some(standing) = news.standing {
            state.stand(standing);
        }
        self.tell(&state);
    }
}

/// What is new of a runner.
enum New {
    Nothing,
    Heartbeat(Heartbeat),
    Summary,
    /// Nothing but the policy.
    Policy,
}

impl State {
    fn take(&mut self, runner_id: String, mirrored: Mirrored) -> New {
        let Mirrored {
            summary,
            hints,
            whole,
            memory,
            schedule,
        } = mirrored;
        let new = match self.runners.get(&runner_id) {
            Some(known) if known.whole == whole && known.summary == summary => New::Nothing,
            Some(known) if known.whole == whole => {
                let mut before = known.summary.clone();
                before.last_heartbeat_at = summary.last_heartbeat_at;
                match summary.last_heartbeat_at {
                    Some(at) if before == summary => {
                        New::Heartbeat(Heartbeat(runner_id.clone(), at))
                    }
                    _ if known.summary.without_policy() == summary.without_policy() => New::Policy,
                    _ => New::Summary,
                }
            }
            _ => New::Summary,
        };
        let known = KnownRunner {
            summary,
            hints,
            whole,
            memory,
            schedule: schedule.map(Arc::new),
            reading: self.reading,
        };
        self.runners.insert(runner_id, known);
        new
    }

    fn stand(&mut self, standing: PollerStatus) {
        self.as_of = standing.as_of.or(self.as_of);
        self.trouble = standing.trouble;
        self.next = Instant::now() + Duration::from_millis(standing.next_in.into());
        match (&self.trouble, self.as_of) {
            (Some(_), _) => {
                let stale = self.stale();
                self.publish(stream::STALE, &stale);
            }
            (None, Some(as_of)) => {
                let current = self.current(as_of);
                self.publish(stream::CURRENT, &current);
            }
            (None, None) => {}
        }
    }
}
