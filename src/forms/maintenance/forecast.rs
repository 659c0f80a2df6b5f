//! The next openings of a policy, and those that exclusions swallow.

use contract::{
    maintenance::{Calendar, CalendarError, Opening},
    model::MaintenancePolicy,
};
use jiff::{SignedDuration, Timestamp};

/// How many openings are forecast.
const SHOWN: usize = 5;
/// How many openings of an exclusion are counted.
const COUNTED: usize = 50;

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Forecast {
    Open(Opening),
    /// The first opening that an exclusion swallows whole.
    Swallowed {
        start: Timestamp,
        reason: String,
        /// How many more it swallows.
        more: usize,
        /// Counting ended before the exclusion did.
        and_others: bool,
    },
}

impl Forecast {
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
pub(super) fn forecast(
    policy: &MaintenancePolicy,
    now: Timestamp,
) -> Result<Vec<Forecast>, CalendarError> {
    let calendar = Calendar::new(Some(policy))?;
    let mut lines: Vec<Forecast> = calendar
        .openings(now, SHOWN)
        .into_iter()
        .map(Forecast::Open)
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
        let mut openings = free.openings(start.max(now), COUNTED);
        openings.retain(|opening| opening.start < end);
        let within = openings.len();
        let mut swallowed = openings.into_iter().filter(is_swallowed);
        if let Some(first) = swallowed.next() {
            lines.push(Forecast::Swallowed {
                start: first.start,
                reason: exclusion.reason.trim().to_owned(),
                more: swallowed.count(),
                and_others: within == COUNTED,
            });
        }
    }
    lines.sort_by_key(Forecast::start);
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use contract::model::{self, MaintenanceExclusion, MaintenanceWindow};

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
                    start_time: Some(model::Timestamp::new(*start)),
                    end_time: Some(model::Timestamp::new(*end)),
                    reason: (*reason).into(),
                    ..MaintenanceExclusion::default()
                })
                .collect(),
            ..MaintenancePolicy::default()
        };
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        forecast(&policy, now)
            .unwrap()
            .iter()
            .map(|line| match line {
                Forecast::Open(opening) => opening.start.to_string(),
                Forecast::Swallowed {
                    start,
                    reason,
                    more,
                    and_others,
                } => {
                    let sign = if *and_others { ">" } else { "+" };
                    format!("not {start} {reason} {sign}{more}")
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
    fn the_end_of_counting_is_no_count() {
        let years = [("2026-12-20T00:00:00Z", "2036-01-06T00:00:00Z", "closed")];
        let told = lines(&[("0 3 * * *", 7200)], &years);
        assert!(
            told.contains(&"not 2026-12-20T03:00:00Z closed >49".to_owned()),
            "{told:?}"
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
