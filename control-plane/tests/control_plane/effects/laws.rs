//! The same of calendars and changes that nobody chose.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::trial::{Modify, try_all};
use super::{KINDS, Kind, STATES};

/// Noon of Wednesday, 25 November 2026, from which policies are seen.
const NOON: i64 = 1_795_608_000;
const HOUR: i64 = 3_600;

fn instant(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap().to_string()
}

fn policy() -> impl Strategy<Value = Value> {
    let days = select(vec!["*", "WED", "MON-FRI", "SAT,SUN", "THU"]);
    let window = (0..60_u32, 0..24_u32, days, 1..5_i64).prop_map(|(minute, hour, days, hours)| {
        json!({ "cron": format!("{minute} {hour} * * {days}"), "durationSeconds": hours * HOUR })
    });
    let exclusion = (-72..72_i64, 1..96_i64).prop_map(|(from, hours)| {
        let start = NOON + from * HOUR;
        json!({ "startTime": instant(start), "endTime": instant(start + hours * HOUR) })
    });
    let windows = prop::collection::vec(window, 0..3);
    let exclusions = prop::collection::vec(exclusion, 0..3);
    (windows, exclusions)
        .prop_map(|(windows, exclusions)| json!({ "windows": windows, "exclusions": exclusions }))
}

/// One change or two at once, and another calendar with them or not.
fn change() -> impl Strategy<Value = (Vec<&'static Kind>, Option<Value>)> {
    // All of the spec is a change of its own: its parts are within it.
    let kinds: Vec<_> = KINDS
        .iter()
        .filter(|(mask, _)| *mask != "managedSpec")
        .collect();
    (subsequence(kinds, 1..3), prop::option::of(policy()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_is_said_of_any_change_under_any_calendar_is_what_happens(
        state in select(STATES.to_vec()),
        calendar in policy(),
        (kinds, other) in change(),
    ) {
        let mut paths: Vec<&str> = kinds.iter().flat_map(|(mask, _)| mask.split(',')).collect();
        paths.extend(other.iter().map(|_| "managedSpec.maintenancePolicy"));
        paths.sort_unstable();
        paths.dedup();
        let modify = |runner: &mut Value| {
            for (_, change) in &kinds {
                change(runner);
            }
            if let Some(other) = &other {
                runner["managedSpec"]["maintenancePolicy"] = other.clone();
            }
        };
        let change: [(&str, Modify); 1] = [(&paths.join(","), &modify)];
        let about = format!("{calendar}, then {other:?}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(try_all(state, &calendar, &change, &about));
    }
}
