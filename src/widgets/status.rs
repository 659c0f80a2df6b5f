//! Statuses as icon and word. What is shown is a function of the runner alone, for every combination of
//! its fields, so a row can never keep the icon of an older state.

use std::borrow::Cow;

pub(crate) use contract::condition::Tone;
use contract::{
    condition::{self, Condition, facts::Facts},
    model::{ConnectionStatus, InstallStatus},
};
use jiff::Timestamp;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// How a tone looks.
pub(crate) trait ToneClass {
    /// CSS class.
    fn class(self) -> &'static str;
}

impl ToneClass for Tone {
    fn class(self) -> &'static str {
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
    let icon = match runner.install() {
        _ if !runner.is_managed() => Icon::Minus,
        InstallStatus::Pending => Icon::Clock,
        InstallStatus::Provisioning => Icon::Busy,
        InstallStatus::Ready => Icon::Check,
        InstallStatus::Failed => Icon::Alert,
        InstallStatus::Deleting => Icon::Trash,
        InstallStatus::Unspecified | InstallStatus::Unknown(_) => Icon::Question,
    };
    Badge::new(
        condition::status::install_tone(runner),
        icon,
        condition::status::install(runner),
    )
}

/// Whether heartbeats arrive (contract 7.2). Not being connected is a problem only for a READY runner.
pub(crate) fn connection(runner: &dyn Facts, heard_at: Option<Timestamp>, now: Timestamp) -> Badge {
    let status = runner.connection();
    let tone = condition::status::connection_tone(status, Condition::heard(runner, heard_at, now));
    let icon = match status {
        ConnectionStatus::Connected => Icon::Check,
        ConnectionStatus::Disconnected if tone == Tone::Warn => Icon::Unplugged,
        ConnectionStatus::Disconnected | ConnectionStatus::Unspecified => Icon::Minus,
        ConnectionStatus::Unknown(_) => Icon::Question,
    };
    Badge::new(tone, icon, condition::status::connection(status))
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

    use contract::model::Runner;

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
        let heartbeat = |text| Some(contract::model::Timestamp::new(text));
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
