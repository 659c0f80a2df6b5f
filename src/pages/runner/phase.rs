//! What goes on with the runner: since when, what is usual, and what to look at when it is not
//! (contract 7.1, 7.2, 7.5, 7.7).

use contract::wire::{InstallStatus, Runner, Timestamp};
use leptos::prelude::*;

use super::Live;
use crate::{
    format::age,
    state::{
        clock::use_clock,
        facts::Facts,
        lifecycle::{SLOW_INSTALL, STUCK_INSTALL, is_installing, is_lost, since},
    },
    widgets::icon::{Glyph, Icon},
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Deleting,
    Installing,
    Slow,
    Stuck,
    /// READY, but not heard of for longer than the status may lag.
    Lost,
    /// READY and CONNECTED since a moment: sandboxes need some more.
    Fresh,
}

/// Created minutes ago, connected, and changed within the half minute that a gateway may need before
/// sandboxes start (contract 7.2).
fn is_fresh(runner: &Runner, now: jiff::Timestamp) -> bool {
    let within = |at: &Option<Timestamp>, seconds| {
        let at = at.as_ref().and_then(Timestamp::instant);
        at.is_some_and(|at| since(at, now).as_secs() < seconds)
    };
    runner.is_healthy() && within(&runner.created_at, 600) && within(&runner.updated_at, 30)
}

fn phase(runner: &Runner, now: jiff::Timestamp) -> Option<Phase> {
    if runner.install_status == InstallStatus::Deleting {
        return Some(Phase::Deleting);
    }
    if is_lost(runner, runner.heard_at(), now) {
        return Some(Phase::Lost);
    }
    if is_fresh(runner, now) {
        return Some(Phase::Fresh);
    }
    let elapsed = began(runner)
        .and_then(Timestamp::instant)
        .map(|at| since(at, now));
    is_installing(runner).then_some(match elapsed {
        Some(elapsed) if elapsed > STUCK_INSTALL => Phase::Stuck,
        Some(elapsed) if elapsed > SLOW_INSTALL => Phase::Slow,
        _ => Phase::Installing,
    })
}

impl Phase {
    /// CSS class, icon, title, explanation.
    fn told(self) -> (&'static str, Icon, &'static str, &'static str) {
        const CHECKS: &str = "Usual is under a minute. Check, in this order: is the cluster running; does it \
            have a node that can be scheduled, with room for the runner's pod; do its nodes carry a taint \
            that the overrides do not tolerate, or lack a label that the overrides ask for?";
        match self {
            Self::Deleting => (
                "banner",
                Icon::Trash,
                "This runner is being deleted",
                "Sandboxes on it stop; its profiles stay. This page says when it is gone.",
            ),
            Self::Installing => (
                "banner banner-busy",
                Icon::Busy,
                "The install is under way",
                "It usually takes 20 to 60 seconds until the runner is ready and connected. This page \
                 follows it.",
            ),
            Self::Slow => (
                "banner",
                Icon::Clock,
                "The install takes longer than usual",
                CHECKS,
            ),
            Self::Stuck => (
                "banner",
                Icon::Clock,
                "The install seems to be stuck",
                CHECKS,
            ),
            Self::Fresh => (
                "banner banner-busy",
                Icon::Clock,
                "Ready; sandboxes can start in about half a minute",
                "If one does not start after that: is its profile bound here, is the name the bound one, and \
                 does its token have SANDBOX_USER? A request that is larger than every bound profile finds \
                 no runner: ask for less, bind a wider profile, or use another runner.",
            ),
            Self::Lost => (
                "banner",
                Icon::Unplugged,
                "Ready, but no heartbeat arrives",
                "That is longer than the 30 seconds by which the status may lag. New sandboxes cannot be \
                 placed here. Check that the runner's pod runs and that its cluster lets it reach the gateway.",
            ),
        }
    }
}

/// Explains the phase, while there is something to explain.
#[component]
pub(super) fn Explanation(runner: Live) -> impl IntoView {
    let clock = use_clock();
    let phase = Memo::new(move |_| runner.with(|runner| phase(runner, clock.now())));
    move || {
        phase.get().map(|phase| {
            let (class, icon, title, text) = phase.told();
            view! {
                <div class=class role="status">
                    <p class="badge"><Glyph icon />{title}</p>
                    <p class="muted">{text}</p>
                </div>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use contract::wire::ConnectionStatus;

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
        let phase = |now| phase(&provisioning, at(now));
        assert_eq!(phase("2026-11-23T14:02:59Z"), Some(Phase::Installing));
        assert_eq!(phase("2026-11-23T14:03:01Z"), Some(Phase::Slow));
        assert_eq!(phase("2026-11-23T14:30:01Z"), Some(Phase::Stuck));
    }

    #[test]
    fn a_healthy_runner_needs_no_explanation() {
        let mut ready = runner(InstallStatus::Ready);
        ready.connection_status = ConnectionStatus::Connected;
        assert_eq!(phase(&ready, at("2026-11-24T14:00:00Z")), None);
        ready.connection_status = ConnectionStatus::Disconnected;
        assert_eq!(
            phase(&ready, at("2026-11-23T14:00:20Z")),
            None,
            "the status may lag"
        );
        assert_eq!(phase(&ready, at("2026-11-23T14:00:40Z")), Some(Phase::Lost));
    }
}
