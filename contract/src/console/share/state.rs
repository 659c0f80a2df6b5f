//! How a runner is, in words for somebody who does not operate it.

use jiff::Timestamp;

use super::SharedRunner;
use crate::console::{
    facts::Facts,
    lifecycle::{STUCK_INSTALL, is_installing, is_lost, is_slow, since},
};
use crate::wire::{ConnectionStatus, InstallStatus};

/// How a runner is, worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SharedState {
    /// READY and CONNECTED (contract 7.2).
    Working,
    /// The install is under way, or the first heartbeats are awaited (contract 7.1).
    Installing,
    /// The same, for longer than is usual.
    Slow,
    /// It is being deleted.
    Leaving,
    /// No heartbeats: whether it works is not known.
    Unknown,
    /// The install failed, or is stuck.
    Attention,
}

impl SharedState {
    /// Of a runner, as it is known.
    pub fn of(runner: &SharedRunner, now: Timestamp) -> Self {
        let connected = runner.connection_status == ConnectionStatus::Connected;
        if !runner.is_managed() {
            return if connected {
                Self::Working
            } else {
                Self::Unknown
            };
        }
        match runner.install_status {
            InstallStatus::Failed => Self::Attention,
            InstallStatus::Deleting => Self::Leaving,
            InstallStatus::Ready if connected => Self::Working,
            InstallStatus::Ready if is_lost(runner, runner.heard_at(), now) => Self::Unknown,
            // Heartbeats were heard a moment ago: the status may lag (contract 7.2).
            InstallStatus::Ready if runner.heard_at.is_some() => Self::Working,
            InstallStatus::Ready => Self::Installing,
            _ if is_stuck(runner, now) => Self::Attention,
            _ if is_slow(runner, now) => Self::Slow,
            _ => Self::Installing,
        }
    }

    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Working => "Working",
            Self::Installing => "Being installed",
            Self::Slow => "Being installed, longer than usual",
            Self::Leaving => "Being removed",
            Self::Unknown => "Status unknown",
            Self::Attention => "Needs attention",
        }
    }
}

fn is_stuck(runner: &SharedRunner, now: Timestamp) -> bool {
    let changed = runner.changed_at();
    is_installing(runner) && changed.is_some_and(|at| since(at, now) > STUCK_INSTALL)
}

/// How all runners of a page are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overall {
    /// The state that is worth telling: the worst.
    pub worst: Option<SharedState>,
    /// How many are in it.
    pub count: usize,
    /// How many there are.
    pub total: usize,
}

impl Overall {
    /// Of several runners.
    pub fn of(states: impl IntoIterator<Item = SharedState>) -> Self {
        let states: Vec<_> = states.into_iter().collect();
        let worst = states.iter().max().copied();
        Self {
            worst,
            count: states.iter().filter(|state| Some(**state) == worst).count(),
            total: states.len(),
        }
    }

    /// In one sentence.
    pub fn sentence(self) -> String {
        let Self {
            worst,
            count,
            total,
        } = self;
        let Some(worst) = worst else {
            return "There are no runners here now".to_owned();
        };
        let one = count == 1;
        let what = match worst {
            SharedState::Working if one => "is working",
            SharedState::Working => "are working",
            SharedState::Installing if one => "is being installed",
            SharedState::Installing => "are being installed",
            SharedState::Slow if one => "is being installed, longer than usual",
            SharedState::Slow => "are being installed, longer than usual",
            SharedState::Leaving if one => "is being removed",
            SharedState::Leaving => "are being removed",
            SharedState::Unknown if one => "has an unknown status",
            SharedState::Unknown => "have an unknown status",
            SharedState::Attention if one => "needs attention",
            SharedState::Attention => "need attention",
        };
        match (count, total) {
            (1, 1) => format!("The runner {what}"),
            (count, total) if count == total => format!("All {total} runners {what}"),
            (count, total) => format!("{count} of {total} runners {what}"),
        }
    }

    /// In one word, as a badge shows it.
    pub fn word(self) -> &'static str {
        match self.worst {
            None => "none",
            Some(SharedState::Working) => "working",
            Some(SharedState::Installing | SharedState::Slow) => "installing",
            Some(SharedState::Leaving) => "leaving",
            Some(SharedState::Unknown) => "unknown",
            Some(SharedState::Attention) => "attention",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Millis;
    use crate::wire::ManagementMode;

    fn now() -> Timestamp {
        "2026-11-23T14:00:00Z".parse().unwrap()
    }

    fn runner(install: InstallStatus, connected: bool, heard: Option<i64>) -> SharedRunner {
        let ago = |seconds: i64| Millis(now().as_millisecond() - seconds * 1000);
        SharedRunner {
            install_status: install,
            connection_status: if connected {
                ConnectionStatus::Connected
            } else {
                ConnectionStatus::Disconnected
            },
            heard_at: heard.map(ago),
            changed_at: Some(ago(10)),
            ..SharedRunner::default()
        }
    }

    #[test]
    fn a_runner_is_working_only_while_it_is_heard_of() {
        let of =
            |install, connected, heard| SharedState::of(&runner(install, connected, heard), now());
        assert_eq!(
            of(InstallStatus::Ready, true, Some(3)),
            SharedState::Working
        );
        assert_eq!(
            of(InstallStatus::Ready, false, Some(20)),
            SharedState::Working
        );
        assert_eq!(
            of(InstallStatus::Ready, false, Some(40)),
            SharedState::Unknown
        );
        assert_eq!(
            of(InstallStatus::Ready, false, None),
            SharedState::Installing
        );
        assert_eq!(
            of(InstallStatus::Failed, true, Some(3)),
            SharedState::Attention
        );
        assert_eq!(
            of(InstallStatus::Deleting, true, Some(3)),
            SharedState::Leaving
        );
        let odd = InstallStatus::Unknown("RUNNER_INSTALL_STATUS_HIBERNATING".into());
        assert_eq!(of(odd, true, Some(3)), SharedState::Installing);
    }

    #[test]
    fn an_install_that_takes_long_is_told() {
        let of = |minutes: i64| {
            let mut runner = runner(InstallStatus::Provisioning, false, None);
            runner.changed_at = Some(Millis(now().as_millisecond() - minutes * 60_000));
            SharedState::of(&runner, now())
        };
        assert_eq!(of(2), SharedState::Installing);
        assert_eq!(of(4), SharedState::Slow);
        assert_eq!(of(31), SharedState::Attention);
    }

    #[test]
    fn what_nobody_manages_here_goes_by_its_heartbeats() {
        let mut theirs = runner(InstallStatus::Unspecified, true, Some(3));
        theirs.management_mode = ManagementMode::SelfManaged;
        assert_eq!(SharedState::of(&theirs, now()), SharedState::Working);
        theirs.connection_status = ConnectionStatus::Disconnected;
        assert_eq!(SharedState::of(&theirs, now()), SharedState::Unknown);
    }

    #[test]
    fn the_worst_is_told() {
        use SharedState::{Attention, Unknown, Working};
        let told = |states: &[SharedState]| Overall::of(states.iter().copied()).sentence();
        assert_eq!(told(&[]), "There are no runners here now");
        assert_eq!(told(&[Working]), "The runner is working");
        assert_eq!(told(&[Working; 3]), "All 3 runners are working");
        assert_eq!(
            told(&[Working, Attention, Unknown]),
            "1 of 3 runners needs attention"
        );
        assert_eq!(
            told(&[Unknown, Working, Unknown]),
            "2 of 3 runners have an unknown status"
        );
    }
}
