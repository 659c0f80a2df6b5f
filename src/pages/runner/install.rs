//! How long the install has taken, and what to look at when that is long (contract 7.1, 7.7).

use std::sync::Arc;

use contract::wire::{InstallStatus, Runner, Timestamp};
use leptos::prelude::*;

use super::Live;
use crate::{
    format::age,
    state::{
        clock::use_clock,
        lifecycle::{SLOW_INSTALL, STUCK_INSTALL, is_installing, since},
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    NotInstalling,
    Deleting,
    Usual,
    Slow,
    Stuck,
}

fn pace(runner: &Arc<Runner>, now: jiff::Timestamp) -> Pace {
    let elapsed = began(runner)
        .and_then(Timestamp::instant)
        .map(|at| since(at, now));
    match elapsed {
        _ if runner.install_status == InstallStatus::Deleting => Pace::Deleting,
        _ if !is_installing(runner) => Pace::NotInstalling,
        Some(elapsed) if elapsed > STUCK_INSTALL => Pace::Stuck,
        Some(elapsed) if elapsed > SLOW_INSTALL => Pace::Slow,
        _ => Pace::Usual,
    }
}

/// While the install is under way: what is usual, and from three minutes on what to check. While the
/// runner goes: that it does.
#[component]
pub(super) fn Progress(runner: Live) -> impl IntoView {
    let clock = use_clock();
    let pace = Memo::new(move |_| runner.with(|runner| pace(runner, clock.now())));
    move || {
        match pace.get() {
        Pace::NotInstalling => ().into_any(),
        Pace::Deleting => view! {
            <p class="banner" role="status">
                <span class="badge"><Glyph icon=Icon::Trash />"This runner is being deleted."</span>
                <span class="muted">
                    "Sandboxes on it stop; its profiles stay. This page says when it is gone."
                </span>
            </p>
        }
        .into_any(),
        Pace::Usual => view! {
            <p class="banner banner-busy" role="status">
                <span class="badge"><Glyph icon=Icon::Busy />"The install is under way."</span>
                <span class="muted">
                    "It usually takes 20 to 60 seconds until the runner is ready and connected. This page follows it."
                </span>
            </p>
        }
        .into_any(),
        Pace::Slow => view! { <Late title="The install takes longer than usual" /> }.into_any(),
        Pace::Stuck => view! { <Late title="The install seems to be stuck" /> }.into_any(),
    }
    }
}

#[component]
fn Late(title: &'static str) -> impl IntoView {
    view! {
        <div class="banner" role="status">
            <p class="badge tone-warn"><Glyph icon=Icon::Clock />{title}</p>
            <p>"Usual is under a minute. Check, in this order:"</p>
            <ol class="numbered">
                <li>"Is the cluster running?"</li>
                <li>"Does it have a node that can be scheduled, with room for the runner's pod?"</li>
                <li>"Do its nodes carry a taint that the overrides do not tolerate, or lack a label that they ask for?"</li>
            </ol>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pace_follows_the_contract() {
        let runner = |status| {
            Arc::new(Runner {
                install_status: status,
                updated_at: Some(Timestamp::new("2026-11-23T14:00:00Z")),
                ..Runner::default()
            })
        };
        let at = |text: &str| text.parse().unwrap();
        let provisioning = runner(InstallStatus::Provisioning);
        assert!(pace(&provisioning, at("2026-11-23T14:02:59Z")) == Pace::Usual);
        assert!(pace(&provisioning, at("2026-11-23T14:03:01Z")) == Pace::Slow);
        assert!(pace(&provisioning, at("2026-11-23T14:30:01Z")) == Pace::Stuck);
        assert!(
            pace(&runner(InstallStatus::Ready), at("2026-11-24T14:00:00Z")) == Pace::NotInstalling
        );
    }
}
