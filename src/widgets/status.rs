//! Statuses as icon and word. What is shown is a function of the runner alone, for every combination of
//! its fields, so a row can never keep the icon of an older state.

use std::borrow::Cow;

use contract::{
    console::words,
    wire::{ConnectionStatus, InstallStatus},
};
use jiff::Timestamp;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::state::{facts::Facts, lifecycle::is_lost};

/// The colour of a status. Never says more than icon and word do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Ok,
    Busy,
    Warn,
    Bad,
    Off,
}

impl Tone {
    /// CSS class.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Ok => "tone-ok",
            Self::Busy => "tone-busy",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
            Self::Off => "tone-off",
        }
    }
}

/// A status as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Badge {
    pub(crate) tone: Tone,
    pub(crate) icon: Icon,
    pub(crate) word: Cow<'static, str>,
}

impl Badge {
    fn new(tone: Tone, icon: Icon, word: impl Into<Cow<'static, str>>) -> Self {
        Self {
            tone,
            icon,
            word: word.into(),
        }
    }
}

/// Where the install stands (contract 7.1).
pub(crate) fn install(runner: &dyn Facts) -> Badge {
    let (tone, icon) = match runner.install() {
        _ if !runner.is_managed() => (Tone::Off, Icon::Minus),
        InstallStatus::Pending => (Tone::Busy, Icon::Clock),
        InstallStatus::Provisioning => (Tone::Busy, Icon::Busy),
        InstallStatus::Ready => (Tone::Ok, Icon::Check),
        InstallStatus::Failed => (Tone::Bad, Icon::Alert),
        InstallStatus::Deleting => (Tone::Off, Icon::Trash),
        InstallStatus::Unspecified | InstallStatus::Unknown(_) => (Tone::Busy, Icon::Question),
    };
    Badge::new(tone, icon, words::install(runner))
}

/// Whether heartbeats arrive (contract 7.2). Not being connected is a problem only for a READY runner.
pub(crate) fn connection(runner: &dyn Facts, heard_at: Option<Timestamp>, now: Timestamp) -> Badge {
    let (tone, icon) = match runner.connection() {
        ConnectionStatus::Connected => (Tone::Ok, Icon::Check),
        ConnectionStatus::Disconnected if is_lost(runner, heard_at, now) => {
            (Tone::Warn, Icon::Unplugged)
        }
        ConnectionStatus::Disconnected | ConnectionStatus::Unspecified => (Tone::Off, Icon::Minus),
        ConnectionStatus::Unknown(_) => (Tone::Off, Icon::Question),
    };
    Badge::new(tone, icon, words::connection(runner.connection()))
}

/// A status as icon and word.
#[component]
pub(crate) fn StatusBadge(#[prop(into)] badge: Signal<Badge>) -> impl IntoView {
    move || {
        let Badge { tone, icon, word } = badge.get();
        view! {
            <span class=format!("badge {}", tone.class())>
                <Glyph icon />
                {word}
            </span>
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use contract::wire::Runner;

    use super::*;

    #[test]
    fn every_install_status_looks_different() {
        let mut seen = HashSet::new();
        for status in InstallStatus::KNOWN {
            let runner = Runner {
                install_status: status.clone(),
                ..Runner::default()
            };
            let badge = install(&runner);
            assert_eq!(badge.word.to_uppercase(), status.word());
            assert!(
                seen.insert(format!("{:?}", badge.icon)),
                "{status:?} shares its icon"
            );
        }
    }

    #[test]
    fn disconnected_alarms_only_when_ready_and_late() {
        let now: Timestamp = "2026-11-23T14:00:00Z".parse().unwrap();
        let heartbeat = |text| Some(contract::wire::Timestamp::new(text));
        let mut runner = Runner {
            install_status: InstallStatus::Ready,
            connection_status: ConnectionStatus::Disconnected,
            last_heartbeat_at: heartbeat("2026-11-23T13:59:40Z"),
            ..Runner::default()
        };
        assert_eq!(connection(&runner, runner.heard_at(), now).tone, Tone::Off);
        runner.last_heartbeat_at = heartbeat("2026-11-23T13:58:00Z");
        assert_eq!(connection(&runner, runner.heard_at(), now).tone, Tone::Warn);
        runner.install_status = InstallStatus::Provisioning;
        assert_eq!(connection(&runner, runner.heard_at(), now).tone, Tone::Off);
        runner.connection_status = ConnectionStatus::Connected;
        assert_eq!(connection(&runner, runner.heard_at(), now).tone, Tone::Ok);
    }
}
