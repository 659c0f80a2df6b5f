//! The calendar tested against a second implementation that shares nothing with it: no cron library, no date library,
//! every start of every day written out.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Calendar, Opening};
use crate::model::{MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow, Timestamp};

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
/// How far both look, in days.
const HORIZON: i64 = 35;

/// Year, month and day of a day since 1970 (Hinnant, "chrono-compatible low-level date algorithms").
fn civil(day: i64) -> (i64, i64, i64) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, month, doy - (153 * mp + 2) / 5 + 1)
}

/// The values of a field: numbers, names, ranges, lists, steps.
fn values(field: &str, least: i64, most: i64, names: &[&str]) -> BTreeSet<i64> {
    let number = |text: &str| {
        let name = (least..).zip(names).find(|(_, name)| **name == text);
        name.map_or_else(|| text.parse().unwrap(), |(value, _)| value)
    };
    let mut all = BTreeSet::new();
    for part in field.split(',') {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (least, most),
            Some((from, to)) => (number(from), number(to)),
            None => (number(range), number(range)),
        };
        let mut value = from;
        while value <= to {
            all.insert(value);
            value += step.parse::<i64>().unwrap();
        }
    }
    all
}

/// The instants, in seconds, at which an expression starts on the days from `first` to `last`.
fn starts(cron: &str, first: i64, last: i64) -> Vec<i64> {
    let fields: Vec<_> = cron.split(' ').collect();
    let months = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];
    let weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    let minutes = values(fields[0], 0, 59, &[]);
    let hours = values(fields[1], 0, 23, &[]);
    let days = values(fields[2], 1, 31, &[]);
    let months = values(fields[3], 1, 12, &months);
    let weekdays: BTreeSet<_> = values(fields[4], 0, 6, &weekdays)
        .into_iter()
        .map(|day| day % 7)
        .collect();
    let mut all = Vec::new();
    for day in first..=last {
        let (_, month, number) = civil(day);
        // The first of January 1970 was a Thursday.
        let weekday = (day + 4).rem_euclid(7);
        let (by_day, by_weekday) = (days.contains(&number), weekdays.contains(&weekday));
        let is_one = match (fields[2], fields[4]) {
            ("*", _) => by_weekday,
            (_, "*") => by_day,
            _ => by_day || by_weekday,
        };
        if months.contains(&month) && is_one {
            for hour in &hours {
                all.extend(
                    minutes
                        .iter()
                        .map(|minute| day * DAY + hour * 3600 + minute * MINUTE),
                );
            }
        }
    }
    all
}

/// The openings from `from` on that are over before the horizon.
fn openings(windows: &[(String, i64)], exclusions: &[(i64, i64)], from: i64) -> Vec<(i64, i64)> {
    let (first, last) = (from.div_euclid(DAY) - 8, from.div_euclid(DAY) + HORIZON + 8);
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for (cron, length) in windows {
        spans.extend(
            starts(cron, first, last)
                .into_iter()
                .map(|start| (start, start + length)),
        );
    }
    spans.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (start, end) in spans {
        match joined.last_mut() {
            Some(before) if start <= before.1 => before.1 = before.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    for (begin, end) in exclusions {
        joined = joined
            .into_iter()
            .flat_map(|(start, stop)| [(start, stop.min(*begin)), (start.max(*end), stop)])
            .filter(|(start, stop)| start < stop)
            .collect();
    }
    let open = joined.into_iter().filter(|(_, end)| *end > from);
    open.map(|(start, end)| (start.max(from), end)).collect()
}

fn field(least: u8, most: u8) -> impl Strategy<Value = String> {
    let one = (least..=most).prop_map(|value| value.to_string());
    let range =
        (least..=most, least..=most).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b)));
    let stepped = (least..=most, least..=most, 1_u8..9)
        .prop_map(|(a, b, step)| format!("{}-{}/{step}", a.min(b), a.max(b)));
    let part = prop_oneof![4 => one, 2 => range, 1 => stepped];
    prop_oneof![
        3 => Just("*".to_owned()),
        5 => prop::collection::vec(part, 1..3).prop_map(|parts| parts.join(",")),
    ]
}

fn cron() -> impl Strategy<Value = String> {
    let minute = prop::collection::btree_set(0_u8..60, 1..4).prop_map(|set| {
        let all: Vec<_> = set.iter().map(ToString::to_string).collect();
        all.join(",")
    });
    let hour = prop_oneof![3 => field(0, 23), 1 => (2_u8..12).prop_map(|step| format!("*/{step}"))];
    let month =
        prop_oneof![4 => Just("*".to_owned()), 1 => field(1, 12), 1 => Just("NOV".to_owned())];
    let weekday = prop_oneof![
        3 => field(0, 7),
        2 => prop::sample::select(vec!["MON", "TUE,SAT", "WED-FRI", "SUN"]).prop_map(str::to_owned),
    ];
    (minute, hour, field(1, 31), month, weekday).prop_map(|(minute, hour, day, month, weekday)| {
        format!("{minute} {hour} {day} {month} {weekday}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]
    #[test]
    fn openings_are_those_of_a_second_implementation(
        windows in prop::collection::vec((cron(), 60_i32..200_000), 1..3),
        exclusions in prop::collection::vec((0_i64..30 * 1440, 1_i64..6000), 0..3),
        // From 2024 to 2032.
        from in 1_704_067_200_i64..1_956_528_000,
    ) {
        let horizon = from + HORIZON * DAY;
        let exclusions: Vec<_> = exclusions
            .into_iter()
            .map(|(start, length)| {
                let start = (from + start * MINUTE).div_euclid(MINUTE) * MINUTE;
                (start, start + length * MINUTE)
            })
            .collect();
        let text = |at: i64| Some(Timestamp::new(jiff::Timestamp::from_second(at).unwrap().to_string()));
        let policy = MaintenancePolicy {
            windows: windows
                .iter()
                .map(|(cron, seconds)| MaintenanceWindow {
                    cron: cron.clone(),
                    duration_seconds: *seconds,
                    ..Default::default()
                })
                .collect(),
            exclusions: exclusions
                .iter()
                .map(|(start, end)| MaintenanceExclusion {
                    start_time: text(*start),
                    end_time: text(*end),
                    ..Default::default()
                })
                .collect(),
            ..Default::default()
        };
        let calendar = Calendar::new(Some(&policy)).unwrap();
        let told: Vec<_> = calendar
            .openings(jiff::Timestamp::from_second(from).unwrap(), 5)
            .into_iter()
            .map(|Opening { start, end }| (start.as_second(), end.map_or(i64::MAX, jiff::Timestamp::as_second)))
            .filter(|(_, end)| *end < horizon)
            .collect();
        let windows: Vec<_> = windows
            .into_iter()
            .map(|(cron, seconds)| (cron, i64::from(seconds)))
            .collect();
        let expected: Vec<_> = openings(&windows, &exclusions, from)
            .into_iter()
            .filter(|(_, end)| *end < horizon)
            .take(5)
            .collect();
        // Exclusions that touch split no opening of the calendar's, nor of ours.
        prop_assert_eq!(told, expected);
    }
}
