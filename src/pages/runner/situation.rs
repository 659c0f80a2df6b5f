//! What goes on with the runner: since when, what is usual, and what to look at when it is not
//! (contract 7.1, 7.2, 7.5, 7.7, contract-v1 5). The page shows the situation that the runner is in; all others can be called up,
//! since what somebody sees of it, such as a sandbox that does not start, need not be in its status.

use contract::{
    condition::{Condition, since},
    model::{InstallStatus, Runner, Timestamp},
};
use leptos::prelude::*;

use super::{Live, heard_at};
use crate::{
    format::{age, unreadable},
    paths::{Route, Tab},
    state::clock::use_clock,
    widgets::{
        dialog::Dialog,
        icon::{Glyph, Icon},
    },
};

/// Since when the install status is what it is, as far as the API says.
fn began(runner: &Runner) -> Option<&Timestamp> {
    match runner.install_status {
        InstallStatus::Failed => runner.install_error.as_ref()?.occurred_at.as_ref(),
        InstallStatus::Pending | InstallStatus::Provisioning | InstallStatus::Deleting => {
            runner.updated_at.as_ref()
        }
        InstallStatus::Ready | InstallStatus::Unspecified | InstallStatus::Unknown(_) => None,
    }
}

/// `for 6 min`, where the API tells since when.
#[component]
pub(super) fn Since(runner: Live) -> impl IntoView {
    let clock = use_clock();
    let text = move || {
        let instant = runner.with(|runner| began(runner)?.instant())?;
        Some(format!("for {}", age::short(since(instant, clock.now()))))
    };
    view! { <span class="muted">{text}</span> }
}

/// Something that goes on, or that somebody sees of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Situation {
    Deleting,
    Installing,
    Slow,
    Stuck,
    Failed,
    /// READY, but not heard of for longer than the status may lag.
    Lost,
    /// READY and CONNECTED since a moment: sandboxes need some more.
    Fresh,
    NoSandbox,
    NoSuitableRunner,
    ProfileGone,
    OverrideGone,
    NotUpdated,
    NotDeleted,
    Pause,
}

/// Created minutes ago, connected, and changed within the half minute that a gateway may need before
/// sandboxes start (contract 7.2).
fn is_fresh(runner: &Runner, now: jiff::Timestamp) -> bool {
    let within = |at: &Option<Timestamp>, seconds| {
        let at = at.as_ref().and_then(Timestamp::instant);
        at.is_some_and(|at| since(at, now).as_secs() < seconds)
    };
    within(&runner.created_at, 600) && within(&runner.updated_at, 30)
}

impl Situation {
    /// What can be called up at any time, the most frequent first.
    const ASKED: [Self; 10] = [
        Self::NoSandbox,
        Self::NoSuitableRunner,
        Self::Slow,
        Self::Failed,
        Self::Lost,
        Self::ProfileGone,
        Self::OverrideGone,
        Self::NotUpdated,
        Self::NotDeleted,
        Self::Pause,
    ];

    /// The one that a runner is in, where there is something to explain.
    fn of(
        runner: &Runner,
        heard_at: Option<jiff::Timestamp>,
        now: jiff::Timestamp,
    ) -> Option<Self> {
        match Condition::heard(runner, heard_at, now) {
            Condition::Deleting => Some(Self::Deleting),
            Condition::Lost => Some(Self::Lost),
            Condition::Installing => Some(Self::Installing),
            Condition::Slow => Some(Self::Slow),
            Condition::Stuck => Some(Self::Stuck),
            Condition::Healthy if is_fresh(runner, now) => Some(Self::Fresh),
            // A failed install has a panel of its own.
            Condition::Failed
            | Condition::Healthy
            | Condition::Starting
            | Condition::Lagging
            | Condition::SelfManaged
            | Condition::SelfManagedSilent => None,
        }
    }

    /// Icon, title, explanation.
    fn explained(self) -> (Icon, &'static str, &'static str) {
        const CHECKS: &str = "This usually takes less than a minute. Check in this order: Is the cluster running? Does it have a schedulable node with room for the runner's pod? Do its nodes have a taint that the overrides do not tolerate, or lack a label that the overrides require?";
        match self {
            Self::Deleting => (
                Icon::Trash,
                "This runner is being deleted",
                "Sandboxes on it stop; its profiles stay. This page tells you when it is gone.",
            ),
            Self::Installing => (
                Icon::Busy,
                "The install is in progress",
                "It usually takes 20 to 60 seconds until the runner is ready and connected. This page updates by itself.",
            ),
            Self::Slow => (Icon::Clock, "The install takes longer than usual", CHECKS),
            Self::Stuck => (Icon::Clock, "The install seems to be stuck", CHECKS),
            Self::Failed => (
                Icon::Alert,
                "The install failed",
                "The top of this page shows the reason and what to do. If changing the runner helps, the change can be prepared there. Earlier failures and their hints are in the history.",
            ),
            Self::Lost => (
                Icon::Unplugged,
                "Ready, but no heartbeats arrive",
                "That is longer than the 30 seconds the status may lag behind. New sandboxes cannot be placed here. Check that the runner's pod is running and that its cluster lets it reach the gateway.",
            ),
            Self::Fresh => (
                Icon::Clock,
                "Ready; sandboxes can start in about half a minute",
                "If one does not start after that, see “Troubleshoot…”.",
            ),
            Self::NoSandbox => (
                Icon::Question,
                "A sandbox does not start, although the runner is ready",
                "A new runner needs about another half minute. After that: Is the sandbox's profile bound here? Does the sandbox ask for it by the name it is bound under? Does its token have SANDBOX_USER?",
            ),
            Self::NoSuitableRunner => (
                Icon::Question,
                "No suitable runner was found for a sandbox",
                "The request is larger than any bound profile allows: ask for less, bind a larger profile, or use another runner.",
            ),
            Self::ProfileGone => (
                Icon::Question,
                "A profile is no longer bound",
                "The list of bindings is replaced as a whole, so a change that named only some of them detached the others. The history shows who did it; bind the profile again under Edit.",
            ),
            Self::OverrideGone => (
                Icon::Question,
                "Overrides are gone after one of them was changed",
                "Overrides are replaced as a whole: a change that named only one of them cleared the others. \
                 Edits in this console keep them, and tell you what would be lost before anything is sent.",
            ),
            Self::NotUpdated => (
                Icon::Question,
                "It does not update",
                "There may be nothing newer on its channel, no maintenance window may have opened, or an exclusion may be in effect. The Maintenance tab says which, and until when. A change to the overrides does not wait for a window.",
            ),
            Self::NotDeleted => (
                Icon::Question,
                "It does not get deleted",
                "It is gone once its deployment in the cluster is taken down, which may take some minutes: check that the cluster is running. If the deletion itself is refused, a registered volume may still name this runner: remove that volume first. The history shows who asked for the deletion, and when.",
            ),
            Self::Pause => (
                Icon::Question,
                "You want to pause it",
                "A runner cannot be paused. Move its sandboxes elsewhere, then delete it; profiles stay.",
            ),
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Installing | Self::Fresh => "callout callout-busy",
            _ => "callout",
        }
    }

    /// Where on the runner's page one sees more.
    fn place(self) -> Option<(Tab, &'static str)> {
        match self {
            Self::Failed | Self::ProfileGone | Self::OverrideGone | Self::NotDeleted => {
                Some((Tab::History, "See the history"))
            }
            Self::NoSandbox | Self::NoSuitableRunner => Some((Tab::Overview, "See its profiles")),
            Self::NotUpdated => Some((Tab::Maintenance, "See its maintenance")),
            _ => None,
        }
    }
}

/// Explains the situation, while there is something to explain.
#[component]
pub(super) fn Explanation(runner: Live) -> impl IntoView {
    let clock = use_clock();
    let heard_at = heard_at(runner);
    let situation = Memo::new(move |_| {
        runner.with(|runner| Situation::of(runner, heard_at.get(), clock.now()))
    });
    move || {
        situation.get().map(|situation| {
            let (icon, title, text) = situation.explained();
            view! {
                <div class=situation.class() role="status">
                    <p class="badge"><Glyph icon />{title}</p>
                    <p class="muted">{text}</p>
                </div>
            }
        })
    }
}

/// Says what of the runner could not be read, if anything.
#[component]
pub(super) fn Unreadable(runner: Live) -> impl IntoView {
    let told = Memo::new(move |_| {
        runner.with(|runner| {
            let fields: Vec<_> = runner.unreadable.iter().map(ToString::to_string).collect();
            unreadable::told(&fields)
        })
    });
    move || {
        told.get().map(|told| {
            view! {
                <div class="callout" role="status">
                    <p class="badge"><Glyph icon=Icon::Alert />"Not everything could be read"</p>
                    <p class="muted">{told}</p>
                </div>
            }
        })
    }
}

/// Calls up every situation with what to look at.
#[component]
pub(super) fn Situations(runner: Live, open: RwSignal<bool>) -> impl IntoView {
    let id = StoredValue::new(runner.with_untracked(|runner| runner.runner_id().to_owned()));
    let entry = move |situation: Situation| {
        let (icon, title, text) = situation.explained();
        let place = situation.place().map(|(tab, words)| {
            let href = Route::Runner(id.get_value(), tab).href();
            view! {
                " "
                <a class="link" href=href on:click=move |_| open.set(false)>{words}</a>
            }
        });
        view! {
            <details name="situation">
                <summary><Glyph icon />{title}</summary>
                <p class="muted">{text}{place}</p>
            </details>
        }
    };
    view! {
        <Dialog title="Troubleshoot" open>
            <div class="dialog-body">{Situation::ASKED.map(entry)}</div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use contract::model::ConnectionStatus;

    use super::*;

    fn at(text: &str) -> jiff::Timestamp {
        text.parse().unwrap()
    }

    fn runner(install_status: InstallStatus) -> Runner {
        Runner {
            install_status,
            updated_at: Some(Timestamp::new("2026-11-23T14:00:00Z")),
            ..Runner::default()
        }
    }

    #[test]
    fn an_install_is_slow_then_stuck() {
        let provisioning = runner(InstallStatus::Provisioning);
        let of = |now| Situation::of(&provisioning, None, at(now));
        assert_eq!(of("2026-11-23T14:02:59Z"), Some(Situation::Installing));
        assert_eq!(of("2026-11-23T14:03:01Z"), Some(Situation::Slow));
        assert_eq!(of("2026-11-23T14:30:01Z"), Some(Situation::Stuck));
    }

    #[test]
    fn a_healthy_runner_needs_no_explanation() {
        let mut ready = runner(InstallStatus::Ready);
        ready.connection_status = ConnectionStatus::Connected;
        let of = |runner: &Runner, now| Situation::of(runner, None, at(now));
        assert_eq!(of(&ready, "2026-11-24T14:00:00Z"), None);
        ready.connection_status = ConnectionStatus::Disconnected;
        let lags = of(&ready, "2026-11-23T14:00:20Z");
        assert_eq!(lags, None, "the status may lag");
        let lost = of(&ready, "2026-11-23T14:00:40Z");
        assert_eq!(lost, Some(Situation::Lost));
    }

    /// What the contract asks the console to answer on the spot can be asked at any time (contract 7.7).
    #[test]
    fn what_is_asked_has_an_answer_of_its_own() {
        let titles: HashSet<_> = Situation::ASKED.map(|asked| asked.explained().1).into();
        assert_eq!(titles.len(), Situation::ASKED.len());
        for words in [
            "does not start",
            "No suitable runner",
            "no heartbeats",
            "failed",
            "pause it",
            "does not update",
            "does not get deleted",
        ] {
            assert!(titles.iter().any(|title| title.contains(words)), "{words}");
        }
    }
}
