//! When automatic updates may start (contract 1.4): windows, exclusions, the next openings.

use contract::{
    maintenance::Calendar,
    wire::{MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow, Runner},
};
use jiff::Timestamp;
use leptos::prelude::*;

use super::Live;
use crate::{
    format::{age, time},
    state::clock::use_clock,
    widgets::{
        card::{Card, Pair},
        icon::{Glyph, Icon},
    },
};

/// How many openings are foretold.
const FORETOLD: usize = 3;

fn policy(runner: &Runner) -> Option<&MaintenancePolicy> {
    runner.managed_spec.as_ref()?.maintenance_policy.as_ref()
}

/// Whether an exclusion holds automatic updates back at this instant.
pub(super) fn is_excluded(runner: &Runner, now: Timestamp) -> bool {
    Calendar::new(policy(runner)).is_ok_and(|calendar| calendar.exclusion_at(now).is_some())
}

/// Windows, exclusions, openings; nothing for a runner that is not managed.
#[component]
pub(super) fn MaintenanceCard(runner: Live) -> impl IntoView {
    let policy = Memo::new(move |_| {
        runner.with(|r| {
            r.managed_spec
                .is_some()
                .then(|| policy(r).cloned().unwrap_or_default())
        })
    });
    move || {
        policy.get().map(|policy| {
            let MaintenancePolicy { windows, exclusions, .. } = policy.clone();
            let any_time = windows.is_empty();
            let windows = windows.into_iter().map(|window| view! { <Window window /> }).collect_view();
            let exclusions = (!exclusions.is_empty()).then(|| {
                let list = exclusions.into_iter().map(|exclusion| view! { <Exclusion exclusion /> });
                view! {
                    <h3>"Exclusions"</h3>
                    <ul class="entries">{list.collect_view()}</ul>
                }
            });
            view! {
                <Card title="Maintenance">
                    <dl class="pairs">
                        <Pair name="Automatic updates">
                            {if any_time { "Any time outside exclusions" } else { "Only inside a window" }}
                        </Pair>
                    </dl>
                    {(!any_time).then(|| view! { <h3>"Windows"</h3> <ul class="entries">{windows}</ul> })}
                    {exclusions}
                    {(!any_time).then(|| view! { <Openings policy /> })}
                </Card>
            }
        })
    }
}

#[component]
fn Window(window: MaintenanceWindow) -> impl IntoView {
    view! {
        <li class="entry-head">
            <code>{window.cron}</code>
            <span class="muted">
                "UTC, for " {age::exact(i64::from(window.duration_seconds))}
            </span>
        </li>
    }
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

/// The next openings in UTC and in the person's zone, or why none can be told.
#[component]
fn Openings(policy: MaintenancePolicy) -> impl IntoView {
    let clock = use_clock();
    // The calendar need not be asked every second.
    let minute = Memo::new(move |_| clock.now().as_second() / 60);
    let calendar = StoredValue::new(Calendar::new(Some(&policy)).ok());
    let list = move || {
        let now = Timestamp::from_second(minute.get() * 60).unwrap_or_default();
        let openings = calendar.with_value(|calendar| {
            calendar
                .as_ref()
                .map(|calendar| calendar.openings(now, FORETOLD))
        });
        match openings {
            None => {
                view! { <Warning text="A window cannot be read, so its openings are not known." /> }
                    .into_any()
            }
            Some(openings) if openings.is_empty() => {
                view! { <Warning text="No window opens any more." /> }.into_any()
            }
            Some(openings) => {
                let rows = openings.into_iter().map(|opening| row(opening.start, now));
                view! { <ul class="entries">{rows.collect_view()}</ul> }.into_any()
            }
        }
    };
    view! {
        <h3>"Next openings"</h3>
        {list}
    }
}

#[component]
fn Warning(text: &'static str) -> impl IntoView {
    view! {
        <p class="tone-warn badge">
            <Glyph icon=Icon::Alert />
            {text}
        </p>
    }
}

fn row(start: Timestamp, now: Timestamp) -> impl IntoView {
    let wait = if start <= now {
        "open now".to_owned()
    } else {
        format!("in {}", age::short(start.duration_since(now)))
    };
    view! {
        <li class="opening">
            <strong>{wait}</strong>
            <span>{time::utc_minute(start)}</span>
            <span class="muted">{time::local_minute(start)}</span>
        </li>
    }
}
