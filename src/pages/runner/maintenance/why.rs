//! "Why did it not update?" (contract 7.7): answered from the runner's state.

use contract::{
    maintenance::Calendar,
    model::{MaintenanceExclusion, MaintenancePolicy, Runner},
};
use jiff::Timestamp;

/// Why no update starts now.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Why {
    SelfManaged,
    RollingOut,
    /// It already runs the newest version on its channel.
    Newest,
    /// Held back by an exclusion.
    Excluded(MaintenanceExclusion),
    /// Outside every window; when the next opens, if one does.
    Closed(Option<Timestamp>),
    /// Nothing holds it back: CoreWeave starts it.
    Soon,
    /// The policy cannot be read.
    Unreadable,
}

/// The answer at an instant.
pub(super) fn why(runner: &Runner, policy: Option<&MaintenancePolicy>, now: Timestamp) -> Why {
    if !runner.is_managed() {
        return Why::SelfManaged;
    }
    if runner.rollout_in_progress {
        return Why::RollingOut;
    }
    if !runner.update_available {
        return Why::Newest;
    }
    let Ok(calendar) = Calendar::new(policy) else {
        return Why::Unreadable;
    };
    if let Some(exclusion) = calendar.exclusion_at(now) {
        return Why::Excluded(exclusion.clone());
    }
    if calendar.is_open(now) {
        return Why::Soon;
    }
    Why::Closed(calendar.openings(now, 1).first().map(|next| next.start))
}

#[cfg(test)]
mod tests {
    use contract::model::{self, MaintenanceWindow};

    use super::*;

    #[test]
    fn the_first_reason_is_told() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let mut runner = Runner::default();
        assert_eq!(why(&runner, None, now), Why::Newest);
        runner.update_available = true;
        assert_eq!(why(&runner, None, now), Why::Soon);
        let mut policy = MaintenancePolicy {
            windows: vec![MaintenanceWindow {
                cron: "0 3 * * *".into(),
                duration_seconds: 3600,
                ..MaintenanceWindow::default()
            }],
            ..MaintenancePolicy::default()
        };
        let next = "2026-11-25T03:00:00Z".parse().unwrap();
        assert_eq!(why(&runner, Some(&policy), now), Why::Closed(Some(next)));
        let freeze = MaintenanceExclusion {
            start_time: Some(model::Timestamp::new("2026-11-20T00:00:00Z")),
            end_time: Some(model::Timestamp::new("2026-12-20T00:00:00Z")),
            reason: "freeze".into(),
            ..MaintenanceExclusion::default()
        };
        policy.exclusions.push(freeze.clone());
        assert_eq!(why(&runner, Some(&policy), now), Why::Excluded(freeze));
        policy.windows[0].cron = "nonsense".into();
        assert_eq!(why(&runner, Some(&policy), now), Why::Unreadable);
        runner.rollout_in_progress = true;
        assert_eq!(why(&runner, Some(&policy), now), Why::RollingOut);
        runner.management_mode = model::ManagementMode::SelfManaged;
        assert_eq!(why(&runner, Some(&policy), now), Why::SelfManaged);
    }
}
