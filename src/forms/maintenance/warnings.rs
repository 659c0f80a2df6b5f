//! What is allowed in a policy and hardly meant: told, not refused.

use contract::{
    maintenance::{Calendar, WeekWindow},
    model::{MaintenancePolicy, MaintenanceWindow},
};
use jiff::{SignedDuration, Timestamp};

const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Everything odd about a policy, in words. Windows are counted from 1, as on screen. What cannot be read
/// is left out: it has an error already.
pub(super) fn warnings(policy: &MaintenancePolicy, now: Timestamp) -> Vec<String> {
    let mut found = Vec::new();
    for (number, window) in (1..).zip(&policy.windows) {
        if never_opens(window, now) {
            found.push(format!(
                "Window {number} never opens: that date does not exist in any year."
            ));
        }
    }
    let shown: Vec<(usize, WeekWindow)> = (1..)
        .zip(&policy.windows)
        .filter_map(|(number, window)| Some((number, WeekWindow::of(window)?)))
        .collect();
    for (at, (first, one)) in shown.iter().enumerate() {
        for (second, other) in &shown[at + 1..] {
            if overlap(*one, *other) {
                found.push(format!(
                    "Windows {first} and {second} overlap. Together they count as one."
                ));
            }
        }
    }
    if is_swallowed(policy, now) {
        found.push(
            "Exclusions cover every opening in the next year: the runner would not update automatically."
                .to_owned(),
        );
    }
    found
}

fn overlap(one: WeekWindow, other: WeekWindow) -> bool {
    let spans = other.spans();
    one.spans()
        .iter()
        .any(|a| spans.iter().any(|b| a.0 < b.1 && b.0 < a.1))
}

fn never_opens(window: &MaintenanceWindow, now: Timestamp) -> bool {
    let alone = MaintenancePolicy {
        windows: vec![window.clone()],
        ..MaintenancePolicy::default()
    };
    Calendar::new(Some(&alone)).is_ok_and(|calendar| calendar.openings(now, 1).is_empty())
}

/// Whether it opens within a year, but for the exclusions.
fn is_swallowed(policy: &MaintenancePolicy, now: Timestamp) -> bool {
    if policy.exclusions.is_empty() {
        return false;
    }
    let free = MaintenancePolicy {
        windows: policy.windows.clone(),
        ..MaintenancePolicy::default()
    };
    let opens = |policy| {
        let calendar = Calendar::new(Some(policy)).ok()?;
        let next = calendar.openings(now, 1).first().map(|next| next.start);
        Some(next.is_some_and(|next| next.duration_since(now) < YEAR))
    };
    opens(&free) == Some(true) && opens(policy) == Some(false)
}

#[cfg(test)]
mod tests {
    use contract::model::{self, MaintenanceExclusion};

    use super::*;

    fn told(windows: &[(&str, i32)], exclusion: Option<(&str, &str)>) -> Vec<String> {
        let policy = MaintenancePolicy {
            windows: windows
                .iter()
                .map(|(cron, seconds)| MaintenanceWindow {
                    cron: (*cron).into(),
                    duration_seconds: *seconds,
                    ..MaintenanceWindow::default()
                })
                .collect(),
            exclusions: exclusion
                .into_iter()
                .map(|(start, end)| MaintenanceExclusion {
                    start_time: Some(model::Timestamp::new(start)),
                    end_time: Some(model::Timestamp::new(end)),
                    ..MaintenanceExclusion::default()
                })
                .collect(),
            ..MaintenancePolicy::default()
        };
        warnings(&policy, "2026-11-23T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn sound_policies_give_none() {
        assert!(told(&[], None).is_empty());
        // Windows that touch do not overlap; what is wrong already has its error.
        let touching = [
            ("0 3 * * TUE", 3600),
            ("0 4 * * TUE", 3600),
            ("nonsense", 60),
        ];
        assert!(told(&touching, None).is_empty());
        let freeze = Some(("2026-12-20T00:00:00Z", "2027-01-04T00:00:00Z"));
        assert!(told(&[("0 9 * * SAT", 14400)], freeze).is_empty());
    }

    #[test]
    fn overlaps_over_the_end_of_the_week() {
        let windows = [
            ("0 23 * * SUN", 7200),
            ("0 9 * * SAT", 60),
            ("30 0 * * MON", 3600),
        ];
        assert_eq!(
            told(&windows, None),
            ["Windows 1 and 3 overlap. Together they count as one."]
        );
    }

    #[test]
    fn windows_without_a_day() {
        assert_eq!(
            told(&[("0 9 * * SAT", 60), ("0 0 30 2 *", 3600)], None),
            ["Window 2 never opens: that date does not exist in any year."]
        );
    }

    #[test]
    fn exclusions_that_leave_nothing() {
        let long = Some(("2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z"));
        assert_eq!(told(&[("0 9 * * SAT", 60)], long).len(), 1);
        assert_eq!(told(&[], long).len(), 1, "any time");
    }
}
