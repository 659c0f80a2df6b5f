//! The groups in the strip above the fleet: its state at a glance.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Condition, Tone};
use crate::console::RunnerSummary;

/// A group of runners. Groups overlap: what is disconnected also needs attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Group {
    /// READY and CONNECTED.
    Healthy,
    /// Somebody should look.
    Attention,
    /// The install failed.
    Failed,
    /// READY, but no heartbeats.
    Disconnected,
    /// The install is in progress.
    Installing,
    /// A newer version is available.
    Updates,
}

impl Group {
    /// Every group, in the order of the strip.
    pub const ALL: [Self; 6] = [
        Self::Healthy,
        Self::Attention,
        Self::Failed,
        Self::Disconnected,
        Self::Installing,
        Self::Updates,
    ];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Healthy => "Healthy",
            Self::Attention => "Needs attention",
            Self::Failed => "Failed",
            Self::Disconnected => "Connection lost",
            Self::Installing => "Installing",
            Self::Updates => "Updates waiting",
        }
    }

    /// Which runners it holds, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Healthy => "Ready and connected",
            Self::Attention => "Failed, ready without heartbeats, or installing for over 3 minutes",
            Self::Failed => "The install failed",
            Self::Disconnected => "Ready, but no heartbeat for over 30 seconds",
            Self::Installing => "Pending or provisioning",
            Self::Updates => "A newer version is available on the runner's channel",
        }
    }

    /// Its key in the address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Attention => "attention",
            Self::Failed => "failed",
            Self::Disconnected => "disconnected",
            Self::Installing => "installing",
            Self::Updates => "updates",
        }
    }

    /// Its colour while it holds any.
    pub fn tone(self) -> Option<Tone> {
        match self {
            Self::Healthy => Some(Tone::Ok),
            Self::Attention | Self::Failed => Some(Tone::Bad),
            Self::Disconnected => Some(Tone::Warn),
            Self::Installing => Some(Tone::Busy),
            Self::Updates => None,
        }
    }

    /// Whether a runner belongs to it.
    pub fn holds(self, runner: &RunnerSummary, now: Timestamp) -> bool {
        match self {
            Self::Updates => runner.update_available,
            group => Condition::of(runner, now).is_in(group),
        }
    }
}
