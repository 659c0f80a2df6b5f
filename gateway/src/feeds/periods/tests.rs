use contract::maintenance::Opening;
use contract::model::{MaintenanceExclusion, MaintenanceWindow};
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn policy(windows: &[(&str, i32)], exclusions: &[(&str, &str, &str)]) -> Arc<MaintenancePolicy> {
    let window = |(cron, seconds): &(&str, i32)| MaintenanceWindow {
        cron: (*cron).to_owned(),
        duration_seconds: *seconds,
        ..MaintenanceWindow::default()
    };
    let exclusion = |(from, to, reason): &(&str, &str, &str)| MaintenanceExclusion {
        start_time: Some(at(from).into()),
        end_time: Some(at(to).into()),
        reason: (*reason).to_owned(),
        ..MaintenanceExclusion::default()
    };
    Arc::new(MaintenancePolicy {
        windows: windows.iter().map(window).collect(),
        exclusions: exclusions.iter().map(exclusion).collect(),
        ..MaintenancePolicy::default()
    })
}

#[test]
fn runners_with_the_same_time_share_a_period_and_the_hour_of_the_fetch_changes_nothing() {
    let daily = policy(&[("0 9 * * *", 3600)], &[]);
    let other = policy(&[("0 9 * * *", 3600), ("0 21 * * 0", 60)], &[]);
    let schedules = vec![
        ("alpha".to_owned(), Arc::clone(&daily)),
        ("beta".to_owned(), daily),
        ("gamma".to_owned(), other),
    ];
    let before = of("feed", &schedules, at("2026-11-24T08:00:00Z"));
    assert_eq!(before.len(), 90 + 13);
    assert_eq!(before[0].summary, "Updates may start: 3 runners");
    assert!(before[0].description.ends_with("alpha\nbeta\ngamma"));
    let within = of("feed", &schedules, at("2026-11-24T09:30:00Z"));
    assert_eq!(within[0], before[0]);
    let after = of("feed", &schedules, at("2026-11-24T10:00:00Z"));
    assert_eq!(after[0], before[1]);
    let elsewhere = of("other", &schedules, at("2026-11-24T08:00:00Z"));
    assert_ne!(
        elsewhere[0].uid, before[0].uid,
        "feeds do not know each other"
    );
}

#[test]
fn exclusions_are_told_with_their_reason_and_cut_the_openings() {
    let excluded = policy(
        &[("0 9 * * *", 7200)],
        &[(
            "2026-11-24T10:00:00Z",
            "2026-11-26T00:00:00Z",
            "release\r\nweek",
        )],
    );
    let periods = of(
        "feed",
        &vec![("alpha".to_owned(), excluded)],
        at("2026-11-24T08:00:00Z"),
    );
    let told: Vec<_> = periods[..3]
        .iter()
        .map(|period| {
            (
                period.from.to_string(),
                period.to.to_string(),
                &*period.summary,
            )
        })
        .collect();
    let expected = [
        (
            "2026-11-24T09:00:00Z",
            "2026-11-24T10:00:00Z",
            "Updates may start: alpha",
        ),
        (
            "2026-11-24T10:00:00Z",
            "2026-11-26T00:00:00Z",
            "No updates: alpha (release  week)",
        ),
        (
            "2026-11-26T09:00:00Z",
            "2026-11-26T11:00:00Z",
            "Updates may start: alpha",
        ),
    ];
    let expected = expected.map(|(from, to, what)| (from.to_owned(), to.to_owned(), what));
    assert_eq!(told, expected);
}

#[test]
fn what_is_always_open_or_unreadable_is_no_period() {
    let now = at("2026-11-24T08:00:00Z");
    let always = policy(&[("* * * * *", 3600)], &[]);
    let any_time = policy(&[], &[]);
    let odd = policy(&[("never", 3600)], &[]);
    let of = |policy| of("feed", &vec![("alpha".to_owned(), policy)], now);
    assert_eq!(of(always), []);
    assert_eq!(of(any_time), []);
    assert_eq!(of(odd), []);
    let often = of(policy(&[("*/2 * * * *", 60)], &[]));
    assert_eq!(often.len(), OPENINGS);
}

proptest! {
    /// A calendar tells of the openings of the contract, and of no others.
    #[test]
    fn they_are_the_contracts_openings(
        minute in 0..60_u8, hour in 0..24_u8, day in 0..7_u8, seconds in 60..604_800_i32,
        now in 1_790_000_000_i64..1_800_000_000,
    ) {
        let now = Timestamp::from_second(now).unwrap();
        let cron = format!("{minute} {hour} * * {day}");
        let policy = policy(&[(&cron, seconds)], &[]);
        let periods = of("feed", &vec![("alpha".to_owned(), Arc::clone(&policy))], now);
        let calendar = Calendar::new(Some(&policy)).unwrap();
        let told: Vec<_> = periods.iter().map(|period| (period.from.max(now), Some(period.to))).collect();
        let openings = calendar.openings(now, told.len() + 1);
        let expected: Vec<_> = openings.iter().map(|Opening { start, end }| (*start, *end)).collect();
        prop_assert_eq!(&told[..], &expected[..told.len()]);
        let next = expected.last().unwrap().0;
        prop_assert!(next.as_second() >= now.as_second() + AHEAD);
        let uids: std::collections::HashSet<_> = periods.iter().map(|period| &period.uid).collect();
        prop_assert_eq!(uids.len(), periods.len());
    }
}
