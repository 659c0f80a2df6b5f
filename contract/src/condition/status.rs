//! The two statuses of a runner as tables show them: word, tone, and an order that puts first what needs attention.

use std::borrow::Cow;

use super::{Condition, Tone, facts::Facts};
use crate::model::{ConnectionStatus, InstallStatus};

/// Where the install stands (contract 7.1): its tone and its place in order.
fn install_row(runner: &dyn Facts) -> (Tone, u8) {
    match runner.install() {
        _ if !runner.is_managed() => (Tone::Off, 7),
        InstallStatus::Failed => (Tone::Bad, 0),
        InstallStatus::Pending => (Tone::Busy, 1),
        InstallStatus::Provisioning => (Tone::Busy, 2),
        InstallStatus::Unspecified => (Tone::Busy, 3),
        InstallStatus::Unknown(_) => (Tone::Busy, 4),
        InstallStatus::Deleting => (Tone::Off, 5),
        InstallStatus::Ready => (Tone::Ok, 6),
    }
}

/// The install status, in a word.
pub fn install(runner: &dyn Facts) -> Cow<'static, str> {
    if runner.is_managed() {
        install_word(runner.install())
    } else {
        "Not managed".into()
    }
}

/// An install status in a word.
pub fn install_word(status: &InstallStatus) -> Cow<'static, str> {
    match status {
        InstallStatus::Pending => "Pending".into(),
        InstallStatus::Provisioning => "Provisioning".into(),
        InstallStatus::Ready => "Ready".into(),
        InstallStatus::Failed => "Failed".into(),
        InstallStatus::Deleting => "Deleting".into(),
        InstallStatus::Unspecified => "No status yet".into(),
        unknown @ InstallStatus::Unknown(_) => unknown.word().to_owned().into(),
    }
}

/// The tone of the install status.
pub fn install_tone(runner: &dyn Facts) -> Tone {
    install_row(runner).0
}

/// The place of the install status in order.
pub fn install_rank(runner: &dyn Facts) -> u8 {
    install_row(runner).1
}

/// Whether heartbeats arrive (contract 7.2), in a word.
pub fn connection(status: &ConnectionStatus) -> Cow<'static, str> {
    match status {
        ConnectionStatus::Connected => "Connected".into(),
        ConnectionStatus::Disconnected => "Disconnected".into(),
        ConnectionStatus::Unspecified => "Not connected".into(),
        unknown @ ConnectionStatus::Unknown(_) => unknown.word().to_owned().into(),
    }
}

/// The tone of the connection status: no heartbeats are a problem only for a runner that is READY.
pub fn connection_tone(status: &ConnectionStatus, condition: Condition) -> Tone {
    match (status, condition) {
        (ConnectionStatus::Connected, _) => Tone::Ok,
        (_, Condition::Lost) => Tone::Warn,
        _ => Tone::Off,
    }
}

/// The place of the connection status in order.
pub fn connection_rank(status: &ConnectionStatus) -> u8 {
    match status {
        ConnectionStatus::Disconnected => 0,
        ConnectionStatus::Unspecified => 1,
        ConnectionStatus::Unknown(_) => 2,
        ConnectionStatus::Connected => 3,
    }
}
