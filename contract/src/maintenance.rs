//! The maintenance calendar: when automatic updates may start (contract 1.4, 7.3).
//!
//! Cron is five-field and in UTC; exclusions beat windows; no windows means any time outside exclusions.
//! The clock is always passed in.

mod week;

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::{SignedDuration, Timestamp};

use crate::wire::{MaintenanceExclusion, MaintenancePolicy};
pub use week::{Days, WeekWindow};

/// Shortest and longest window, in seconds (contract 1.4).
pub const DURATION: std::ops::RangeInclusive<i32> = 60..=604_800;

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
struct Window {
    cron: Cron,
    /// Whether there is any day on which it starts: a search for one that is not takes thousands of years.
    starts: bool,
    length: SignedDuration,
}

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

/// A week is the longest window, so one that is open now started at most so long ago.
const LONGEST: SignedDuration = SignedDuration::from_secs(604_800);

/// How many starts are looked through before a search gives up: ten years of a daily window, or two days
/// of one that starts every minute.
const PATIENCE: usize = 4000;

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
                    Ok(Window {
                        starts: starts(&cron),
                        cron,
                        length: SignedDuration::from_secs(window.duration_seconds.into()),
                    })
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
        self.exclusion_at(now).is_none()
            && (self.windows.is_empty() || self.windows.iter().any(|w| w.covers(now)))
    }

    /// The exclusion that holds at `now`.
    pub fn exclusion_at(&self, now: Timestamp) -> Option<&MaintenanceExclusion> {
        self.exclusions
            .iter()
            .find(|e| e.start <= now && now < e.end)
            .map(|e| &e.given)
    }

    /// The next `n` openings at or after `from`, exclusions cut out, overlapping windows joined. An
    /// opening that is under way begins at `from`. Empty where no window opens any more.
    pub fn openings(&self, from: Timestamp, n: usize) -> Vec<Opening> {
        let mut openings: Vec<Opening> = Vec::new();
        let mut at = from;
        for _ in 0..PATIENCE {
            if openings.len() >= n {
                break;
            }
            if let Some(end) = self.exclusion_end(at) {
                at = end;
                continue;
            }
            match self.open_until(at) {
                Some(end) => {
                    openings.push(Opening { start: at, end });
                    let Some(end) = end else { break };
                    at = end;
                }
                None => match self.next_start(at) {
                    Some(start) => at = start,
                    None => break,
                },
            }
        }
        openings
    }

    /// When all exclusions that hold at `at` are over.
    fn exclusion_end(&self, at: Timestamp) -> Option<Timestamp> {
        self.exclusions
            .iter()
            .filter(|e| e.start <= at && at < e.end)
            .map(|e| e.end)
            .max()
    }

    /// Until when it stays open from `at` on: `None` if it is closed at `at`, `Some(None)` if for ever.
    #[allow(clippy::option_option)]
    fn open_until(&self, at: Timestamp) -> Option<Option<Timestamp>> {
        let next_exclusion = self
            .exclusions
            .iter()
            .map(|e| e.start)
            .filter(|s| *s > at)
            .min();
        if self.windows.is_empty() {
            return Some(next_exclusion);
        }
        let mut end = at;
        // Windows that touch or overlap are one opening; a year of them is for ever enough to show.
        for _ in 0..PATIENCE {
            match self
                .windows
                .iter()
                .filter_map(|w| w.covering_end(end))
                .max()
            {
                Some(later) if later > end => end = later,
                _ => break,
            }
            if next_exclusion.is_some_and(|start| start <= end) {
                return Some(next_exclusion);
            }
        }
        (end > at).then_some(Some(end))
    }

    fn next_start(&self, after: Timestamp) -> Option<Timestamp> {
        self.windows
            .iter()
            .filter_map(|w| w.next(after, false))
            .min()
    }
}

impl Window {
    fn covers(&self, now: Timestamp) -> bool {
        self.covering_end(now).is_some()
    }

    /// The end of the last occurrence that covers `now`.
    fn covering_end(&self, now: Timestamp) -> Option<Timestamp> {
        let start = self.starts.then(|| self.previous(now))??;
        let end = start.checked_add(self.length).ok()?;
        (now < end).then_some(end)
    }

    fn previous(&self, now: Timestamp) -> Option<Timestamp> {
        let found = self
            .cron
            .find_previous_occurrence(&chrono_time(now)?, true)
            .ok()?;
        let start = Timestamp::from_second(found.timestamp()).ok()?;
        (now.duration_since(start) <= LONGEST).then_some(start)
    }

    fn next(&self, after: Timestamp, inclusive: bool) -> Option<Timestamp> {
        if !self.starts {
            return None;
        }
        let found = self
            .cron
            .find_next_occurrence(&chrono_time(after)?, inclusive)
            .ok()?;
        Timestamp::from_second(found.timestamp()).ok()
    }
}

/// Whether one of its months has one of its days. Where weekdays are named too, either is enough.
fn starts(cron: &Cron) -> bool {
    let pattern = &cron.pattern;
    let first = pattern.days.values().into_iter().min();
    let longest = |month: &u16| match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let months = pattern.months.values();
    !pattern.is_dow_wildcard()
        || months
            .iter()
            .any(|month| first.is_none_or(|first| first <= longest(month)))
}

fn chrono_time(at: Timestamp) -> Option<chrono::DateTime<chrono::Utc>> {
    chrono::DateTime::from_timestamp(at.as_second(), 0)
}

/// Reads a five-field cron expression: numbers, `*`, lists, ranges, steps, names of days and months. The
/// extensions that some dialects add are refused, since the API promises none.
///
/// # Errors
/// What is wrong with it.
pub fn cron(text: &str) -> Result<Cron, CalendarError> {
    let wrong = |why: &str| CalendarError(format!("{why}: \"{text}\""));
    if text.trim().is_empty() {
        return Err(CalendarError("is required".into()));
    }
    if text.split_whitespace().count() != 5 {
        return Err(wrong("needs five fields: minute hour day month weekday"));
    }
    if let Some(c) = text
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || "*,-/ \t".contains(*c)))
    {
        return Err(wrong(&format!(
            "has a character that cron does not know ({})",
            c.escape_debug()
        )));
    }
    let is_name = |word: &str| {
        word.chars().all(|c| c.is_ascii_digit())
            || NAMES.contains(&word.to_ascii_uppercase().as_str())
    };
    if let Some(word) = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .find(|word| !word.is_empty() && !is_name(word))
    {
        return Err(wrong(&format!(
            "has a word that cron does not know ({word})"
        )));
    }
    CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build()
        .parse(text)
        .map_err(|error| wrong(&error.to_string()))
}

/// What an expression says, in English words; none where it cannot be read.
pub fn describe(text: &str) -> Option<String> {
    let words = cron(text).ok()?.describe();
    Some(words.trim_end_matches('.').to_owned())
}

const NAMES: [&str; 19] = [
    "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "JAN", "FEB", "MAR", "APR", "MAY", "JUN",
    "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];

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
    let bound = |at: &Option<crate::wire::Timestamp>, name: &str| match at {
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
