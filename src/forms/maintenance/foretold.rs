//! The next openings of a policy, and those that exclusions swallow.

use contract::{
    maintenance::{Calendar, CalendarError, Opening},
    wire::MaintenancePolicy,
};
use jiff::{SignedDuration, Timestamp};

/// How many openings are foretold.
const FORETOLD: usize = 5;
/// How many openings of an exclusion are counted.
const COUNTED: usize = 50;

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Foretold {
    Open(Opening),
    /// The first opening that an exclusion swallows whole.
    Swallowed {
        start: Timestamp,
        reason: String,
        /// How many more it swallows, as far as they are counted.
        more: usize,
    },
}

impl Foretold {
    /// When it opens, or would.
    pub(super) fn start(&self) -> Timestamp {
        match self {
            Self::Open(opening) => opening.start,
            Self::Swallowed { start, .. } => *start,
        }
    }
}

/// The next openings at or after `now` in order, and for each exclusion the first that it swallows.
///
/// # Errors
/// What is wrong with the policy.
pub(super) fn foretell(
    policy: &MaintenancePolicy,
    now: Timestamp,
) -> Result<Vec<Foretold>, CalendarError> {
    let calendar = Calendar::new(Some(policy))?;
    let mut lines: Vec<Foretold> = calendar
        .openings(now, FORETOLD)
        .into_iter()
        .map(Foretold::Open)
        .collect();
    if policy.windows.is_empty() {
        return Ok(lines);
    }
    let free = Calendar::new(Some(&MaintenancePolicy {
        windows: policy.windows.clone(),
        ..MaintenancePolicy::default()
    }))?;
    for exclusion in &policy.exclusions {
        let Ok((start, end)) = contract::maintenance::exclusion(exclusion) else {
            continue;
        };
        let is_swallowed = |opening: &Opening| {
            // One that was open when the exclusion began was only cut short.
            let before = opening.start.checked_sub(SignedDuration::from_secs(1));
            let is_new = before.is_ok_and(|before| !free.is_open(before));
            let next = calendar
                .openings(opening.start, 1)
                .first()
                .map(|next| next.start);
            let is_free = next.is_some_and(|next| opening.end.is_none_or(|end| next < end));
            is_new && !is_free
        };
        let mut swallowed = free
            .openings(start.max(now), COUNTED)
            .into_iter()
            .take_while(|opening| opening.start < end)
            .filter(is_swallowed);
        if let Some(first) = swallowed.next() {
            lines.push(Foretold::Swallowed {
                start: first.start,
                reason: exclusion.reason.trim().to_owned(),
                more: swallowed.count(),
            });
        }
    }
    lines.sort_by_key(Foretold::start);
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use contract::wire::{self, MaintenanceExclusion, MaintenanceWindow};

    use super::*;

    fn lines(windows: &[(&str, i32)], exclusions: &[(&str, &str, &str)]) -> Vec<String> {
        let policy = MaintenancePolicy {
            windows: windows
                .iter()
                .map(|(cron, seconds)| MaintenanceWindow {
                    cron: (*cron).into(),
                    duration_seconds: *seconds,
                    ..MaintenanceWindow::default()
                })
                .collect(),
            exclusions: exclusions
                .iter()
                .map(|(start, end, reason)| MaintenanceExclusion {
                    start_time: Some(wire::Timestamp::new(*start)),
                    end_time: Some(wire::Timestamp::new(*end)),
                    reason: (*reason).into(),
                    ..MaintenanceExclusion::default()
                })
                .collect(),
            ..MaintenancePolicy::default()
        };
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        foretell(&policy, now)
            .unwrap()
            .iter()
            .map(|line| match line {
                Foretold::Open(opening) => opening.start.to_string(),
                Foretold::Swallowed {
                    start,
                    reason,
                    more,
                } => {
                    format!("not {start} {reason} +{more}")
                }
            })
            .collect()
    }

    #[test]
    fn exclusions_swallow_openings() {
        assert_eq!(
            lines(
                &[("0 3 * * TUE", 7200)],
                &[(
                    "2026-12-20T00:00:00Z",
                    "2027-01-06T00:00:00Z",
                    "year-end freeze"
                )]
            ),
            [
                "2026-11-24T03:00:00Z",
                "2026-12-01T03:00:00Z",
                "2026-12-08T03:00:00Z",
                "2026-12-15T03:00:00Z",
                "not 2026-12-22T03:00:00Z year-end freeze +2",
                "2027-01-12T03:00:00Z",
            ]
        );
    }

    #[test]
    fn an_opening_that_is_cut_is_not_swallowed() {
        let cut = lines(
            &[("0 3 * * TUE", 7200)],
            &[
                ("2026-11-24T04:00:00Z", "2026-11-24T12:00:00Z", "late"),
                ("2026-12-01T00:00:00Z", "2026-12-01T04:00:00Z", "early"),
            ],
        );
        assert_eq!(cut[..2], ["2026-11-24T03:00:00Z", "2026-12-01T04:00:00Z"]);
        assert!(cut.iter().all(|line| !line.starts_with("not")));
    }

    #[test]
    fn any_time_has_no_openings_to_swallow() {
        let freeze = [("2026-11-20T00:00:00Z", "2026-12-01T00:00:00Z", "freeze")];
        assert_eq!(lines(&[], &freeze), ["2026-12-01T00:00:00Z"]);
    }
}
