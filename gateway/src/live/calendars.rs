//! When runners may be updated next, computed once for each distinct policy: a fleet has few.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use contract::console::Maintenance;
use contract::model::{MaintenancePolicy, Runner};
use jiff::Timestamp;

use crate::history::fingerprint;

/// How long an answer without an instant of its own is believed: an exclusion may begin.
const DOUBT: Duration = Duration::from_mins(1);

/// How long "never" is believed. It is dear to find out, and true for good in all but odd cases.
const LONG: Duration = Duration::from_hours(24);

/// Answers by policy, until they are no longer true.
#[derive(Default)]
pub(super) struct Calendars {
    answers: HashMap<u64, Cached>,
}

struct Cached {
    policy: Arc<MaintenancePolicy>,
    maintenance: Maintenance,
    until: Timestamp,
    used: bool,
}

impl Calendars {
    /// When the runner may be updated next, seen from `now`, and the policy that says so, which all who have the
    /// same share.
    pub(super) fn of(
        &mut self,
        runner: &Runner,
        now: Timestamp,
    ) -> (Maintenance, Option<Arc<MaintenancePolicy>>) {
        if !runner.is_managed() {
            return (Maintenance::None, None);
        }
        let spec = runner.managed_spec.as_ref();
        let Some(policy) = spec.and_then(|spec| spec.maintenance_policy.as_ref()) else {
            return (Maintenance::AnyTime, None);
        };
        let fresh = || Cached::new(Arc::new(policy.clone()), now);
        let answer = self
            .answers
            .entry(fingerprint(policy))
            .or_insert_with(fresh);
        if answer.until <= now {
            *answer = Cached::new(Arc::clone(&answer.policy), now);
        }
        answer.used = true;
        (answer.maintenance, Some(Arc::clone(&answer.policy)))
    }

    /// Forgets the policies that nobody had since the last time.
    pub(super) fn forget_unused(&mut self) {
        self.answers
            .retain(|_, answer| std::mem::take(&mut answer.used));
    }
}

impl Cached {
    fn new(policy: Arc<MaintenancePolicy>, now: Timestamp) -> Self {
        let maintenance = Maintenance::of(Some(&policy), now);
        let until = match maintenance {
            Maintenance::Open(at) | Maintenance::Next(at) => at.instant(),
            Maintenance::Never => now.saturating_add(LONG).unwrap_or(Timestamp::MAX),
            Maintenance::None | Maintenance::AnyTime => {
                now.saturating_add(DOUBT).unwrap_or(Timestamp::MAX)
            }
        };
        Self {
            policy,
            maintenance,
            until,
            used: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::model::{MaintenanceWindow, ManagedSpec, ManagementMode};

    use super::*;

    fn runner(cron: &str) -> Runner {
        let window = MaintenanceWindow {
            cron: cron.to_owned(),
            duration_seconds: 3600,
            ..MaintenanceWindow::default()
        };
        let policy = MaintenancePolicy {
            windows: vec![window],
            ..MaintenancePolicy::default()
        };
        Runner {
            managed_spec: Some(ManagedSpec {
                maintenance_policy: Some(policy),
                ..ManagedSpec::default()
            }),
            ..Runner::default()
        }
    }

    #[test]
    fn an_answer_holds_until_its_instant() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let mut calendars = Calendars::default();
        let runner = runner("0 9 * * *");
        let next = Maintenance::Next(at("2026-11-24T09:00:00Z").into());
        let open = Maintenance::Open(at("2026-11-24T10:00:00Z").into());
        let mut seen_at = |text| calendars.of(&runner, at(text)).0;
        assert_eq!(seen_at("2026-11-24T08:00:00Z"), next);
        assert_eq!(seen_at("2026-11-24T08:59:59Z"), next);
        assert_eq!(seen_at("2026-11-24T09:00:00Z"), open);
        assert_eq!(calendars.answers.len(), 1);
    }

    #[test]
    fn policies_that_nobody_has_are_forgotten() {
        let now = Timestamp::UNIX_EPOCH;
        let mut calendars = Calendars::default();
        calendars.of(&runner("0 9 * * *"), now);
        calendars.of(&runner("0 10 * * *"), now);
        calendars.forget_unused();
        calendars.of(&runner("0 9 * * *"), now);
        calendars.forget_unused();
        assert_eq!(calendars.answers.len(), 1);
    }

    #[test]
    fn self_managed_runners_have_none() {
        let runner = Runner {
            management_mode: ManagementMode::SelfManaged,
            ..runner("0 9 * * *")
        };
        let none = Calendars::default().of(&runner, Timestamp::UNIX_EPOCH);
        assert_eq!(none, (Maintenance::None, None));
    }
}
