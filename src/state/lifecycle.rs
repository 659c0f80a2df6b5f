//! Where a runner is in its life, as far as pages and polling care (contract 7).

use contract::wire::{ConnectionStatus, InstallStatus, Runner};
use jiff::{SignedDuration, Timestamp};

/// The connection status may lag this much behind the truth (contract 7.2).
pub(crate) const HEARTBEAT_LAG: SignedDuration = SignedDuration::from_secs(30);
/// An install that takes longer is worth a warning (contract 7.1).
pub(crate) const SLOW_INSTALL: SignedDuration = SignedDuration::from_mins(3);
/// An install that takes longer is stuck (contract 7.1).
pub(crate) const STUCK_INSTALL: SignedDuration = SignedDuration::from_mins(30);

/// How long ago an instant was; what lies in the future is now, since clocks differ.
pub(crate) fn since(instant: Timestamp, now: Timestamp) -> SignedDuration {
    now.duration_since(instant).max(SignedDuration::ZERO)
}

/// The install is under way. An unknown status counts as that (contract 7.1).
pub(crate) fn is_installing(runner: &Runner) -> bool {
    match runner.install_status {
        InstallStatus::Unspecified | InstallStatus::Unknown(_) => runner.is_managed(),
        InstallStatus::Pending | InstallStatus::Provisioning => true,
        InstallStatus::Ready | InstallStatus::Failed | InstallStatus::Deleting => false,
    }
}

/// A change is under way that the person may be waiting for, so it is worth asking often.
pub(crate) fn is_changing(runner: &Runner, now: Timestamp) -> bool {
    let recent = |limit| {
        let touched = runner
            .updated_at
            .as_ref()
            .and_then(contract::wire::Timestamp::instant);
        touched.is_some_and(|at| since(at, now) < limit)
    };
    is_installing(runner)
        || runner.is_rolling_out()
        || runner.install_status == InstallStatus::Deleting
        || (runner.install_status == InstallStatus::Ready
            && runner.connection_status != ConnectionStatus::Connected
            && recent(SLOW_INSTALL))
}

/// READY but no heartbeat, for longer than the status may lag (contract 7.2).
pub(crate) fn is_lost(runner: &Runner, now: Timestamp) -> bool {
    let heard = runner
        .last_heartbeat_at
        .as_ref()
        .or(runner.updated_at.as_ref());
    runner.install_status == InstallStatus::Ready
        && runner.connection_status == ConnectionStatus::Disconnected
        && heard
            .and_then(contract::wire::Timestamp::instant)
            .is_none_or(|at| since(at, now) > HEARTBEAT_LAG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T14:00:00Z".parse().unwrap()
    }

    fn runner(install: InstallStatus, connection: ConnectionStatus, touched: &str) -> Runner {
        Runner {
            install_status: install,
            connection_status: connection,
            updated_at: Some(contract::wire::Timestamp::new(touched)),
            ..Runner::default()
        }
    }

    #[test]
    fn a_settled_runner_is_not_asked_often() {
        let ready = runner(
            InstallStatus::Ready,
            ConnectionStatus::Connected,
            "2026-11-23T13:59:59Z",
        );
        assert!(!is_changing(&ready, now()));
        let failed = runner(
            InstallStatus::Failed,
            ConnectionStatus::Disconnected,
            "2026-11-23T13:59:59Z",
        );
        assert!(!is_changing(&failed, now()));
    }

    #[test]
    fn a_fresh_runner_is_watched_until_it_connects() {
        let fresh = runner(
            InstallStatus::Ready,
            ConnectionStatus::Disconnected,
            "2026-11-23T13:59:50Z",
        );
        assert!(is_changing(&fresh, now()));
        assert!(!is_lost(&fresh, now()));
        let lost = runner(
            InstallStatus::Ready,
            ConnectionStatus::Disconnected,
            "2026-11-23T13:00:00Z",
        );
        assert!(!is_changing(&lost, now()));
        assert!(is_lost(&lost, now()));
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
