//! When a window is open, day by day.

use croner::Cron;
use jiff::{Timestamp, tz::Offset};

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;
/// Days that a window may run on after the one on which it started: a week is the longest (contract 1.4).
pub(super) const RUNS_ON: i64 = 7;

/// A period in seconds since 1970: its start and the first instant after it.
pub(super) type Span = (i64, i64);

/// A window, split into its days and its time of day.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// Bit 1 is January.
    months: u16,
    /// Bit 1 is the first of a month.
    dates: u32,
    /// Bit 0 is Sunday.
    weekdays: u8,
    /// Where it is open after a start on a day, in seconds of that day; what touches or overlaps is one.
    spans: Vec<Span>,
}

impl Window {
    /// A window that starts as `cron` says and is open for `length` seconds.
    pub(super) fn new(cron: &Cron, length: i64) -> Self {
        let pattern = &cron.pattern;
        let set = |values: Vec<u16>| values.iter().fold(0, |set, value| set | 1_u32 << value);
        // Of date and weekday the one that is `*` says nothing; where neither is, either is enough.
        let (any_date, any_weekday) = (pattern.is_dom_wildcard(), pattern.is_dow_wildcard());
        let mut spans: Vec<Span> = Vec::new();
        for hour in pattern.hours.values() {
            for minute in pattern.minutes.values() {
                let start = i64::from(hour) * 3600 + i64::from(minute) * 60;
                match spans.last_mut() {
                    Some(last) if start <= last.1 => last.1 = start + length,
                    _ => spans.push((start, start + length)),
                }
            }
        }
        Self {
            months: u16::try_from(set(pattern.months.values())).unwrap_or(u16::MAX),
            dates: if any_date && !any_weekday {
                0
            } else {
                set(pattern.days.values())
            },
            weekdays: if any_weekday {
                0
            } else {
                u8::try_from(set(pattern.days_of_week.values())).unwrap_or(u8::MAX)
            },
            spans,
        }
    }

    /// Whether every week is like every other for it.
    pub(super) fn is_weekly(&self) -> bool {
        self.months.count_ones() == 12 && matches!(self.dates.count_ones(), 0 | 31)
    }

    /// Where it is open after a start on that day, counted from 1970.
    pub(super) fn spans(&self, day: i64) -> impl Iterator<Item = Span> {
        let spans = if self.starts_on(day) {
            &*self.spans
        } else {
            &[]
        };
        spans
            .iter()
            .map(move |(start, end)| (day * DAY + start, day * DAY + end))
    }

    fn starts_on(&self, day: i64) -> bool {
        let Ok(at) = Timestamp::from_second(day.saturating_mul(DAY)) else {
            return false;
        };
        let date = Offset::UTC.to_datetime(at);
        self.months & 1 << date.month() != 0
            && (self.dates & 1 << date.day() != 0
                || self.weekdays & 1 << date.weekday().to_sunday_zero_offset() != 0)
    }
}
