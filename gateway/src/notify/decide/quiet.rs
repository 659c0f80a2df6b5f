//! When a rule keeps quiet.

use contract::console::Millis;
use contract::console::notify::{Quiet, Reason};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::ActiveRule;

/// The time zone of that name.
pub(in crate::notify) fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

impl ActiveRule {
    /// Until when nothing is told, and why.
    pub(super) fn quiet_until(&self, now: Millis) -> Option<(Millis, Reason)> {
        let pause = self
            .pause
            .as_ref()
            .map(|pause| (pause.until, Reason::Paused));
        let quiet = self.sketch.quiet.as_ref();
        let quiet = quiet.and_then(|quiet| Some((end(quiet, now)?, Reason::Quiet)));
        let both = [pause, quiet].into_iter().flatten();
        both.filter(|(until, _)| *until > now)
            .max_by_key(|(until, _)| *until)
    }
}

/// When the quiet hours end that are on. A day without that minute, or with two of them, has it where clocks are
/// set.
fn end(quiet: &Quiet, now: Millis) -> Option<Millis> {
    let zone = zone(&quiet.zone)?;
    let here = zone.to_datetime(now.instant());
    let minute = i64::from(here.hour()) * 60 + i64::from(here.minute());
    let (from, to) = (i64::from(quiet.from), i64::from(quiet.to));
    let (is_quiet, is_tomorrow) = if from < to {
        ((from..to).contains(&minute), false)
    } else {
        (minute >= from || minute < to, minute >= from)
    };
    let day: DateTime = here.date().to_datetime(jiff::civil::Time::midnight());
    let day = if is_tomorrow {
        day.checked_add(Span::new().days(1)).ok()?
    } else {
        day
    };
    let end = day.checked_add(Span::new().minutes(to)).ok()?;
    let end: Timestamp = zone.to_timestamp(end).ok()?;
    // Where clocks are set back an hour is there twice.
    let end = Millis::from(end).max(Millis(now.0 + 60_000));
    is_quiet.then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_are_of_a_place_and_may_pass_midnight() {
        let at = |text: &str| Millis::from(text.parse::<Timestamp>().unwrap());
        let night = Quiet {
            from: 22 * 60,
            to: 7 * 60,
            zone: "Europe/Helsinki".to_owned(),
        };
        for (now, until) in [
            // UTC+2 in winter.
            ("2026-11-28T19:59:59Z", None),
            ("2026-11-28T20:00:00Z", Some("2026-11-29T05:00:00Z")),
            ("2026-11-29T04:59:00Z", Some("2026-11-29T05:00:00Z")),
            ("2026-11-29T05:00:00Z", None),
            // UTC+3 in summer; clocks are set in this night.
            ("2026-03-28T21:00:00Z", Some("2026-03-29T04:00:00Z")),
            ("2026-07-01T04:00:00Z", None),
        ] {
            assert_eq!(end(&night, at(now)), until.map(at), "{now}");
        }
        let noon = Quiet {
            from: 720,
            to: 780,
            zone: "UTC".to_owned(),
        };
        assert_eq!(
            end(&noon, at("2026-11-28T12:30:00Z")),
            Some(at("2026-11-28T13:00:00Z"))
        );
        assert_eq!(end(&noon, at("2026-11-28T13:00:00Z")), None);
        let nowhere = Quiet {
            zone: "Nowhere/At_All".to_owned(),
            ..noon
        };
        assert_eq!(end(&nowhere, at("2026-11-28T12:30:00Z")), None);
    }
}
