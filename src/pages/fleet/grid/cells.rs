//! A cell per fact. Each depends on that fact alone, so a change re-renders the cells that it concerns.

use std::sync::Arc;

use contract::console::{Maintenance, Millis, RunnerSummary};
use leptos::prelude::*;

use crate::{
    format::{age, time, word},
    pages::fleet::view::Column,
    state::{clock::use_clock, fleet::Row},
    widgets::{
        icon::{Glyph, Icon},
        moment::{Moment, When},
        status::{self, StatusBadge},
        tip::Tip,
    },
};

type Summary = Signal<Arc<RunnerSummary>>;

#[component]
pub(super) fn Cell(row: Row, column: Column) -> impl IntoView {
    let runner: Summary = row.summary.into();
    let content = match column {
        Column::Runner => ().into_any(),
        Column::Install => view! { <Install runner /> }.into_any(),
        Column::Connection => view! { <Connection runner heard=row.heard.into() /> }.into_any(),
        Column::Zone => text(move || runner.with(|runner| runner.zone.clone())),
        Column::Cluster => text(move || runner.with(|runner| runner.cluster().to_owned())),
        Column::Channel => text(move || {
            runner.with(|runner| {
                if runner.is_managed() {
                    word::channel(&runner.release_channel)
                } else {
                    String::new()
                }
            })
        }),
        Column::Revision => text(move || runner.with(|runner| revision(runner))),
        Column::Update => view! { <Update runner /> }.into_any(),
        Column::Maintenance => view! { <NextWindow runner /> }.into_any(),
        Column::Age => view! {
            <span class="muted">
                <Moment
                    at=Signal::derive(move || runner.with(|runner| runner.created_at.map(When::from)))
                    none=""
                    focusable=false
                />
            </span>
        }
        .into_any(),
    };
    view! {
        <div class="grid-cell" class:number=column.is_number() role="gridcell">
            {content}
        </div>
    }
}

fn text(text: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    view! { <span class="grid-text">{text}</span> }.into_any()
}

#[component]
fn Install(runner: Summary) -> impl IntoView {
    let badge = Memo::new(move |_| runner.with(|runner| status::install(&**runner)));
    let failure =
        move || runner.with(|runner| (!runner.failure.is_empty()).then(|| runner.failure.clone()));
    view! { <Tip text=failure><StatusBadge badge /></Tip> }
}

#[component]
fn Connection(runner: Summary, heard: Signal<Option<Millis>>) -> impl IntoView {
    let clock = use_clock();
    let badge = Memo::new(move |_| {
        let heard_at = heard.get().map(Millis::instant);
        runner.with(|runner| status::connection(&**runner, heard_at, clock.now()))
    });
    view! {
        <span class="with-age">
            <StatusBadge badge />
            <span class="muted">
                <Moment at=Signal::derive(move || heard.get().map(When::from)) focusable=false />
            </span>
        </span>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum UpdateState {
    None,
    Available,
    RollingOut,
}

#[component]
fn Update(runner: Summary) -> impl IntoView {
    let state = Memo::new(move |_| {
        runner.with(
            |runner| match (runner.is_rolling_out(), runner.update_available) {
                (true, _) => UpdateState::RollingOut,
                (false, true) => UpdateState::Available,
                (false, false) => UpdateState::None,
            },
        )
    });
    move || match state.get() {
        UpdateState::None => ().into_any(),
        UpdateState::Available => {
            view! { <span class="pill tone-busy"><Glyph icon=Icon::Up />"available"</span> }
                .into_any()
        }
        UpdateState::RollingOut => {
            view! { <span class="pill tone-busy"><Glyph icon=Icon::Busy />"rolling out"</span> }
                .into_any()
        }
    }
}

#[component]
fn NextWindow(runner: Summary) -> impl IntoView {
    let clock = use_clock();
    let maintenance = Memo::new(move |_| runner.with(|runner| runner.maintenance));
    let text = move || match maintenance.get() {
        Maintenance::None => String::new(),
        Maintenance::AnyTime => "any time".to_owned(),
        Maintenance::Never => "never".to_owned(),
        Maintenance::Open(_) => "open now".to_owned(),
        Maintenance::Next(at) => {
            format!(
                "in {}",
                age::short(at.instant().duration_since(clock.now()))
            )
        }
    };
    let instants = move || {
        let (verb, at) = match maintenance.get() {
            Maintenance::Open(until) => ("Closes", until),
            Maintenance::Next(at) => ("Opens", at),
            Maintenance::None | Maintenance::AnyTime | Maintenance::Never => return None,
        };
        let at = at.instant();
        Some(format!(
            "{verb} {}\n{}",
            time::utc_minute(at),
            time::local_minute(at)
        ))
    };
    view! { <Tip text=instants><span class="grid-text">{text}</span></Tip> }
}

/// `7`, or `7 → 8` while a rollout is under way; a runner that never ran has no active revision.
fn revision(runner: &RunnerSummary) -> String {
    match (runner.active_revision, runner.target_revision) {
        (0, 0) => String::new(),
        (0, target) => format!("→ {target}"),
        (active, target) if target > active => format!("{active} → {target}"),
        (active, _) => active.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_show_the_way() {
        let text = |active_revision, target_revision| {
            revision(&RunnerSummary {
                active_revision,
                target_revision,
                ..RunnerSummary::default()
            })
        };
        assert_eq!(text(9, 10), "9 → 10");
        assert_eq!(text(9, 9), "9");
        assert_eq!(text(0, 1), "→ 1");
        assert_eq!(text(0, 0), "");
    }
}
