//! Heartbeats (contract 7.2), computed from a few instants instead of being written every ten seconds.

use serde::{Deserialize, Serialize};

use super::timing::{Instant, Timing};

/// Since when heartbeats arrive, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Heartbeats {
    /// First beat of the present connection.
    first: Option<Instant>,
    /// How the present connection ends, once that is known.
    end: Option<End>,
    /// Last beat of the connection before.
    before: Option<Instant>,
    /// Whether watchers were told that the runner is connected.
    announced: bool,
}

/// The end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    last_beat: Instant,
    disconnected_from: Instant,
}

impl Heartbeats {
    /// Beats that began at `first` and go on; watchers know of it.
    pub(crate) fn since(first: Instant) -> Self {
        Self {
            first: Some(first),
            announced: true,
            ..Self::default()
        }
    }

    /// When the present connection begins.
    pub(crate) fn connected_from(&self) -> Option<Instant> {
        self.first
    }

    /// When the present connection counts as lost.
    pub(crate) fn disconnected_from(&self) -> Option<Instant> {
        self.end.map(|end| end.disconnected_from)
    }

    /// Whether a beat arrived recently enough. The store filters by the same rule.
    pub(crate) fn is_connected(&self, now: Instant) -> bool {
        self.first.is_some_and(|first| first <= now)
            && self.end.is_none_or(|end| now < end.disconnected_from)
    }

    /// The newest beat at `now`.
    pub(crate) fn last(&self, now: Instant, timing: &Timing) -> Option<Instant> {
        let Some(first) = self.first.filter(|first| *first <= now) else {
            return self.before;
        };
        let beat = first + (now - first) / timing.heartbeat * timing.heartbeat;
        Some(self.end.map_or(beat, |end| beat.min(end.last_beat)))
    }

    /// The pod runs from `at` on: beats go on where they are not yet missed, or begin anew.
    pub(crate) fn start(&mut self, at: Instant, timing: &Timing) {
        if self.is_connected(at) {
            self.end = None;
            return;
        }
        *self = Self {
            first: Some(at + timing.first_heartbeat),
            end: None,
            before: self.last(at, timing),
            announced: self.announced,
        };
    }

    /// The pod ends at `at`, now or later: no beat after that.
    pub(crate) fn stop(&mut self, at: Instant, timing: &Timing) {
        if self.end.is_some_and(|end| end.last_beat <= at) {
            return;
        }
        match self.first {
            Some(first) if first <= at => {
                let last_beat = first + (at - first) / timing.heartbeat * timing.heartbeat;
                self.end = Some(End {
                    last_beat,
                    disconnected_from: last_beat + timing.lost,
                });
            }
            _ => self.first = None,
        }
    }

    /// When watchers have to be told of the next change of the connection.
    pub(crate) fn next_announcement(&self) -> Option<Instant> {
        if self.announced {
            self.disconnected_from()
        } else {
            self.first
                .filter(|first| self.end.is_none_or(|end| *first < end.disconnected_from))
        }
    }

    /// Watchers were told of the change at `at`.
    pub(crate) fn announce(&mut self, at: Instant) {
        self.announced = self.is_connected(at);
        if !self.announced && self.end.is_some() {
            // Over for good: nothing is left to be announced about this connection.
            self.before = self.end.map(|end| end.last_beat);
            self.first = None;
            self.end = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMING: fn() -> Timing = || Timing::new(1.0);

    #[test]
    fn none_before_the_first() {
        let mut beats = Heartbeats::default();
        assert_eq!(beats.last(50_000, &TIMING()), None);
        assert!(!beats.is_connected(50_000));
        beats.start(100_000, &TIMING());
        assert_eq!(beats.last(102_999, &TIMING()), None);
        assert!(!beats.is_connected(102_999));
        assert_eq!(beats.next_announcement(), Some(103_000));
    }

    #[test]
    fn one_every_ten_seconds() {
        let mut beats = Heartbeats::default();
        beats.start(100_000, &TIMING());
        for (now, last) in [
            (103_000, 103_000),
            (112_999, 103_000),
            (113_000, 113_000),
            (1_000_000, 993_000),
        ] {
            assert_eq!(beats.last(now, &TIMING()), Some(last));
            assert!(beats.is_connected(now));
        }
    }

    #[test]
    fn lost_thirty_seconds_after_the_last() {
        let mut beats = Heartbeats::since(0);
        beats.stop(25_000, &TIMING());
        assert_eq!(beats.last(99_000, &TIMING()), Some(20_000));
        assert!(beats.is_connected(49_999));
        assert!(!beats.is_connected(50_000));
        assert_eq!(beats.next_announcement(), Some(50_000));
        beats.announce(50_000);
        assert_eq!(beats.last(99_000, &TIMING()), Some(20_000));
        assert!(!beats.is_connected(99_000));
        assert_eq!(beats.next_announcement(), None);
    }

    #[test]
    fn an_earlier_end_replaces_a_planned_one_and_not_the_reverse() {
        let mut beats = Heartbeats::since(0);
        beats.stop(95_000, &TIMING());
        beats.stop(15_000, &TIMING());
        assert_eq!(beats.disconnected_from(), Some(40_000));
        beats.stop(95_000, &TIMING());
        assert_eq!(beats.disconnected_from(), Some(40_000));
    }

    #[test]
    fn a_short_stop_is_not_seen_and_a_long_one_is() {
        let mut short = Heartbeats::since(0);
        short.stop(5_000, &TIMING());
        short.start(20_000, &TIMING());
        assert!(short.is_connected(31_000));
        assert_eq!(short.last(31_000, &TIMING()), Some(30_000));

        let mut long = Heartbeats::since(0);
        long.stop(5_000, &TIMING());
        long.start(60_000, &TIMING());
        assert!(!long.is_connected(62_999));
        assert_eq!(long.last(62_999, &TIMING()), Some(0));
        assert!(long.is_connected(63_000));
    }

    #[test]
    fn a_stop_before_the_first_beat_leaves_none() {
        let mut beats = Heartbeats::default();
        beats.start(0, &TIMING());
        beats.stop(1_000, &TIMING());
        assert_eq!(beats.last(9_000, &TIMING()), None);
        assert_eq!(beats.next_announcement(), None);
    }
}
