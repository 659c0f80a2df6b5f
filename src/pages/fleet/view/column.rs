//! The columns of the table, and the orders that they give.

use std::cmp::{Ordering, Reverse};

use contract::{
    console::{Maintenance, RunnerSummary},
    wire::{ConnectionStatus, InstallStatus},
};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(in crate::pages::fleet) enum Column {
    #[default]
    Runner,
    Install,
    Connection,
    Zone,
    Cluster,
    Channel,
    Revision,
    Update,
    Maintenance,
    Age,
}

impl Column {
    /// Every column, in order.
    pub(in crate::pages::fleet) const ALL: [Self; 10] = [
        Self::Runner,
        Self::Install,
        Self::Connection,
        Self::Zone,
        Self::Cluster,
        Self::Channel,
        Self::Revision,
        Self::Update,
        Self::Maintenance,
        Self::Age,
    ];

    /// Those that a card on a narrow screen shows.
    pub(in crate::pages::fleet) const CARD: [Self; 7] = [
        Self::Runner,
        Self::Install,
        Self::Connection,
        Self::Cluster,
        Self::Zone,
        Self::Channel,
        Self::Update,
    ];

    /// Its heading.
    pub(in crate::pages::fleet) fn name(self) -> &'static str {
        match self {
            Self::Runner => "Runner",
            Self::Install => "Install",
            Self::Connection => "Connection",
            Self::Zone => "Zone",
            Self::Cluster => "Cluster",
            Self::Channel => "Channel",
            Self::Revision => "Revision",
            Self::Update => "Update",
            Self::Maintenance => "Next window",
            Self::Age => "Age",
        }
    }

    /// Its key in the address.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Runner => "runner",
            Self::Install => "install",
            Self::Connection => "connection",
            Self::Zone => "zone",
            Self::Cluster => "cluster",
            Self::Channel => "channel",
            Self::Revision => "revision",
            Self::Update => "update",
            Self::Maintenance => "window",
            Self::Age => "age",
        }
    }

    /// Numbers stand at the right.
    pub(in crate::pages::fleet) fn is_number(self) -> bool {
        matches!(self, Self::Revision | Self::Age)
    }

    /// Narrowest width in pixels, and how it shares in what is left.
    pub(in crate::pages::fleet) fn width(self) -> (u32, u32) {
        match self {
            Self::Runner => (170, 6),
            Self::Install => (108, 0),
            Self::Connection => (172, 0),
            Self::Zone => (108, 1),
            Self::Cluster => (116, 3),
            Self::Channel | Self::Age => (66, 0),
            Self::Revision => (72, 0),
            Self::Update => (106, 0),
            Self::Maintenance => (88, 1),
        }
    }

    /// Where not all have room, the last of these goes first.
    const IMPORTANCE: [Self; 10] = [
        Self::Runner,
        Self::Install,
        Self::Connection,
        Self::Cluster,
        Self::Update,
        Self::Zone,
        Self::Revision,
        Self::Channel,
        Self::Age,
        Self::Maintenance,
    ];

    /// Width of the box to select with, in pixels.
    pub(in crate::pages::fleet) const SELECT: u32 = 40;

    /// The columns that have room in a width, in order.
    pub(in crate::pages::fleet) fn fitting(width: u32, hidden: impl Fn(Self) -> bool) -> Vec<Self> {
        let mut left = width.saturating_sub(Self::SELECT + Self::Runner.width().0);
        let mut fitting = vec![Self::Runner];
        for column in Self::IMPORTANCE.into_iter().skip(1) {
            if hidden(column) {
                continue;
            }
            let Some(rest) = left.checked_sub(column.width().0) else {
                break;
            };
            left = rest;
            fitting.push(column);
        }
        fitting.sort_unstable();
        fitting
    }

    /// Which of two runners comes first.
    pub(in crate::pages::fleet) fn order(self, a: &RunnerSummary, b: &RunnerSummary) -> Ordering {
        match self {
            Self::Runner => a.runner_id.cmp(&b.runner_id),
            Self::Install => install_rank(a).cmp(&install_rank(b)),
            Self::Connection => {
                let key = |runner: &RunnerSummary| {
                    (
                        connection_rank(&runner.connection_status),
                        runner.last_heartbeat_at,
                    )
                };
                key(a).cmp(&key(b))
            }
            Self::Zone => a
                .zone
                .to_ascii_lowercase()
                .cmp(&b.zone.to_ascii_lowercase()),
            Self::Cluster => a.cluster().cmp(b.cluster()),
            Self::Channel => {
                let key = |runner: &RunnerSummary| {
                    (
                        !runner.is_managed(),
                        runner.release_channel.effective().constant().to_owned(),
                    )
                };
                key(a).cmp(&key(b))
            }
            Self::Revision => {
                let key = |runner: &RunnerSummary| (runner.active_revision, runner.target_revision);
                key(a).cmp(&key(b))
            }
            Self::Update => {
                let key =
                    |runner: &RunnerSummary| (!runner.is_rolling_out(), !runner.update_available);
                key(a).cmp(&key(b))
            }
            Self::Maintenance => {
                maintenance_rank(a.maintenance).cmp(&maintenance_rank(b.maintenance))
            }
            Self::Age => Reverse(a.created_at).cmp(&Reverse(b.created_at)),
        }
    }
}

/// What wants attention comes first.
fn install_rank(runner: &RunnerSummary) -> u8 {
    match runner.install_status {
        _ if !runner.is_managed() => 7,
        InstallStatus::Failed => 0,
        InstallStatus::Pending => 1,
        InstallStatus::Provisioning => 2,
        InstallStatus::Unspecified => 3,
        InstallStatus::Unknown(_) => 4,
        InstallStatus::Deleting => 5,
        InstallStatus::Ready => 6,
    }
}

fn connection_rank(status: &ConnectionStatus) -> u8 {
    match status {
        ConnectionStatus::Disconnected => 0,
        ConnectionStatus::Unspecified => 1,
        ConnectionStatus::Unknown(_) => 2,
        ConnectionStatus::Connected => 3,
    }
}

/// What opens soonest comes first.
fn maintenance_rank(maintenance: Maintenance) -> (u8, i64) {
    match maintenance {
        Maintenance::Open(until) => (0, until.0),
        Maintenance::Next(at) => (1, at.0),
        Maintenance::AnyTime => (2, 0),
        Maintenance::Never => (3, 0),
        Maintenance::None => (4, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_important_column_goes_first() {
        let all = Column::fitting(2_000, |_| false);
        assert_eq!(all, Column::ALL);
        let some = Column::fitting(1_000, |_| false);
        assert!(
            some.len() < 10 && !some.contains(&Column::Maintenance),
            "{some:?}"
        );
        assert!(some.contains(&Column::Connection));
        assert_eq!(Column::fitting(0, |_| false), [Column::Runner]);
    }

    #[test]
    fn a_hidden_column_makes_room_for_another() {
        let least = Column::fitting(1_000, |_| false).len();
        let other = Column::fitting(1_000, |column| column == Column::Connection);
        assert!(!other.contains(&Column::Connection));
        assert!(other.len() >= least);
    }

    #[test]
    fn every_column_is_ranked_once() {
        let mut ranked = Column::IMPORTANCE;
        ranked.sort_unstable();
        assert_eq!(ranked, Column::ALL);
    }
}
