//! Where a runner is in its life, as far as pages care (contract 7).

use jiff::{SignedDuration, Timestamp};

use super::facts::Facts;
use crate::wire::{ConnectionStatus, InstallStatus};

/// The connection status may lag this much behind the truth (contract 7.2).
pub const HEARTBEAT_LAG: SignedDuration = SignedDuration::from_secs(30);
/// An install that takes longer is worth a warning (contract 7.1).
pub const SLOW_INSTALL: SignedDuration = SignedDuration::from_mins(3);
/// An install that takes longer is stuck (contract 7.1).
pub const STUCK_INSTALL: SignedDuration = SignedDuration::from_mins(30);

/// How long ago an instant was; what lies in the future is now, since clocks differ.
pub fn since(instant: Timestamp, now: Timestamp) -> SignedDuration {
    now.duration_since(instant).max(SignedDuration::ZERO)
}

/// The install is under way. An unknown status counts as that (contract 7.1).
pub fn is_installing(runner: &dyn Facts) -> bool {
    match runner.install() {
        InstallStatus::Unspecified | InstallStatus::Unknown(_) => runner.is_managed(),
        InstallStatus::Pending | InstallStatus::Provisioning => true,
        InstallStatus::Ready | InstallStatus::Failed | InstallStatus::Deleting => false,
    }
}

/// The install takes longer than is usual, by the time since the runner last changed (contract 7.1).
pub fn is_slow(runner: &dyn Facts, now: Timestamp) -> bool {
    let changed = runner.changed_at();
    is_installing(runner) && changed.is_some_and(|at| since(at, now) > SLOW_INSTALL)
}

/// READY but no heartbeat, for longer than the status may lag (contract 7.2).
pub fn is_lost(runner: &dyn Facts, heard_at: Option<Timestamp>, now: Timestamp) -> bool {
    *runner.install() == InstallStatus::Ready
        && *runner.connection() == ConnectionStatus::Disconnected
        && heard_at
            .or_else(|| runner.changed_at())
            .is_none_or(|at| since(at, now) > HEARTBEAT_LAG)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{self, Runner};

    fn now() -> Timestamp {
        "2026-11-23T14:00:00Z".parse().unwrap()
    }

    fn runner(install: InstallStatus, connection: ConnectionStatus, touched: &str) -> Runner {
        Runner {
            install_status: install,
            connection_status: connection,
            updated_at: Some(wire::Timestamp::new(touched)),
            ..Runner::default()
        }
    }

    #[test]
    fn a_fresh_runner_is_not_lost_yet() {
        let fresh = runner(
            InstallStatus::Ready,
            ConnectionStatus::Disconnected,
            "2026-11-23T13:59:50Z",
        );
        assert!(!is_lost(&fresh, None, now()));
        let lost = runner(
            InstallStatus::Ready,
            ConnectionStatus::Disconnected,
            "2026-11-23T13:00:00Z",
        );
        assert!(is_lost(&lost, None, now()));
        let heard = now() - SignedDuration::from_secs(12);
        assert!(!is_lost(&lost, Some(heard), now()));
    }

    #[test]
    fn an_install_is_slow_after_three_minutes() {
        let at = |text| {
            runner(
                InstallStatus::Provisioning,
                ConnectionStatus::Disconnected,
                text,
            )
        };
        assert!(!is_slow(&at("2026-11-23T13:58:00Z"), now()));
        assert!(is_slow(&at("2026-11-23T13:56:00Z"), now()));
    }

    #[test]
    fn unknown_statuses_count_as_under_way() {
        let unknown = InstallStatus::Unknown("RUNNER_INSTALL_STATUS_HIBERNATING".into());
        assert!(is_installing(&runner(
            unknown,
            ConnectionStatus::Unspecified,
            ""
        )));
    }

    #[test]
    fn the_future_is_now() {
        assert_eq!(
            since(now() + SignedDuration::from_secs(5), now()),
            SignedDuration::ZERO
        );
    }
}
