//! The state of a runner that rules look at.

use contract::condition::{HEARTBEAT_LAG, SLOW_INSTALL};
use contract::console::notify::When;
use contract::console::{Happening, HistoryEntry, Maintenance, Millis, RunnerSummary};
use contract::model::{ConnectionStatus, InstallStatus};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The state of a runner that rules look at. The default is one that is well.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Picture {
    failed_since: Option<Millis>,
    installing_since: Option<Millis>,
    /// READY, and no heartbeats arrive.
    silent_since: Option<Millis>,
    /// Its connection, while it is not READY.
    is_disconnected: bool,
    rolling_since: Option<Millis>,
    update_since: Option<Millis>,
    /// The end of a window in which the update could have begun.
    window_until: Option<Millis>,
    /// It is being torn down.
    is_leaving: bool,
}

impl Picture {
    /// Whether there is nothing to be said of it.
    pub(super) fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Since when a rule's condition holds.
    pub(super) fn holds(&self, when: When, now: Millis) -> Option<Millis> {
        if self.is_leaving {
            return None;
        }
        match when {
            When::NeedsAttention => {
                let silent = self.silent_since.filter(|_| self.rolling_since.is_none());
                let late = silent.and_then(|since| after(since, HEARTBEAT_LAG));
                let slow = self.installing_since;
                let slow = slow.and_then(|since| after(since, SLOW_INSTALL));
                [self.failed_since, late, slow].into_iter().flatten().min()
            }
            When::InstallFailed => self.failed_since,
            When::Silent { .. } => self.silent_since.filter(|_| self.rolling_since.is_none()),
            When::Installing { .. } => self.installing_since,
            When::RolloutStuck { .. } => self.rolling_since,
            When::UpdateWaiting => self
                .window_until
                .filter(|until| *until <= now && self.update_since.is_some()),
            When::RolloutDone | When::Changed | When::ShareEnding { .. } | When::Blind => None,
        }
    }

    /// Moves on with what happened.
    pub(super) fn follow(&mut self, entry: &HistoryEntry) {
        let at = entry.at;
        match &entry.what {
            Happening::FirstSeen { status } => self.install(status, at),
            Happening::Created { .. } => {
                *self = Self {
                    installing_since: Some(at),
                    is_disconnected: true,
                    ..Self::default()
                };
            }
            Happening::Install { to, .. } => self.install(to, at),
            Happening::ConnectionLost { heard_at } => self.lost(heard_at.unwrap_or(at).min(at)),
            Happening::ConnectionGained { .. } => {
                self.is_disconnected = false;
                self.silent_since = None;
            }
            Happening::RolloutStarted { .. } => self.rolling_since = Some(at),
            Happening::RolloutDone { .. } => {
                self.rolled(at);
                (self.update_since, self.window_until) = (None, None);
            }
            Happening::UpdateAvailable => self.update_since = Some(at),
            Happening::DeleteRequested { .. } => self.is_leaving = true,
            Happening::Deleted => *self = Self::default(),
            _ => {}
        }
    }

    /// Sets right what differs from how the runner is: what nobody saw happen is so since it last changed. If that was
    /// before the last look, which did not find it so, the time says nothing of it, and it is so from now on.
    pub(super) fn correct(&mut self, runner: &RunnerSummary, last_look: Millis, now: Millis) {
        if !runner.is_managed() {
            *self = Self::default();
            return;
        }
        let changed_at = runner.updated_at.filter(|at| (last_look..now).contains(at));
        let changed_at = changed_at.unwrap_or(now);
        self.install(&runner.install_status, changed_at);
        self.is_leaving = runner.install_status == InstallStatus::Deleting;
        match runner.connection_status {
            ConnectionStatus::Connected => {
                self.is_disconnected = false;
                self.silent_since = None;
            }
            _ if !self.is_disconnected => {
                self.lost(runner.last_heartbeat_at.unwrap_or(changed_at).min(now));
            }
            _ => {}
        }
        match (runner.is_rolling_out(), self.rolling_since) {
            (true, None) => self.rolling_since = Some(changed_at),
            (false, Some(_)) => self.rolled(now),
            _ => {}
        }
        if !runner.update_available {
            (self.update_since, self.window_until) = (None, None);
            return;
        }
        self.update_since.get_or_insert(now);
        if let Maintenance::Open(until) = runner.maintenance {
            self.window_until.get_or_insert(until);
        }
    }

    fn install(&mut self, status: &InstallStatus, at: Millis) {
        match status {
            InstallStatus::Failed => {
                self.failed_since.get_or_insert(at);
                (self.installing_since, self.silent_since) = (None, None);
            }
            InstallStatus::Ready => {
                (self.failed_since, self.installing_since) = (None, None);
                if self.is_disconnected {
                    self.silent_since.get_or_insert(at);
                }
            }
            InstallStatus::Deleting => self.is_leaving = true,
            InstallStatus::Pending
            | InstallStatus::Provisioning
            | InstallStatus::Unspecified
            | InstallStatus::Unknown(_) => {
                self.installing_since.get_or_insert(at);
                (self.failed_since, self.silent_since) = (None, None);
            }
        }
    }

    fn lost(&mut self, at: Millis) {
        self.is_disconnected = true;
        if self.failed_since.is_none() && self.installing_since.is_none() {
            self.silent_since.get_or_insert(at);
        }
    }

    /// Silence during a rollout is its own doing.
    fn rolled(&mut self, at: Millis) {
        self.rolling_since = None;
        self.silent_since = self.silent_since.map(|since| since.max(at));
    }
}

fn after(since: Millis, time: SignedDuration) -> Option<Millis> {
    let at = since.instant().checked_add(time).ok()?;
    Some(at.into())
}
