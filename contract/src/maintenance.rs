//! The maintenance calendar: when automatic updates may start (contract 1.4, 7.3).
//!
//! Cron is five-field and in UTC; exclusions beat windows; no windows means any time outside exclusions.
//! The clock is always passed in.

mod cron;
mod week;
mod window;

use jiff::Timestamp;

use crate::model::{MaintenanceExclusion, MaintenancePolicy};
pub use cron::{cron, describe};
pub use week::{Days, WeekWindow};
use window::{DAY, RUNS_ON, Span, Window};

/// Shortest and longest window, in seconds (contract 1.4).
pub const DURATION: std::ops::RangeInclusive<i32> = 60..=604_800;

/// Days after which a calendar of windows has shown all that it ever does. The days of a year follow from
/// its first weekday and whether it is a leap year; each of the fourteen kinds comes within forty years.
const FOREVER: i64 = 15_000;

/// The same where every week is like every other.
const WEEKS: i64 = 2 * 7;

/// A period in which automatic updates may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it; none where it stays open.
    pub end: Option<Timestamp>,
}

/// What is wrong with a cron expression, a duration or an exclusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarError(pub String);

impl std::fmt::Display for CalendarError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CalendarError {}

#[derive(Debug, Clone)]
struct Exclusion {
    start: Timestamp,
    end: Timestamp,
    given: MaintenanceExclusion,
}

/// A maintenance policy that was checked and can be asked.
#[derive(Debug, Clone)]
pub struct Calendar {
    windows: Vec<Window>,
    exclusions: Vec<Exclusion>,
}

impl Calendar {
    /// Checks a policy; none is a calendar that is always open.
    ///
    /// # Errors
    /// The first thing wrong with it.
    pub fn new(policy: Option<&MaintenancePolicy>) -> Result<Self, CalendarError> {
        let (windows, exclusions) = policy.map_or((&[][..], &[][..]), |policy| {
            (policy.windows.as_slice(), policy.exclusions.as_slice())
        });
        Ok(Self {
            windows: windows
                .iter()
                .map(|window| {
                    duration(window.duration_seconds)?;
                    let cron = cron(&window.cron)?;
                    Ok(Window::new(&cron, window.duration_seconds.into()))
                })
                .collect::<Result<_, _>>()?,
            exclusions: exclusions
                .iter()
                .map(|given| {
                    let (start, end) = exclusion(given)?;
                    Ok(Exclusion {
                        start,
                        end,
                        given: given.clone(),
                    })
                })
                .collect::<Result<_, _>>()?,
        })
    }

    /// Whether an automatic update may start at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        let second = second(now);
        let mut begun = self.spans(second).take_while(|(start, _)| *start <= second);
        self.exclusion_at(now).is_none()
            && (self.windows.is_empty() || begun.any(|(_, end)| end > second))
    }

    /// The exclusion that holds at `now`.
    pub fn exclusion_at(&self, now: Timestamp) -> Option<&MaintenanceExclusion> {
        self.exclusions
            .iter()
            .find(|e| e.start <= now && now < e.end)
            .map(|e| &e.given)
    }

    /// The next `n` of [`Self::openings_from`].
    pub fn openings(&self, from: Timestamp, n: usize) -> Vec<Opening> {
        self.openings_from(from).take(n).collect()
    }

    /// The openings at or after `from`, exclusions cut out, overlapping windows joined. An opening in
    /// progress starts at `from`; if it never ends, it is the last. Empty if no window opens again.
    pub fn openings_from(&self, from: Timestamp) -> impl Iterator<Item = Opening> {
        let mut at = Some(from);
        std::iter::from_fn(move || {
            let opening = self.next_opening(at?);
            at = opening.and_then(|opening| opening.end);
            opening
        })
    }

    fn next_opening(&self, mut at: Timestamp) -> Option<Opening> {
        loop {
            if let Some(end) = self.exclusion_end(at) {
                at = end;
                continue;
            }
            let free = self.without_exclusions(at)?;
            if free.start > at {
                at = free.start;
                continue;
            }
            let next_exclusion = self
                .exclusions
                .iter()
                .map(|e| e.start)
                .filter(|start| *start > at);
            let end = next_exclusion.chain(free.end).min();
            return Some(Opening { start: at, end });
        }
    }

    /// Whether no window ever closes: apart from exclusions, nothing delays updates.
    pub fn never_closes(&self, now: Timestamp) -> bool {
        let free = self.without_exclusions(now);
        free.is_some_and(|opening| opening.start == now && opening.end.is_none())
    }

    /// When all exclusions in effect at `now`, and any that start before then, are over; none if none is in effect.
    pub fn excluded_until(&self, now: Timestamp) -> Option<Timestamp> {
        let mut until = self.exclusion_end(now)?;
        while let Some(later) = self.exclusion_end(until) {
            until = later;
        }
        Some(until)
    }

    /// When the last of the exclusions that hold at `at` is over.
    fn exclusion_end(&self, at: Timestamp) -> Option<Timestamp> {
        self.exclusions
            .iter()
            .filter(|e| e.start <= at && at < e.end)
            .map(|e| e.end)
            .max()
    }

    /// What would be the first opening at or after `at` without exclusions.
    fn without_exclusions(&self, at: Timestamp) -> Option<Opening> {
        if self.windows.is_empty() {
            return Some(Opening {
                start: at,
                end: None,
            });
        }
        let from = second(at);
        let mut spans = self.spans(from).skip_while(|(_, end)| *end <= from);
        let (start, mut reach) = spans.next()?;
        for (start, end) in spans {
            if start > reach {
                break;
            }
            reach = reach.max(end);
        }
        let is_endless = reach >= self.last_day(from) * DAY;
        Some(Opening {
            start: if start <= from {
                at
            } else {
                Timestamp::from_second(start).ok()?
            },
            end: if is_endless {
                None
            } else {
                Timestamp::from_second(reach).ok()
            },
        })
    }

    /// Where windows that may still be open at `from` or start later are open, in the order of their
    /// starts, as far as anything new can come.
    fn spans(&self, from: i64) -> impl Iterator<Item = Span> {
        (from.div_euclid(DAY) - RUNS_ON..=self.last_day(from)).flat_map(|day| {
            let spans = self.windows.iter().flat_map(|window| window.spans(day));
            let mut spans: Vec<_> = spans.collect();
            spans.sort_unstable();
            spans
        })
    }

    /// The day, counted from 1970, after which the windows only repeat what they did since `from`.
    fn last_day(&self, from: i64) -> i64 {
        let is_weekly = self.windows.iter().all(Window::is_weekly);
        from.div_euclid(DAY) + if is_weekly { WEEKS } else { FOREVER }
    }
}

/// The second that an instant is in.
fn second(at: Timestamp) -> i64 {
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

/// Checks the length of a window.
///
/// # Errors
/// The range that it is outside of.
pub fn duration(seconds: i32) -> Result<(), CalendarError> {
    if DURATION.contains(&seconds) {
        return Ok(());
    }
    Err(CalendarError(format!(
        "must be {} to {} seconds, is {seconds}",
        DURATION.start(),
        DURATION.end()
    )))
}

/// Checks an exclusion and returns its bounds.
///
/// # Errors
/// Which bound is missing or unreadable, or that they are the wrong way round.
pub fn exclusion(given: &MaintenanceExclusion) -> Result<(Timestamp, Timestamp), CalendarError> {
    let bound = |at: &Option<crate::model::Timestamp>, name: &str| match at {
        None => Err(CalendarError(format!("{name} is required"))),
        Some(at) => at.instant().ok_or_else(|| {
            CalendarError(format!(
                "{name} is not an RFC 3339 timestamp: \"{}\"",
                at.text()
            ))
        }),
    };
    let (start, end) = (
        bound(&given.start_time, "start_time")?,
        bound(&given.end_time, "end_time")?,
    );
    if end <= start {
        return Err(CalendarError("end_time must be after start_time".into()));
    }
    Ok((start, end))
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
