//! Maintenance windows as a picture of the week shows them: on these days, from this time, so long.
//!
//! The picture, the fields and the cron expression are one thing in three forms. Cron can say more than a
//! week can show (steps, months, days of the month); such a window stays as it was written.

use super::cron;
use crate::model::MaintenanceWindow;

const DAY: u16 = 1440;
/// Days as cron names them, Monday first as in ISO 8601.
const NAMES: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/// Days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Days(u8);

impl Days {
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);

    /// These days; 0 is Monday. What is no day is left out.
    pub fn of(days: impl IntoIterator<Item = u8>) -> Self {
        Self(
            days.into_iter()
                .filter(|day| *day < 7)
                .fold(0, |set, day| set | 1 << day),
        )
    }

    /// Whether a day is among them; 0 is Monday.
    pub fn has(self, day: u8) -> bool {
        day < 7 && self.0 & 1 << day != 0
    }

    /// The same with a day added or taken out.
    #[must_use]
    pub fn toggled(self, day: u8) -> Self {
        if day < 7 {
            Self(self.0 ^ 1 << day)
        } else {
            self
        }
    }

    /// The days, Monday (0) first.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..7).filter(move |day| self.has(*day))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// As the fifth field of a cron expression. Three and more in a row are a range, but none that ends
    /// with Sunday, which some dialects take for the first day.
    fn cron(self) -> String {
        if self == Self::ALL {
            return "*".to_owned();
        }
        let mut parts = Vec::new();
        let mut day = 0;
        while day < 7 {
            let run = (day..6).take_while(|day| self.has(*day)).count();
            let run = u8::try_from(run).unwrap_or(0);
            if run >= 3 {
                parts.push(format!(
                    "{}-{}",
                    NAMES[usize::from(day)],
                    NAMES[usize::from(day + run - 1)]
                ));
                day += run;
                continue;
            }
            if self.has(day) {
                parts.push(NAMES[usize::from(day)].to_owned());
            }
            day += 1;
        }
        parts.join(",")
    }

    fn parse(field: &str) -> Option<Self> {
        if matches!(field, "*" | "?") {
            return Some(Self::ALL);
        }
        let mut days = Vec::new();
        for part in field.split(',') {
            match part.split_once('-') {
                None => days.push(day(part)? % 7),
                Some((first, last)) => {
                    let (first, last) = (day(first)?, day(last)?);
                    // Sunday is 0 at the beginning of a range and 7 at its end.
                    let last = if last < first { last + 7 } else { last };
                    days.extend((first..=last).map(|day| day % 7));
                }
            }
        }
        // Cron counts from Sunday.
        Some(Self::of(days.into_iter().map(|day| (day + 6) % 7)))
    }
}

/// A day of the week as cron counts: 0 and 7 are Sunday.
fn day(text: &str) -> Option<u8> {
    let named = NAMES
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text));
    if let Some(at) = named {
        return u8::try_from((at + 1) % 7).ok();
    }
    text.parse().ok().filter(|day| *day <= 7)
}

/// A window that repeats every week, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WeekWindow {
    /// The days on which it opens.
    pub days: Days,
    /// Minute of the day at which it opens, 0 to 1439.
    pub start: u16,
    /// Length in seconds, 60 to 604800 (contract 1.4).
    pub seconds: i32,
}

impl WeekWindow {
    /// Reads a window; none if its cron expression says what a week cannot show, or nothing that is right.
    pub fn of(window: &MaintenanceWindow) -> Option<Self> {
        cron(&window.cron).ok()?;
        let mut fields = window.cron.split_whitespace();
        let mut next = || fields.next();
        let (minute, hour, date, month, days) = (next()?, next()?, next()?, next()?, next()?);
        if date != "*" || month != "*" {
            return None;
        }
        let (minute, hour): (u16, u16) = (minute.parse().ok()?, hour.parse().ok()?);
        Some(Self {
            days: Days::parse(days)?,
            start: hour * 60 + minute,
            seconds: window.duration_seconds,
        })
    }

    /// The cron expression of its start; none while no day is chosen.
    pub fn cron(&self) -> Option<String> {
        let start = self.start % DAY;
        (!self.days.is_empty())
            .then(|| format!("{} {} * * {}", start % 60, start / 60, self.days.cron()))
    }

    /// Where it is open, as minutes of the week from Monday 00:00 UTC with the minute after its end. What
    /// runs on into the next week begins the week; parts that touch or overlap are one.
    pub fn spans(&self) -> Vec<(u32, u32)> {
        const WEEK: u32 = 7 * DAY as u32;
        let length = u32::try_from(self.seconds)
            .unwrap_or(0)
            .div_ceil(60)
            .min(WEEK);
        let mut spans = Vec::new();
        for day in self.days.iter() {
            let start = u32::from(day) * u32::from(DAY) + u32::from(self.start % DAY);
            let end = start + length;
            spans.push((start, end.min(WEEK)));
            if end > WEEK {
                spans.push((0, end - WEEK));
            }
        }
        spans.retain(|(start, end)| start < end);
        spans.sort_unstable();
        spans.dedup_by(|next, last| {
            let touches = next.0 <= last.1;
            if touches {
                last.1 = last.1.max(next.1);
            }
            touches
        });
        spans
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;

    use super::*;
    use crate::{maintenance::Calendar, model::MaintenancePolicy};

    fn wire(cron: impl Into<String>, seconds: i32) -> MaintenanceWindow {
        MaintenanceWindow {
            cron: cron.into(),
            duration_seconds: seconds,
            ..MaintenanceWindow::default()
        }
    }

    fn read(cron: &str) -> Option<WeekWindow> {
        WeekWindow::of(&wire(cron, 3600))
    }

    fn any_window() -> impl Strategy<Value = WeekWindow> {
        (1_u8..128, 0_u16..DAY, 1_i32..=10_080).prop_map(|(days, start, minutes)| WeekWindow {
            days: Days(days),
            start,
            seconds: minutes * 60,
        })
    }

    proptest! {
        #[test]
        fn picture_to_cron_to_picture(window in any_window()) {
            let written = wire(window.cron().unwrap(), window.seconds);
            prop_assert_eq!(WeekWindow::of(&written), Some(window));
        }

        #[test]
        fn the_picture_is_what_the_calendar_says(window in any_window(), minute in 0_u32..10_080) {
            let policy = MaintenancePolicy {
                windows: vec![wire(window.cron().unwrap(), window.seconds)],
                ..MaintenancePolicy::default()
            };
            let calendar = Calendar::new(Some(&policy)).unwrap();
            // A Monday, far enough on for a window of the week before.
            let monday: Timestamp = "2026-11-23T00:00:00Z".parse().unwrap();
            let at = monday + SignedDuration::from_mins(minute.into());
            let shown = window.spans().iter().any(|(start, end)| (*start..*end).contains(&minute));
            prop_assert_eq!(calendar.is_open(at), shown);
        }

        #[test]
        fn any_expression_is_survived(cron in "[0-9A-Z*/,?-]{1,4}( [0-9A-Z*/,?-]{1,6}){4}") {
            if let Some(window) = read(&cron) {
                prop_assert_eq!(read(&window.cron().unwrap()), Some(window));
            }
        }
    }

    #[test]
    fn days_in_every_spelling() {
        let days = |cron| read(cron).unwrap().days.iter().collect::<Vec<_>>();
        assert_eq!(days("30 3 * * TUE"), [1]);
        assert_eq!(days("0 9 * * sat,SUN"), [5, 6]);
        assert_eq!(days("0 9 * * 1-5"), [0, 1, 2, 3, 4]);
        assert_eq!(days("0 9 * * 0"), [6]);
        assert_eq!(days("0 9 * * 7"), [6]);
        assert_eq!(days("0 9 * * FRI-SUN"), [4, 5, 6]);
        assert_eq!(days("0 9 * * *"), [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn what_a_week_cannot_show_stays_cron() {
        for cron in [
            "*/5 3 * * *",
            "0 3,4 * * *",
            "0 3 1 * *",
            "0 3 * 2 *",
            "0 3 * * */2",
            "0 3 * *",
            "0 25 * * *",
            "",
        ] {
            assert_eq!(read(cron), None, "{cron}");
        }
    }

    #[test]
    fn days_in_a_row_are_a_range() {
        let cron = |days: &[u8]| Days::of(days.iter().copied()).cron();
        assert_eq!(cron(&[0, 1, 2, 3, 4]), "MON-FRI");
        assert_eq!(cron(&[0, 1]), "MON,TUE");
        assert_eq!(cron(&[4, 5, 6]), "FRI,SAT,SUN");
        assert_eq!(cron(&[0, 1, 2, 4, 6]), "MON-WED,FRI,SUN");
        assert_eq!(cron(&[0, 1, 2, 3, 4, 5]), "MON-SAT");
    }

    #[test]
    fn what_runs_over_the_week_begins_it() {
        let window = WeekWindow {
            days: Days::of([6]),
            start: 23 * 60,
            seconds: 7200,
        };
        assert_eq!(window.spans(), [(0, 60), (10_020, 10_080)]);
        let always = WeekWindow {
            days: Days::of([2]),
            start: 0,
            seconds: 604_800,
        };
        assert_eq!(always.spans(), [(0, 10_080)]);
    }
}
