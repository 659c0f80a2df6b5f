//! What readers are sent: the complete state, what they missed, what is new; each only what their rights allow.

use std::borrow::Cow;
use std::ops::Bound;

use axum::body::Bytes;
use contract::console::stream::{self, Current, Reset, Stale};
use contract::console::{Millis, RunnerSummary};
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::Instant;

use super::{Hub, State};
use crate::identity::Rights;
use crate::live::event::{Position, event};
use crate::live::ring::{Reduced, Told};

impl Hub {
    /// Numbers of the newest event, as they come.
    pub(crate) fn latest(&self) -> watch::Receiver<u64> {
        self.latest.subscribe()
    }

    /// The number of an event from which a reader can go on.
    pub(in crate::live) fn resume(&self, last_event_id: &str) -> Option<u64> {
        let position = Position::parse(last_event_id)?;
        let state = self.state();
        // 0 is what a reader has that was in the midst of the whole list.
        let known = position.epoch == state.epoch && position.sequence > 0;
        (known && state.ring.reaches(position.sequence)).then_some(position.sequence)
    }

    /// The event that begins anew, and the number of the newest event by then.
    pub(in crate::live) fn reset(&self, build: String, account: Option<String>) -> (Bytes, u64) {
        let state = self.state();
        let data = Reset { build, account };
        let reset = event(Some(state.position(0)), stream::RESET, &data);
        (reset, state.ring.last())
    }

    /// The next part of the whole list, of so many runners at most, as that right may know it; and the runner ID that it
    /// ends with.
    pub(in crate::live) fn part(
        &self,
        after: Option<&str>,
        most: usize,
        rights: Rights,
    ) -> Option<(Bytes, String)> {
        let state = self.state();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = state.runners.range::<str, _>((from, Bound::Unbounded));
        let part: Vec<_> = rest
            .take(most)
            .map(|(_, known)| match rights {
                Rights::Admin => Cow::Borrowed(&known.summary),
                Rights::User => Cow::Owned(known.summary.without_policy()),
            })
            .collect();
        let last = part.last()?.runner_id.clone();
        Some((event(None, stream::RUNNER, &part), last))
    }

    /// Everything after the event of that number as that right may know it, and the newest number; none if some of it is
    /// lost.
    pub(in crate::live) fn after(&self, number: u64, rights: Rights) -> Option<(Vec<Bytes>, u64)> {
        let state = self.state();
        Some((state.ring.after(number, rights)?, state.ring.last()))
    }

    /// How things stand at the event of that number: as of when, and whether the API can be asked.
    pub(in crate::live) fn standing(&self, number: u64) -> Vec<Bytes> {
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
    fn position(&self, sequence: u64) -> Position<'_> {
        Position {
            epoch: &self.epoch,
            sequence,
        }
    }

    pub(super) fn publish(&mut self, name: &str, data: &impl Serialize) {
        let epoch = &self.epoch;
        self.ring.push(|sequence| {
            Told::everybody(event(Some(Position { epoch, sequence }), name, data))
        });
    }

    /// Tells of runners that are new or changed, to each reader what their right lets them know.
    pub(super) fn publish_runners(&mut self, runners: &[RunnerSummary]) {
        let epoch = &self.epoch;
        for batch in runners.chunks(stream::BATCH) {
            self.ring.push(|sequence| {
                let at = Some(Position { epoch, sequence });
                let reduced = if batch.iter().any(|runner| runner.policy.is_some()) {
                    let batch: Vec<_> = batch.iter().map(RunnerSummary::without_policy).collect();
                    Reduced::Less(event(at, stream::RUNNER, &batch))
                } else {
                    Reduced::All
                };
                Told {
                    whole: event(at, stream::RUNNER, &batch),
                    reduced,
                }
            });
        }
    }

    /// Tells administrators of runners of which nothing but the policy changed.
    pub(super) fn publish_policies(&mut self, runners: &[RunnerSummary]) {
        let epoch = &self.epoch;
        for batch in runners.chunks(stream::BATCH) {
            self.ring.push(|sequence| Told {
                whole: event(Some(Position { epoch, sequence }), stream::RUNNER, &batch),
                reduced: Reduced::Nothing,
            });
        }
    }

    pub(super) fn current(&self, as_of: Millis) -> Current {
        Current {
            as_of,
            next_in: self.next_in(),
        }
    }

    pub(super) fn stale(&self) -> Stale {
        let (http, message) = self.trouble.clone().unwrap_or_default();
        Stale {
            as_of: self.as_of,
            http,
            message,
            next_in: self.next_in(),
        }
    }

    pub(super) fn next_in(&self) -> u32 {
        let next_in = self.next.saturating_duration_since(Instant::now());
        u32::try_from(next_in.as_millis()).unwrap_or(u32::MAX)
    }
}
