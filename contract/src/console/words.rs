//! Statuses and channels in the words that tables show and filters compare.

use std::borrow::Cow;

use super::facts::Facts;
use crate::wire::{ConnectionStatus, InstallStatus, ReleaseChannel};

/// Where the install stands (contract 7.1).
pub fn install(runner: &dyn Facts) -> Cow<'static, str> {
    if !runner.is_managed() {
        return "Not managed".into();
    }
    match runner.install() {
        InstallStatus::Pending => "Pending".into(),
        InstallStatus::Provisioning => "Provisioning".into(),
        InstallStatus::Ready => "Ready".into(),
        InstallStatus::Failed => "Failed".into(),
        InstallStatus::Deleting => "Deleting".into(),
        InstallStatus::Unspecified => "No status yet".into(),
        unknown @ InstallStatus::Unknown(_) => unknown.word().to_owned().into(),
    }
}

/// Whether heartbeats arrive (contract 7.2).
pub fn connection(status: &ConnectionStatus) -> Cow<'static, str> {
    match status {
        ConnectionStatus::Connected => "Connected".into(),
        ConnectionStatus::Disconnected => "Disconnected".into(),
        ConnectionStatus::Unspecified => "Not connected".into(),
        unknown @ ConnectionStatus::Unknown(_) => unknown.word().to_owned().into(),
    }
}

/// The channel in force (contract 1.3).
pub fn channel(channel: &ReleaseChannel) -> Cow<'static, str> {
    match channel.effective() {
        ReleaseChannel::Unspecified | ReleaseChannel::Stable => "Stable".into(),
        ReleaseChannel::Rapid => "Rapid".into(),
        ReleaseChannel::Unknown(text) => text.into(),
    }
}
