//! How a runner is: one condition from its facts and the present (contract 7), and beside it, in one table,
//! what the console makes of each.
//!
//! "Needs attention" is one rule, [`Condition::needs_attention`]. A shared page differs on purpose: it is read by
//! people who cannot look further, so of the four conditions that need attention it names those two by what is
//! known of them whose meaning a teammate can use (no heartbeats: the status is unknown; an install that takes
//! long), and says "needs attention" of the other two.

pub mod facts;
mod group;
mod shared;
pub mod status;

use jiff::{SignedDuration, Timestamp};

use crate::model::{ConnectionStatus, InstallStatus};
use facts::Facts;
pub use group::Group;
pub use shared::{Overall, SharedState};

/// The connection status may lag this much behind the truth (contract 7.2).
pub const HEARTBEAT_LAG: SignedDuration = SignedDuration::from_secs(30);
/// An install that takes longer is worth a warning (contract 7.1).
pub const SLOW_INSTALL: SignedDuration = SignedDuration::from_mins(3);
/// An install that takes longer is stuck (contract 7.1).
const STUCK_INSTALL: SignedDuration = SignedDuration::from_mins(30);
/// A READY runner that was touched so recently is expected to connect soon (contract 7.1).
const EXPECTED_SOON: SignedDuration = SignedDuration::from_mins(3);

/// The state of a runner. Every runner is in exactly one condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Condition {
    /// The install failed.
    Failed,
    /// READY, but no heartbeat for longer than the status may lag.
    Lost,
    /// The install takes so long that something must be blocking it.
    Stuck,
    /// The install takes longer than is usual.
    Slow,
    /// The install is in progress. A status that is not known counts as that (contract 7.1).
    Installing,
    /// It is being torn down.
    Deleting,
    /// READY, not connected, and never heard from: it waits for the first heartbeats.
    Starting,
    /// READY and heard from a moment ago: its connection status may only be lagging.
    Lagging,
    /// READY and CONNECTED.
    Healthy,
    /// Self-managed (contract 1.1), and heartbeats arrive.
    SelfManaged,
    /// Self-managed, and no heartbeats arrive.
    SelfManagedSilent,
}

/// What a status means at a glance. Never says more than its word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// As it should be.
    Ok,
    /// Something is under way.
    Busy,
    /// Something may be wrong.
    Warn,
    /// Something is wrong.
    Bad,
    /// Nothing worth saying.
    Off,
}

/// What the console makes of a condition.
struct Row {
    tone: Tone,
    needs_attention: bool,
    group: Option<Group>,
    shared: SharedState,
}

impl Condition {
    /// Of a runner as its facts tell.
    pub fn of(runner: &dyn Facts, now: Timestamp) -> Self {
        Self::heard(runner, runner.heard_at(), now)
    }

    /// Of a runner whose last heartbeat may be newer than its facts.
    pub fn heard(runner: &dyn Facts, heard_at: Option<Timestamp>, now: Timestamp) -> Self {
        let connection = runner.connection();
        let is_connected = *connection == ConnectionStatus::Connected;
        if !runner.is_managed() {
            return if is_connected {
                Self::SelfManaged
            } else {
                Self::SelfManagedSilent
            };
        }
        match runner.install() {
            InstallStatus::Failed => Self::Failed,
            InstallStatus::Deleting => Self::Deleting,
            InstallStatus::Ready if is_connected => Self::Healthy,
            InstallStatus::Ready => {
                let sign = heard_at.or_else(|| runner.changed_at());
                let is_late = sign.is_none_or(|at| since(at, now) > HEARTBEAT_LAG);
                match heard_at {
                    _ if is_late && *connection == ConnectionStatus::Disconnected => Self::Lost,
                    Some(_) => Self::Lagging,
                    None => Self::Starting,
                }
            }
            InstallStatus::Pending
            | InstallStatus::Provisioning
            | InstallStatus::Unspecified
            | InstallStatus::Unknown(_) => match runner.changed_at().map(|at| since(at, now)) {
                Some(elapsed) if elapsed > STUCK_INSTALL => Self::Stuck,
                Some(elapsed) if elapsed > SLOW_INSTALL => Self::Slow,
                _ => Self::Installing,
            },
        }
    }

    fn row(self) -> Row {
        let row = |tone, needs_attention, group, shared| Row {
            tone,
            needs_attention,
            group,
            shared,
        };
        let installing = Some(Group::Installing);
        match self {
            Self::Failed => row(Tone::Bad, true, Some(Group::Failed), SharedState::Attention),
            Self::Lost => row(
                Tone::Warn,
                true,
                Some(Group::Disconnected),
                SharedState::Unknown,
            ),
            Self::Stuck => row(Tone::Busy, true, installing, SharedState::Attention),
            Self::Slow => row(Tone::Busy, true, installing, SharedState::Slow),
            Self::Installing => row(Tone::Busy, false, installing, SharedState::Installing),
            Self::Deleting => row(Tone::Off, false, None, SharedState::Leaving),
            Self::Starting => row(Tone::Ok, false, None, SharedState::Installing),
            Self::Lagging => row(Tone::Ok, false, None, SharedState::Working),
            Self::Healthy => row(Tone::Ok, false, Some(Group::Healthy), SharedState::Working),
            Self::SelfManaged => row(Tone::Off, false, None, SharedState::Working),
            Self::SelfManagedSilent => row(Tone::Off, false, None, SharedState::Unknown),
        }
    }

    /// The colour for everything said about the runner.
    pub fn tone(self) -> Tone {
        self.row().tone
    }

    /// Somebody should look at it.
    pub fn needs_attention(self) -> bool {
        self.row().needs_attention
    }

    /// How a shared page shows it.
    pub fn shared(self) -> SharedState {
        self.row().shared
    }

    /// Whether a group of the strip holds it. [`Group::Updates`] is no matter of conditions.
    fn is_in(self, group: Group) -> bool {
        let row = self.row();
        row.group == Some(group) || (group == Group::Attention && row.needs_attention)
    }
}

/// How long ago an instant was; zero if it is in the future, since clocks differ.
pub fn since(instant: Timestamp, now: Timestamp) -> SignedDuration {
    now.duration_since(instant).max(SignedDuration::ZERO)
}

/// Something is under way that a person may be waiting for (contract 4.7, 7): an install, a rollout, a deletion,
/// or the first heartbeats after one of them. Such runners are worth asking for often.
pub fn is_changing(runner: &dyn Facts, now: Timestamp) -> bool {
    match Condition::of(runner, now) {
        Condition::Installing | Condition::Slow | Condition::Stuck | Condition::Deleting => true,
        Condition::Failed | Condition::SelfManaged | Condition::SelfManagedSilent => false,
        Condition::Healthy => runner.rollout_in_progress(),
        Condition::Starting | Condition::Lagging | Condition::Lost => {
            let touched = runner.changed_at();
            runner.rollout_in_progress()
                || touched.is_some_and(|at| now.duration_since(at) < EXPECTED_SOON)
        }
    }
}

#[cfg(test)]
#[path = "condition/tests.rs"]
mod tests;
