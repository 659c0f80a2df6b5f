use super::*;
use crate::model::MaintenanceWindow;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn policy(windows: &[(&str, i32)], exclusions: &[(&str, &str)]) -> MaintenancePolicy {
    MaintenancePolicy {
        windows: windows
            .iter()
            .map(|(cron, seconds)| MaintenanceWindow {
                cron: (*cron).into(),
                duration_seconds: *seconds,
                ..Default::default()
            })
            .collect(),
        exclusions: exclusions
            .iter()
            .map(|(start, end)| MaintenanceExclusion {
                start_time: Some(crate::model::Timestamp::new(*start)),
                end_time: Some(crate::model::Timestamp::new(*end)),
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    }
}

fn calendar(windows: &[(&str, i32)], exclusions: &[(&str, &str)]) -> Calendar {
    Calendar::new(Some(&policy(windows, exclusions))).unwrap()
}

fn shown(openings: &[Opening]) -> Vec<(String, String)> {
    openings
        .iter()
        .map(|o| {
            (
                o.start.to_string(),
                o.end.map_or("open".into(), |end| end.to_string()),
            )
        })
        .collect()
}

#[test]
fn no_policy_is_always_open() {
    let calendar = Calendar::new(None).unwrap();
    let now = at("2026-11-23T10:00:00Z");
    assert!(calendar.is_open(now));
    assert_eq!(
        calendar.openings(now, 5),
        [Opening {
            start: now,
            end: None
        }]
    );
}

#[test]
fn a_window_is_open_from_its_start_to_before_its_end() {
    let calendar = calendar(&[("30 3 * * TUE", 5400)], &[]);
    for (text, open) in [
        ("2026-11-24T03:29:59Z", false),
        ("2026-11-24T03:30:00Z", true),
        ("2026-11-24T04:59:59Z", true),
        ("2026-11-24T05:00:00Z", false),
        ("2026-11-25T03:30:00Z", false),
    ] {
        assert_eq!(calendar.is_open(at(text)), open, "{text}");
    }
}

#[test]
fn openings_follow_each_other_and_exclusions_cut_them() {
    let calendar = calendar(
        &[("0 3 * * TUE", 7200), ("0 9 * * SAT", 14400)],
        &[
            ("2026-11-28T00:00:00Z", "2026-11-28T10:00:00Z"),
            ("2026-12-01T04:00:00Z", "2026-12-02T00:00:00Z"),
        ],
    );
    let openings = calendar.openings(at("2026-11-23T00:00:00Z"), 4);
    assert_eq!(
        shown(&openings),
        [
            ("2026-11-24T03:00:00Z".into(), "2026-11-24T05:00:00Z".into()),
            ("2026-11-28T10:00:00Z".into(), "2026-11-28T13:00:00Z".into()),
            ("2026-12-01T03:00:00Z".into(), "2026-12-01T04:00:00Z".into()),
            ("2026-12-05T09:00:00Z".into(), "2026-12-05T13:00:00Z".into()),
        ]
    );
}

#[test]
fn an_opening_under_way_begins_now() {
    let calendar = calendar(&[("0 3 * * *", 3600)], &[]);
    let now = at("2026-11-23T03:20:00Z");
    assert_eq!(
        calendar.openings(now, 1)[0],
        Opening {
            start: now,
            end: Some(at("2026-11-23T04:00:00Z"))
        }
    );
}

#[test]
fn exclusions_without_windows_close_an_open_calendar() {
    let calendar = calendar(&[], &[("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")]);
    let now = at("2026-11-23T12:00:00Z");
    assert!(!calendar.is_open(now));
    assert!(calendar.exclusion_at(now).is_some());
    assert_eq!(
        calendar.openings(now, 2),
        [Opening {
            start: at("2026-11-24T00:00:00Z"),
            end: None
        }]
    );
}

#[test]
fn a_window_that_never_opens_is_no_endless_search() {
    assert!(
        calendar(&[("0 0 30 2 *", 60)], &[])
            .openings(at("2026-11-23T00:00:00Z"), 3)
            .is_empty()
    );
}

#[test]
fn overlapping_windows_are_one_opening() {
    let calendar = calendar(&[("0 1 * * *", 7200), ("0 2 * * *", 7200)], &[]);
    let openings = calendar.openings(at("2026-11-23T00:00:00Z"), 1);
    assert_eq!(
        shown(&openings),
        [("2026-11-23T01:00:00Z".into(), "2026-11-23T04:00:00Z".into())]
    );
}

#[test]
fn day_of_month_and_weekday_are_alternatives() {
    let calendar = calendar(&[("0 0 1 * MON", 60)], &[]);
    let starts: Vec<_> = calendar
        .openings(at("2026-11-24T00:00:00Z"), 2)
        .iter()
        .map(|o| o.start.to_string())
        .collect();
    assert_eq!(starts, ["2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"]);
}

#[test]
fn what_is_not_five_field_cron_is_refused() {
    for text in [
        "",
        "* * * *",
        "* * * * * *",
        "@daily",
        "0 0 L * *",
        "0 0 * * 5#2",
        "0 0 15W * *",
        "61 * * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 8",
        "a b c d e",
        "0 0 ? * *",
        "*/0 * * * *",
        "0 0 * * \u{1F600}",
    ] {
        assert!(cron(text).is_err(), "{text}");
    }
    for text in [
        "0 9 * * SAT",
        "*/15 1-5,22 1 jan-mar mon-fri",
        "0 0 * * 7",
        "30 3 * * TUE",
    ] {
        assert!(cron(text).is_ok(), "{text}: {:?}", cron(text));
    }
}

#[test]
fn bounds_of_durations_and_exclusions() {
    for (seconds, ok) in [
        (59, false),
        (60, true),
        (604_800, true),
        (604_801, false),
        (-1, false),
    ] {
        assert_eq!(duration(seconds).is_ok(), ok, "{seconds}");
    }
    let bad = [
        ("2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"),
        ("soon", "2026-01-02T00:00:00Z"),
    ];
    for exclusion in bad {
        assert!(
            Calendar::new(Some(&policy(&[], &[exclusion]))).is_err(),
            "{exclusion:?}"
        );
    }
}

#[test]
fn expressions_are_told_in_words() {
    for (cron, words) in [
        ("30 3 1 * *", "At 03:30, on day 1"),
        ("0 */6 * * *", "At minute 0, of every 6 hours"),
        ("0 3 1-7 * TUE", "At 03:00, on day 1-7 or Tuesday"),
        ("0 0 30 2 *", "At 00:00, on day 30, in February"),
    ] {
        assert_eq!(describe(cron).as_deref(), Some(words), "{cron}");
    }
    assert_eq!(describe("at noon"), None);
}

#[test]
fn windows_that_never_close_are_one_opening_without_end() {
    let now = at("2026-11-23T12:00:30Z");
    let endless = [Opening {
        start: now,
        end: None,
    }];
    for windows in [
        &[("* * * * *", 3600)][..],
        &[("* * * * *", 60)],
        &[("0 0 * * *", 86_400)],
        &[("0 0 * * MON", 604_800)],
        &[("0 0 * * *", 43_200), ("0 12 * * 0-6", 43_200)],
        &[("0 0 * 1-6 *", 86_400), ("0 0 * 7-12 *", 86_400)],
        &[("0 0 1-28 * *", 86_400), ("0 0 29-31 * *", 86_400)],
        &[("0 0 1,8,15,22,25 * *", 604_800)],
    ] {
        let calendar = calendar(windows, &[]);
        assert_eq!(calendar.openings(now, 3), endless, "{windows:?}");
        assert!(calendar.never_closes(now), "{windows:?}");
    }
    // What closes on one day in four years closes.
    let leap = calendar(
        &[("0 0 1-28,30,31 * *", 86_400), ("0 0 29 1,3-12 *", 86_400)],
        &[],
    );
    assert!(!leap.never_closes(now));
    assert_eq!(
        leap.openings(now, 1)[0].end,
        Some(at("2028-02-29T00:00:00Z"))
    );
    let century = at("2096-03-01T00:00:00Z");
    assert_eq!(
        leap.openings(century, 1)[0].end,
        Some(at("2104-02-29T00:00:00Z"))
    );
    // An exclusion interrupts it once.
    let freeze = ("2026-12-20T00:00:00Z", "2027-01-04T00:00:00Z");
    let openings = calendar(&[("* * * * *", 3600)], &[freeze]).openings(now, 5);
    assert_eq!(openings.len(), 2);
    assert_eq!(
        (openings[0].end, openings[1].start),
        (Some(at(freeze.0)), at(freeze.1))
    );
    assert_eq!(openings[1].end, None);
}

#[test]
fn a_rare_day_is_found_however_far() {
    let openings = calendar(&[("0 0 29 2 *", 60)], &[]).openings(at("2096-03-01T00:00:00Z"), 2);
    let starts: Vec<_> = openings.iter().map(|o| o.start.to_string()).collect();
    assert_eq!(starts, ["2104-02-29T00:00:00Z", "2108-02-29T00:00:00Z"]);
}

#[test]
fn the_end_of_time_is_no_opening() {
    let calendar = calendar(&[("0 3 * * *", 3600)], &[]);
    let last = Timestamp::MAX;
    assert!(!calendar.is_open(last));
    assert!(calendar.openings(last, 2).is_empty());
    assert!(!calendar.is_open(Timestamp::MIN));
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    fn part(least: u8, most: u8) -> impl Strategy<Value = String> {
        let range = (least..=most, least..=most, 1_u8..5)
            .prop_map(|(a, b, step)| format!("{}-{}/{step}", a.min(b), a.max(b)));
        prop_oneof![
            2 => Just("*".to_owned()),
            1 => range,
            1 => (least..=most).prop_map(|value| value.to_string()),
        ]
    }

    fn window() -> impl Strategy<Value = (String, i32)> {
        let length = prop_oneof![
            Just(60),
            Just(3600),
            Just(86_400),
            Just(604_800),
            60_i32..604_800
        ];
        let cron = (
            part(0, 59),
            part(0, 23),
            part(1, 31),
            part(1, 12),
            part(0, 7),
        )
            .prop_map(|(minute, hour, day, month, weekday)| {
                format!("{minute} {hour} {day} {month} {weekday}")
            });
        (cron, length)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        /// No instant between two told openings is open, and none is open at its end.
        #[test]
        fn between_two_openings_it_is_shut(
            windows in prop::collection::vec(window(), 1..4),
            exclusions in prop::collection::vec((0_i64..400 * 86_400, 1_i64..40 * 86_400), 0..3),
            from in 0_i64..4_102_444_800,
            nanos in prop_oneof![Just(0_i32), 0_i32..1_000_000_000],
            look in prop::collection::vec(0.0_f64..1.0, 8),
        ) {
            let from = Timestamp::new(from, nanos).unwrap();
            let seconds = |at: i64| Timestamp::from_second(at).unwrap().to_string();
            let exclusions: Vec<_> = exclusions
                .iter()
                .map(|(start, length)| (from.as_second() + start, from.as_second() + start + length))
                .map(|(start, end)| (seconds(start), seconds(end)))
                .collect();
            let windows: Vec<_> = windows.iter().map(|(cron, length)| (cron.as_str(), *length)).collect();
            let exclusions: Vec<_> = exclusions.iter().map(|(start, end)| (start.as_str(), end.as_str())).collect();
            let calendar = calendar(&windows, &exclusions);
            let openings = calendar.openings(from, 4);
            let mut shut_from = from;
            for opening in &openings {
                prop_assert!(calendar.is_open(opening.start));
                prop_assert!(opening.start >= shut_from);
                let within = |from: Timestamp, to: Timestamp, share: f64| {
                    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
                    let seconds = ((to.as_second() - from.as_second()) as f64 * share) as i64;
                    Timestamp::from_second(from.as_second() + seconds).unwrap().max(from)
                };
                let end = opening.end.unwrap_or(Timestamp::MAX);
                let long = end.min(opening.start.saturating_add(jiff::SignedDuration::from_hours(20_000 * 24)).unwrap());
                for share in &look {
                    let shut = within(shut_from, opening.start, *share);
                    prop_assert!(shut >= opening.start || !calendar.is_open(shut), "{shut} is open");
                    let open = within(opening.start, long, *share);
                    prop_assert!(open >= end || calendar.is_open(open), "{open} is shut");
                }
                if let Some(end) = opening.end {
                    prop_assert!(!calendar.is_open(end));
                    shut_from = end;
                }
            }
        }
    }
}
