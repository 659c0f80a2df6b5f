//! The person's time zone: how far it is from UTC, and what daylight saving does to that in a year.
//!
//! The rules take the zone as a function from an instant to minutes east of UTC; in the browser that is
//! [`east`].

mod name;

use contract::model;
use jiff::{SignedDuration, Timestamp};
use js_sys::Date;
use wasm_bindgen::JsValue;

use super::time;

/// Minutes east of UTC in the person's zone at an instant.
pub(crate) fn east(at: Timestamp) -> i64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "milliseconds are exact for 285,000 years; an offset is some minutes"
    )]
    let west =
        Date::new(&JsValue::from_f64(at.as_millisecond() as f64)).get_timezone_offset() as i64;
    -west
}

/// The person's zone as people call it: `Helsinki` of `Europe/Helsinki`.
pub(crate) fn city() -> String {
    name::of(&time::zone())
}

/// The person's zone in full: `Europe/Helsinki`, and what it is called where that tells more.
pub(crate) fn full() -> String {
    let zone = time::zone();
    let city = name::of(&zone);
    if zone.replace('_', " ").ends_with(&city) {
        zone
    } else {
        format!("{city} ({zone})")
    }
}

/// What a zone is when it is not what it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Summer,
    Winter,
    /// The zone changes, but not as summer and winter do.
    From(Timestamp),
}

/// A zone in the year after an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Year {
    /// Minutes east of UTC now.
    pub(crate) now: i64,
    /// Minutes east of UTC at another time of the year, if there is one.
    pub(crate) other: Option<(i64, When)>,
}

const DAY: i64 = 1440;
/// Days of a year in which daylight saving holds: what is shorter or longer is something else.
const SUMMER: std::ops::RangeInclusive<usize> = 90..=290;

impl Year {
    /// A zone without daylight saving.
    pub(crate) const fn fixed(now: i64) -> Self {
        Self { now, other: None }
    }

    /// Looks at every day of the year after `start`.
    pub(crate) fn after(start: Timestamp, east: impl Fn(Timestamp) -> i64) -> Self {
        let now = east(start);
        let days: Vec<(Timestamp, i64)> = (0..365)
            .map(|day| later(start, DAY * day))
            .map(|at| (at, east(at)))
            .collect();
        let Some((first, other)) = days.iter().find(|(_, east)| *east != now).copied() else {
            return Self::fixed(now);
        };
        let light = days
            .iter()
            .filter(|(_, east)| *east == now.max(other))
            .count();
        let returns = days.last().is_some_and(|(_, last)| *last == now);
        let when = if !returns || !SUMMER.contains(&light) {
            When::From(first)
        } else if other > now {
            When::Summer
        } else {
            When::Winter
        };
        Self {
            now,
            other: Some((other, when)),
        }
    }
}

/// An instant as a clock of the zone shows it, as `<input type="datetime-local">` takes it.
pub(crate) fn wall(at: Timestamp, east: impl Fn(Timestamp) -> i64) -> String {
    let shown = later(at, east(at));
    let text = shown.to_string();
    let text = text.trim_end_matches('Z');
    text.strip_suffix(":00").unwrap_or(text).to_owned()
}

/// The instant at which a clock of the zone shows a text as `<input type="datetime-local">` gives it. Of
/// the two instants at which a clock shows the hour that daylight saving repeats, it is the first; what it
/// leaves out is counted on from before.
pub(crate) fn instant(wall: &str, east: impl Fn(Timestamp) -> i64) -> Option<Timestamp> {
    let seconds = if wall.matches(':').count() == 1 {
        ":00"
    } else {
        ""
    };
    let shown = model::Timestamp::new(format!("{wall}{seconds}Z")).instant()?;
    let back = |minutes: i64| later(shown, -minutes);
    // A clock is never more than a day off, so one of these is on the right side of any change.
    let (before, after) = (east(back(DAY)), east(back(-DAY)));
    let found = [before, after]
        .into_iter()
        .map(|minutes| (back(minutes), minutes))
        .filter(|(at, minutes)| east(*at) == *minutes)
        .map(|(at, _)| at)
        .min();
    Some(found.unwrap_or_else(|| back(before)))
}

/// Some minutes later; at the end of time, the same.
fn later(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes))
        .unwrap_or(at)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;

    const ZONES: [&str; 6] = [
        "UTC0",
        "HKT-8",
        "MART9:30",
        "EET-2EEST,M3.5.0/3,M10.5.0/4",
        "AEST-10AEDT,M10.1.0,M4.1.0/3",
        "NST3:30NDT,M3.2.0,M11.1.0",
    ];

    fn zone(posix: &str) -> impl Fn(Timestamp) -> i64 + use<> {
        let zone = TimeZone::posix(posix).unwrap();
        move |at| i64::from(zone.to_offset(at).seconds() / 60)
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_of_daylight_saving() {
        let november = at("2026-11-23T12:00:00Z");
        let of = |posix: &str| Year::after(november, zone(posix));
        assert_eq!(of("UTC0"), Year::fixed(0));
        assert_eq!(of("HKT-8"), Year::fixed(480));
        assert_eq!(of("MART9:30"), Year::fixed(-570));
        let helsinki = Year {
            now: 120,
            other: Some((180, When::Summer)),
        };
        assert_eq!(of("EET-2EEST,M3.5.0/3,M10.5.0/4"), helsinki);
        let sydney = Year {
            now: 660,
            other: Some((600, When::Winter)),
        };
        assert_eq!(of("AEST-10AEDT,M10.1.0,M4.1.0/3"), sydney);
    }

    #[test]
    fn a_change_that_is_no_season_is_told_with_its_day() {
        let november = at("2026-11-23T12:00:00Z");
        let change = at("2027-02-08T02:00:00Z");
        let for_good = Year::after(november, |at| if at < change { 120 } else { 180 });
        assert_eq!(
            for_good.other,
            Some((180, When::From(at("2027-02-08T12:00:00Z"))))
        );
        // A month of another time, as some countries keep in Ramadan.
        let over = at("2027-03-14T02:00:00Z");
        let month = Year::after(
            november,
            |at| if (change..over).contains(&at) { 0 } else { 60 },
        );
        assert_eq!(
            month.other,
            Some((0, When::From(at("2027-02-08T12:00:00Z"))))
        );
    }

    #[test]
    fn clocks_and_instants() {
        let helsinki = zone(ZONES[3]);
        assert_eq!(
            wall(at("2026-12-20T00:00:00Z"), &helsinki),
            "2026-12-20T02:00"
        );
        assert_eq!(
            wall(at("2026-06-20T00:00:30Z"), &helsinki),
            "2026-06-20T03:00:30"
        );
        assert_eq!(
            instant("2026-12-20T02:00", &helsinki),
            Some(at("2026-12-20T00:00:00Z"))
        );
        // Left out and repeated by daylight saving.
        assert_eq!(
            instant("2026-03-29T03:30", &helsinki),
            Some(at("2026-03-29T01:30:00Z"))
        );
        assert_eq!(
            instant("2026-10-25T03:30", &helsinki),
            Some(at("2026-10-25T00:30:00Z"))
        );
        assert_eq!(instant("", &helsinki), None);
        assert_eq!(instant("2026-12-20", &helsinki), None);
    }

    proptest! {
        #[test]
        fn what_a_clock_shows_it_shows_again(second in 0_i64..4_000_000_000, which in 0..ZONES.len()) {
            let east = zone(ZONES[which]);
            let shown = wall(Timestamp::from_second(second).unwrap(), &east);
            let read = instant(&shown, &east).unwrap();
            prop_assert_eq!(wall(read, &east), shown);
        }
    }
}
