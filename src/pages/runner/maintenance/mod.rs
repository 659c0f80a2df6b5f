//! When automatic updates may start (contract 1.4): windows, exclusions, the next openings.

mod week;
mod why;

use contract::{
    maintenance::Calendar,
    wire::{MaintenanceExclusion, MaintenancePolicy, Runner},
};
use jiff::Timestamp;
use leptos::prelude::*;

use why::{Why, why};

use super::Live;
use crate::{
    format::time, forms::maintenance::Openings, state::clock::use_clock, widgets::card::Card,
};

fn policy(runner: &Runner) -> Option<&MaintenancePolicy> {
    runner.managed_spec.as_ref()?.maintenance_policy.as_ref()
}

/// Whether an exclusion holds automatic updates back at this instant.
pub(super) fn is_excluded(runner: &Runner, now: Timestamp) -> bool {
    Calendar::new(policy(runner)).is_ok_and(|calendar| calendar.exclusion_at(now).is_some())
}

/// Why it does not update, windows, openings, exclusions.
#[component]
pub(super) fn MaintenanceTab(runner: Live) -> impl IntoView {
    let policy = Memo::new(move |_| {
        runner.with(|r| {
            r.managed_spec
                .is_some()
                .then(|| policy(r).cloned().unwrap_or_default())
        })
    });
    view! {
        <Card title="Why does it not update?">
            <Answer runner />
        </Card>
        {move || policy.get().map(|policy| view! { <Policy policy /> })}
    }
}

#[component]
fn Policy(policy: MaintenancePolicy) -> impl IntoView {
    let clock = use_clock();
    let MaintenancePolicy {
        windows,
        exclusions,
        ..
    } = policy.clone();
    let any_time = windows.is_empty();
    let now = untrack(|| clock.now());
    let (past, coming): (Vec<_>, Vec<_>) = exclusions.into_iter().partition(|exclusion| {
        let end = exclusion
            .end_time
            .as_ref()
            .and_then(contract::wire::Timestamp::instant);
        end.is_some_and(|end| end <= now)
    });
    let list = |exclusions: Vec<MaintenanceExclusion>| {
        let list = exclusions
            .into_iter()
            .map(|exclusion| view! { <Exclusion exclusion /> });
        view! { <ul class="entries">{list.collect_view()}</ul> }
    };
    let none = past.is_empty() && coming.is_empty();
    view! {
        <div class="columns">
            <Card title="Windows">
                {if any_time {
                    view! {
                        <p>"None: automatic updates may start at any time outside exclusions."</p>
                    }
                        .into_any()
                } else {
                    view! { <week::Week windows /> }.into_any()
                }}
            </Card>
            <div class="column">
                {(!any_time).then(|| view! { <Card title="Next openings"><Openings policy=Signal::stored(policy) /></Card> })}
                <Card title="Exclusions">
                    {none.then(|| view! { <p class="muted">"None."</p> })}
                    {list(coming)}
                    {(!past.is_empty())
                        .then(|| {
                            view! {
                                <details>
                                    <summary>{format!("{} in the past", past.len())}</summary>
                                    {list(past)}
                                </details>
                            }
                        })}
                </Card>
            </div>
        </div>
    }
}

/// The answer in a sentence or two.
#[component]
fn Answer(runner: Live) -> impl IntoView {
    let clock = use_clock();
    let minute = Memo::new(move |_| clock.now().as_second() / 60);
    let answer = Memo::new(move |_| {
        minute.track();
        let now = untrack(|| clock.now());
        runner.with(|runner| why(runner, policy(runner), now))
    });
    let text = move || match answer.get() {
        Why::SelfManaged => "It is self-managed: its owner updates it.".to_owned(),
        Why::RollingOut => "It does: a revision is being rolled out now.".to_owned(),
        Why::Newest => {
            "Nothing newer is out on its channel, so there is nothing to update to.".to_owned()
        }
        Why::Unreadable => "Its maintenance policy cannot be read.".to_owned(),
        Why::Soon => "Nothing holds it back: an update is waiting and may start at any moment. \
                      Upgrade starts it now."
            .to_owned(),
        Why::Closed(None) => {
            "An update is waiting, but no window opens any more. Change the windows, or \
                              upgrade now."
                .to_owned()
        }
        Why::Closed(Some(next)) => format!(
            "An update is waiting for the next window, which opens {} ({}). Upgrade starts it now.",
            time::utc_minute(next),
            time::local_minute(next)
        ),
        Why::Excluded(exclusion) => {
            let end = exclusion
                .end_time
                .as_ref()
                .and_then(contract::wire::Timestamp::instant);
            let until = end.map_or_else(|| "later".to_owned(), time::utc_minute);
            let reason = if exclusion.reason.is_empty() {
                String::new()
            } else {
                format!(" ({})", exclusion.reason)
            };
            format!(
                "An update is waiting, but an exclusion{reason} holds it back until {until}. Upgrade goes ahead all the same."
            )
        }
    };
    view! { <p>{text}</p> }
}

#[component]
fn Exclusion(exclusion: MaintenanceExclusion) -> impl IntoView {
    let text = |at: Option<contract::wire::Timestamp>| {
        at.map(|at| {
            at.instant()
                .map_or_else(|| at.text().to_owned(), time::utc_minute)
        })
        .unwrap_or_default()
    };
    view! {
        <li class="entry">
            <p>{text(exclusion.start_time)} " to " {text(exclusion.end_time)}</p>
            <p class="muted">{exclusion.reason}</p>
        </li>
    }
}
