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
    let plain = |kind, tone, icon, what: &str| Told {
        kind,
        tone,
        icon,
        what: what.to_owned(),
        more: Vec::new(),
        mask: Vec::new(),
    };
    let of_link = |by: &str, did: &str, title: &str| {
        let what = format!("{by} {did} the link “{title}”");
        plain(Kind::Change, Tone::Off, Icon::Link, &what)
    };
    match &entry.what {
        Happening::FirstSeen { status } => Told {
            more: vec!["It existed before this gateway started watching.".to_owned()],
            ..plain(
                Kind::Watch,
                Tone::Off,
                Icon::Info,
                &format!(
                    "First seen, {}",
                    status::install_word(status).to_lowercase()
                ),
            )
        },
        Happening::Created { by: None } => plain(Kind::Install, Tone::Busy, Icon::Plus, "Created"),
        Happening::Created { by: Some(by) } => plain(
            Kind::Install,
            Tone::Busy,
            Icon::Plus,
            &format!("{} created it", person(by)),
        ),
        Happening::Install {
            from,
            to,
            reason,
            message,
            hints,
        } => {
            let (tone, icon) = match to {
                InstallStatus::Ready => (Tone::Ok, Icon::Check),
                InstallStatus::Failed => (Tone::Bad, Icon::Alert),
                InstallStatus::Deleting => (Tone::Off, Icon::Trash),
                _ => (Tone::Busy, Icon::Busy),
            };
            let what = match to {
                InstallStatus::Failed => "Install failed".to_owned(),
                to => status::install_word(to).into_owned(),
            };
            let mut more = Vec::new();
            if *to == InstallStatus::Failed {
                let reason = word::reason(&InstallErrorReason::parse(reason));
                more.push(format!("{reason}: {message}"));
                more.extend(hints.iter().cloned());
            } else if *from != InstallStatus::Unspecified {
                more.push(format!(
                    "Previously {}.",
                    status::install_word(from).to_lowercase()
                ));
            }
            Told {
                more,
                ..plain(Kind::Install, tone, icon, &what)
            }
        }
        Happening::ConnectionLost { .. } => plain(
            Kind::Connection,
            Tone::Warn,
            Icon::Unplugged,
            "Connection lost",
        ),
        Happening::ConnectionGained { after_seconds } => Told {
            more: after_seconds
                .map(|seconds| format!("After {} without heartbeats.", age::exact(seconds)))
                .into_iter()
                .collect(),
            ..plain(Kind::Connection, Tone::Ok, Icon::Check, "Connected")
        },
        Happening::RolloutStarted { active, target } => plain(
            Kind::Rollout,
            Tone::Busy,
            Icon::Busy,
            &match active {
                0 => format!("Rollout of revision {target} started"),
                active => format!("Rollout started: revision {active} → {target}"),
            },
        ),
        Happening::RolloutDone {
            revision,
            after_seconds,
        } => Told {
            more: after_seconds
                .map(|seconds| format!("It took {}.", age::exact(seconds)))
                .into_iter()
                .collect(),
            ..plain(
                Kind::Rollout,
                Tone::Ok,
                Icon::Check,
                &format!("Revision {revision} runs"),
            )
        },
        Happening::UpdateAvailable => plain(
            Kind::Rollout,
            Tone::Busy,
            Icon::Up,
            "A newer version is available on its channel",
        ),
        Happening::Edited { by, mask, .. } => Told {
            mask: mask.clone(),
            ..plain(
                Kind::Change,
                Tone::Off,
                Icon::Gear,
                &format!("{} changed it", person(by)),
            )
        },
        Happening::Changed { mask } => Told {
            mask: mask.clone(),
            ..plain(
                Kind::Change,
                Tone::Off,
                Icon::Gear,
                "Changed outside this console",
            )
        },
        Happening::Detached { profiles } => Told {
            more: vec!["The list of profiles was replaced as a whole.".to_owned()],
            ..plain(
                Kind::Change,
                Tone::Warn,
                Icon::Minus,
                &match profiles.as_slice() {
                    [one] => format!("Profile {} is no longer bound", name(one)),
                    all => format!("{} profiles are no longer bound", all.len()),
                },
            )
        },
        Happening::UpgradeRequested { by } => plain(
            Kind::Rollout,
            Tone::Busy,
            Icon::Up,
            &format!("{} applied the update", person(by)),
        ),
        Happening::DeleteRequested { by } => plain(
            Kind::Change,
            Tone::Off,
            Icon::Trash,
            &format!("{} deleted it", person(by)),
        ),
        Happening::Shared { by, title } => of_link(&person(by), "made", title),
        Happening::ShareChanged { by, title } => of_link(&person(by), "changed", title),
        Happening::ShareRevoked { by, title } => of_link(&person(by), "revoked", title),
        Happening::ShareOpened { title } => plain(
            Kind::Change,
            Tone::Off,
            Icon::Link,
            &format!("The link “{title}” was opened"),
        ),
        Happening::Deleted => plain(Kind::Change, Tone::Off, Icon::Trash, "Deleted"),
        Happening::Unwatched { since } => Told {
            more: vec![format!(
                "For {}. What happened in that time is unknown.",
                age::exact((entry.at.0 - since.0) / 1000)
            )],
            ..plain(
                Kind::Watch,
                Tone::Off,
                Icon::Question,
                "Not watched until then",
            )
        },
        Happening::Simulated => Told {
            more: vec![
                "It shows what a history looks like. What follows happened in this demo."
                    .to_owned(),
            ],
            ..plain(
                Kind::Watch,
                Tone::Off,
                Icon::Info,
                "Everything before this is simulated",
            )
        },
        _ => plain(
            Kind::Change,
            Tone::Off,
            Icon::Question,
            "Something this version of the page does not know",
        ),
    }
}
