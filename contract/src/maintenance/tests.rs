use super::*;
use crate::wire::MaintenanceWindow;

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
                start_time: Some(crate::wire::Timestamp::new(*start)),
                end_time: Some(crate::wire::Timestamp::new(*end)),
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
fn a_window_without_a_day_is_known_without_a_search() {
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (month, longest) in (1..).zip(days) {
        for day in 1..=31 {
            let starts = |text: &str| starts(&cron(text).unwrap());
            assert_eq!(starts(&format!("0 0 {day} {month} *")), day <= longest);
            assert!(
                starts(&format!("0 0 {day} {month} MON")),
                "any Monday will do"
            );
            assert!(starts(&format!("0 0 {day} {month},7 *")));
            assert!(starts(&format!("0 0 1,{day} {month} *")));
        }
    }
    assert!(starts(&cron("0 0 * 2 *").unwrap()));
    assert!(!starts(&cron("0 0 31 2,4,6,9,11 *").unwrap()));
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
