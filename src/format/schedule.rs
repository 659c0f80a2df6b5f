//! Weekly windows in words, with what the person's clock shows then.

use contract::maintenance::{Days, WeekWindow};

use super::{
    time,
    zone::{When, Year},
};

/// The days of the week, Monday first as in ISO 8601.
pub(crate) const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

const DAY: i64 = 1440;

/// `every Saturday at 09:00 UTC (11:00 Helsinki, 12:00 in summer)`.
pub(crate) fn words(window: WeekWindow, city: &str, year: Year) -> String {
    let start = i64::from(window.start);
    let utc = format!("{} at {} UTC", every(window.days), clock(start));
    if year == Year::fixed(0) {
        return utc;
    }
    let here = start + year.now;
    let mut local = format!("{} {city}{}", clock(here), day_off(here, 0));
    if let Some((east, when)) = year.other {
        let then = start + east;
        let off = day_off(then, here.div_euclid(DAY));
        let when = match when {
            When::Summer => "in summer".to_owned(),
            When::Winter => "in winter".to_owned(),
            When::From(day) => format!("from {}", time::day(day)),
        };
        local = format!("{local}, {}{off} {when}", clock(then));
    }
    format!("{utc} ({local})")
}

/// Days as they repeat: `every Tuesday and Saturday`.
pub(crate) fn every(days: Days) -> String {
    let names: Vec<&str> = days.iter().map(|day| DAYS[usize::from(day)]).collect();
    match names.as_slice() {
        [] => "on no day".to_owned(),
        _ if days == Days::ALL => "every day".to_owned(),
        _ if days == Days::of(0..5) => "Monday to Friday".to_owned(),
        [one] => format!("every {one}"),
        [rest @ .., last] => format!("every {} and {last}", rest.join(", ")),
    }
}

/// A minute of the day, or of a day before or after: `09:00`.
pub(crate) fn clock(minute: i64) -> String {
    let minute = minute.rem_euclid(DAY);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Which day a minute is on, where the reader takes it to be `told` days off.
fn day_off(minute: i64, told: i64) -> &'static str {
    match minute.div_euclid(DAY) {
        day if day == told => "",
        0 => " the same day",
        1 => " the next day",
        _ => " the day before",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(days: impl IntoIterator<Item = u8>, start: u16) -> WeekWindow {
        WeekWindow {
            days: Days::of(days),
            start,
            seconds: 3600,
        }
    }

    #[test]
    fn the_persons_clock_in_both_seasons() {
        let saturday = window([5], 540);
        let helsinki = Year {
            now: 120,
            other: Some((180, When::Summer)),
        };
        assert_eq!(
            words(saturday, "Helsinki", helsinki),
            "every Saturday at 09:00 UTC (11:00 Helsinki, 12:00 in summer)"
        );
        assert_eq!(
            words(saturday, "UTC", Year::fixed(0)),
            "every Saturday at 09:00 UTC"
        );
        assert_eq!(
            words(saturday, "Hong Kong", Year::fixed(480)),
            "every Saturday at 09:00 UTC (17:00 Hong Kong)"
        );
        assert_eq!(
            words(saturday, "Marquesas", Year::fixed(-570)),
            "every Saturday at 09:00 UTC (23:30 Marquesas the day before)"
        );
    }

    #[test]
    fn a_day_off_is_told_where_it_changes() {
        let london = Year {
            now: 0,
            other: Some((60, When::Summer)),
        };
        assert_eq!(
            words(window([1], 23 * 60 + 30), "London", london),
            "every Tuesday at 23:30 UTC (23:30 London, 00:30 the next day in summer)"
        );
        let sydney = Year {
            now: 660,
            other: Some((600, When::Winter)),
        };
        assert_eq!(
            words(window([1], 840), "Sydney", sydney),
            "every Tuesday at 14:00 UTC (01:00 Sydney the next day, 00:00 in winter)"
        );
        assert_eq!(
            words(window([1], 800), "Sydney", sydney),
            "every Tuesday at 13:20 UTC (00:20 Sydney the next day, 23:20 the same day in winter)"
        );
    }

    #[test]
    fn days_in_words() {
        let every = |days: &[u8]| every(Days::of(days.iter().copied()));
        assert_eq!(every(&[]), "on no day");
        assert_eq!(every(&[1]), "every Tuesday");
        assert_eq!(every(&[1, 5]), "every Tuesday and Saturday");
        assert_eq!(every(&[0, 1, 5]), "every Monday, Tuesday and Saturday");
        assert_eq!(every(&[0, 1, 2, 3, 4]), "Monday to Friday");
        assert_eq!(every(&[0, 1, 2, 3, 4, 5, 6]), "every day");
    }
}
