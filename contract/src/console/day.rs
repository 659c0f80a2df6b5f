//! The last 24 hours of runners, small enough for a cell of a table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Millis, Span, Standing};

/// Half hours of a day.
pub const SLOTS: i64 = 48;
/// A half hour, in milliseconds.
const SLOT: i64 = 30 * MINUTE;
const MINUTE: i64 = 60_000;

/// The most runners that one request is about.
pub const MOST: usize = 100;

/// `GET /console/days?runners=ID,ID`: the last 24 hours of up to [`MOST`] runners.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Days {
    /// By runner ID.
    pub runners: BTreeMap<String, Day>,
}

/// The last 24 hours of a runner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Day {
    /// How it stood in each half hour at its worst, the oldest first: a letter of [`Standing::letter`].
    pub slots: String,
    /// How much of the time it was connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connected: Option<Connected>,
}

/// How much of the watched time a runner was connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connected {
    /// Tenths of a percent, rounded down: all of it is said of all of it alone.
    pub permille: u16,
    /// Whether it was connected at all.
    pub ever: bool,
    /// Minutes that were watched.
    pub watched: u16,
}

impl Day {
    /// Of spans that end at `now`.
    pub fn of(spans: &[Span], now: Millis) -> Self {
        let begin = now.0 - SLOTS * SLOT;
        let slot = |number: i64| {
            let (from, to) = (begin + number * SLOT, begin + (number + 1) * SLOT);
            let within = spans
                .iter()
                .filter(|span| span.from.0 < to && from < span.to.0);
            let worst = within
                .map(|span| span.standing)
                .min_by_key(|one| rank(*one));
            worst.unwrap_or(Standing::Unwatched).letter()
        };
        Self {
            slots: (0..SLOTS).map(slot).collect(),
            connected: Connected::of(spans),
        }
    }
}

impl Connected {
    /// Of the time that was watched; none if that was less than a minute, which says nothing.
    pub fn of(spans: &[Span]) -> Option<Self> {
        let sum = |counts: fn(Standing) -> bool| -> i64 {
            let counted = spans.iter().filter(|span| counts(span.standing));
            counted.map(|span| (span.to.0 - span.from.0).max(0)).sum()
        };
        let watched = sum(|one| !matches!(one, Standing::Unwatched | Standing::Absent));
        let healthy = sum(|one| one == Standing::Healthy);
        (watched >= MINUTE).then(|| Self {
            permille: u16::try_from(healthy * 1000 / watched).unwrap_or(1000),
            ever: healthy > 0,
            watched: u16::try_from(watched / MINUTE).unwrap_or(u16::MAX),
        })
    }
}

/// What is worse comes first.
fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Failed => 0,
        Standing::Disconnected => 1,
        Standing::Installing => 2,
        Standing::Healthy => 3,
        Standing::Absent => 4,
        Standing::Unwatched => 5,
    }
}

impl Standing {
    /// The letter that stands for it in [`Day::slots`].
    pub fn letter(self) -> char {
        match self {
            Self::Healthy => 'h',
            Self::Disconnected => 'd',
            Self::Installing => 'i',
            Self::Failed => 'f',
            Self::Absent => 'a',
            Self::Unwatched => 'u',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = SLOTS * SLOT;

    fn span(from: i64, to: i64, standing: Standing) -> Span {
        Span {
            from: Millis(from),
            to: Millis(to),
            standing,
        }
    }

    #[test]
    fn the_worst_of_each_half_hour_is_shown() {
        let spans = [
            span(0, SLOT, Standing::Unwatched),
            span(SLOT, 10 * SLOT, Standing::Healthy),
            span(10 * SLOT, 10 * SLOT + 5, Standing::Disconnected),
            span(10 * SLOT + 5, DAY - 1, Standing::Healthy),
            span(DAY - 1, DAY, Standing::Failed),
        ];
        let day = Day::of(&spans, Millis(DAY));
        let expected = format!("u{}d{}f", "h".repeat(9), "h".repeat(36));
        assert_eq!(day.slots, expected);
        let connected = day.connected.unwrap();
        assert_eq!((connected.permille, connected.watched), (999, 47 * 30));
    }

    #[test]
    fn what_nobody_watched_is_no_figure() {
        let day = Day::of(&[], Millis(DAY));
        assert_eq!((day.slots, day.connected), ("u".repeat(48), None));
        let half = [span(DAY - 30_000, DAY, Standing::Healthy)];
        assert_eq!(Day::of(&half, Millis(DAY)).connected, None);
    }
}
