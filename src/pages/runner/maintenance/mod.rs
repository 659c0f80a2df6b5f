//! When automatic updates may start (contract 1.4): windows, exclusions, the next openings.

mod week;
mod why;

use contract::model::{MaintenanceExclusion, MaintenancePolicy, Runner};
use leptos::prelude::*;

use why::{Why, why};

use super::Live;
use crate::{
    format::time, forms::maintenance::Openings, state::clock::use_clock, widgets::card::Card,
};

fn policy(runner: &Runner) -> Option<&MaintenancePolicy> {
    runner.managed_spec.as_ref()?.maintenance_policy.as_ref()
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
        <Card title="Why doesn’t it update?">
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
    let excluded = exclusions.clone();
    let now = untrack(|| clock.now());
    let (past, coming): (Vec<_>, Vec<_>) = exclusions.into_iter().partition(|exclusion| {
        let end = exclusion
            .end_time
            .as_ref()
            .and_then(contract::model::Timestamp::instant);
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
                    view! { <week::Week windows excluded /> }.into_any()
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
    let text = move || {
        match answer.get() {
        Why::SelfManaged => "It is self-managed, so its owner updates it.".to_owned(),
        Why::RollingOut => "It is updating: a rollout is in progress.".to_owned(),
        Why::Newest => {
            "It already runs the newest version on its channel.".to_owned()
        }
        Why::Unreadable => "Its maintenance policy cannot be read.".to_owned(),
        Why::Soon => "An update is waiting and may start at any moment. Upgrade starts it now."
            .to_owned(),
        Why::Closed(None) => {
            "An update is waiting, but no window will open again. Change the windows, or upgrade now."
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
                .and_then(contract::model::Timestamp::instant);
            let until = end.map_or_else(|| "later".to_owned(), time::utc_minute);
            let reason = if exclusion.reason.is_empty() {
                String::new()
            } else {
                format!(" ({})", exclusion.reason)
            };
            format!(
                "An update is waiting, but an exclusion{reason} delays it until {until}. Upgrade starts it anyway."
            )
        }
    }
    };
    view! { <p>{text}</p> }
}

#[component]
fn Exclusion(exclusion: MaintenanceExclusion) -> impl IntoView {
    let text = |at: Option<contract::model::Timestamp>| {
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
