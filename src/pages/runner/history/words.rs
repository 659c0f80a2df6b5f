//! What happened, in words.

use contract::{
    condition::status,
    console::{Happening, HistoryEntry},
    model::{InstallErrorReason, InstallStatus},
};

use crate::{
    format::{age, word},
    widgets::{icon::Icon, status::Tone},
};

/// What an entry is about, to filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Install,
    Connection,
    Rollout,
    Change,
    Watch,
}

impl Kind {
    /// Every kind, in the order in which it is offered.
    pub(super) const ALL: [Self; 5] = [
        Self::Install,
        Self::Connection,
        Self::Rollout,
        Self::Change,
        Self::Watch,
    ];

    /// Its name on screen.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Install => "Install",
            Self::Connection => "Connection",
            Self::Rollout => "Rollouts",
            Self::Change => "Changes",
            Self::Watch => "Gaps",
        }
    }
}

/// An entry as it is shown.
pub(super) struct Told {
    pub(super) kind: Kind,
    pub(super) tone: Tone,
    pub(super) icon: Icon,
    pub(super) what: String,
    /// What is known beside it, in a line each.
    pub(super) more: Vec<String>,
    /// Mask paths that it concerns.
    pub(super) mask: Vec<String>,
}

/// Puts an entry into words; `me` is the principal at the screen, who is called "you", and `name` calls a
/// profile by its name.
pub(super) fn told(entry: &HistoryEntry, me: &str, name: impl Fn(&str) -> String) -> Told {
    let person = |by: &str| {
        if by == me {
            "You".to_owned()
        } else {
            by.to_owned()
        }
    };
    let (kind, tone, icon) = look(&entry.what);
    Told {
        kind,
        tone,
        icon,
        what: entry.what.headline(person, name),
        more: more(entry),
        mask: match &entry.what {
            Happening::Edited { mask, .. } | Happening::Changed { mask } => mask.clone(),
            _ => Vec::new(),
        },
    }
}

fn look(what: &Happening) -> (Kind, Tone, Icon) {
    match what {
        Happening::FirstSeen { .. } | Happening::Simulated => (Kind::Watch, Tone::Off, Icon::Info),
        Happening::Unwatched { .. } => (Kind::Watch, Tone::Off, Icon::Question),
        Happening::Created { .. } => (Kind::Install, Tone::Busy, Icon::Plus),
        Happening::Install { to, .. } => {
            let (tone, icon) = match to {
                InstallStatus::Ready => (Tone::Ok, Icon::Check),
                InstallStatus::Failed => (Tone::Bad, Icon::Alert),
                InstallStatus::Deleting => (Tone::Off, Icon::Trash),
                _ => (Tone::Busy, Icon::Busy),
            };
            (Kind::Install, tone, icon)
        }
        Happening::ConnectionLost { .. } => (Kind::Connection, Tone::Warn, Icon::Unplugged),
        Happening::ConnectionGained { .. } => (Kind::Connection, Tone::Ok, Icon::Check),
        Happening::RolloutStarted { .. } => (Kind::Rollout, Tone::Busy, Icon::Busy),
        Happening::RolloutDone { .. } => (Kind::Rollout, Tone::Ok, Icon::Check),
        Happening::UpdateAvailable | Happening::UpgradeRequested { .. } => {
            (Kind::Rollout, Tone::Busy, Icon::Up)
        }
        Happening::Edited { .. } | Happening::Changed { .. } => {
            (Kind::Change, Tone::Off, Icon::Gear)
        }
        Happening::Detached { .. } => (Kind::Change, Tone::Warn, Icon::Minus),
        Happening::DeleteRequested { .. } | Happening::Deleted => {
            (Kind::Change, Tone::Off, Icon::Trash)
        }
        Happening::Shared { .. }
        | Happening::ShareChanged { .. }
        | Happening::ShareRevoked { .. }
        | Happening::ShareOpened { .. } => (Kind::Change, Tone::Off, Icon::Link),
        _ => (Kind::Change, Tone::Off, Icon::Question),
    }
}

/// What is known of it beside its headline.
fn more(entry: &HistoryEntry) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match &entry.what {
        Happening::FirstSeen { .. } => one("It existed before this gateway started watching."),
        Happening::Install {
            to: InstallStatus::Failed,
            reason,
            message,
            hints,
            ..
        } => {
            let reason = word::reason(&InstallErrorReason::parse(reason));
            let cause = format!("{reason}: {message}");
            std::iter::once(cause)
                .chain(hints.iter().cloned())
                .collect()
        }
        Happening::Install { from, .. } if *from != InstallStatus::Unspecified => {
            let before = status::install_word(from).to_lowercase();
            vec![format!("Previously {before}.")]
        }
        Happening::ConnectionGained {
            after_seconds: Some(seconds),
        } => vec![format!(
            "After {} without heartbeats.",
            age::exact(*seconds)
        )],
        Happening::RolloutDone {
            after_seconds: Some(seconds),
            ..
        } => vec![format!("It took {}.", age::exact(*seconds))],
        Happening::Detached { .. } => one("The list of profiles was replaced as a whole."),
        Happening::Unwatched { since } => {
            let time = age::exact((entry.at.0 - since.0) / 1000);
            vec![format!(
                "For {time}. What happened in that time is unknown."
            )]
        }
        Happening::Simulated => {
            one("It shows what a history looks like. What follows happened in this demo.")
        }
        _ => Vec::new(),
    }
}
