//! One runner: its state, what failed and how to cure it, all its fields, and what can be done to it.

mod actions;
mod bindings;
mod channel;
mod configuration;
mod delete;
mod edit;
mod failed;
mod fix;
mod gone;
mod history;
mod identity;
mod in_v1;
mod maintenance;
mod only_v1;
mod policy;
mod rollout;
mod save;
mod situation;
mod tabs;
mod upgrade;
mod uptime;
mod yaml;

use std::sync::Arc;

use contract::{
    condition::{Condition, facts::Facts as _},
    console::Millis,
    model::Runner,
};
use jiff::Timestamp;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    api::ApiError,
    lazy::{self, Outline, chunk},
    paths::{Route, Tab},
    state::{
        catalog::use_catalog, clock::use_clock, fleet::use_fleet, notices::use_notices,
        open_runner::OpenRunner, past::Past,
    },
    widgets::{
        beacon::Beacon,
        failure::Failure,
        moment::{Moment, When},
        page::Page,
        status::{self, StatusBadge},
    },
};

/// A runner as the parts of its page read it.
pub(super) type Live = Signal<Arc<Runner>>;

/// What there is to show.
#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    There,
    /// It never existed, as far as this page knows.
    Missing,
    /// It was shown, and no longer exists.
    Gone,
    Failed(ApiError),
}

/// Whether a deletion was begun on this page, which is then left when the runner is gone.
#[derive(Clone, Copy)]
pub(super) struct Deletion(RwSignal<bool>);

impl Deletion {
    pub(super) fn has_begun(self) {
        self.0.set(true);
    }
}

chunk! {
    /// A runner, by its ID.
    runner in runner: String => |id| view! { <RunnerPage id /> }.into_any()
}

/// The page of a runner.
#[component]
pub(crate) fn RunnerPage(id: String) -> impl IntoView {
    let open_runner = OpenRunner::follow(id.clone());
    provide_context(open_runner);
    use_catalog().load_profiles();
    replace_uuid(id.clone(), open_runner);

    let id = StoredValue::new(id);
    let shown = Memo::new(move |_| {
        let is_there = open_runner.runner().is_some();
        match open_runner.failure() {
            _ if open_runner.is_gone() && is_there => Shown::Gone,
            _ if is_there => Shown::There,
            None => Shown::Loading,
            Some(error) if error.is_not_found() => Shown::Missing,
            Some(error) => Shown::Failed(error),
        }
    });
    let deletion = Deletion(RwSignal::new(false));
    provide_context(deletion);
    let navigate = use_navigate();
    let notices = use_notices();
    Effect::new(move |_| {
        if shown.get() == Shown::Gone && deletion.0.get_untracked() {
            notices.done(format!("{} was deleted.", id.get_value()));
            navigate(&Route::Fleet.href(), NavigateOptions::default());
        }
    });

    move || match shown.get() {
        Shown::There => {
            let first = untrack(|| open_runner.runner()).unwrap_or_default();
            let runner = Memo::new(move |_| open_runner.runner().unwrap_or_else(|| first.clone()));
            view! { <Details runner=runner.into() /> }.into_any()
        }
        Shown::Loading => view! { <Outline /> }.into_any(),
        Shown::Missing => view! { <gone::Gone id=id.get_value() text=gone::MISSING /> }.into_any(),
        Shown::Gone => view! { <gone::Gone id=id.get_value() text=gone::DELETED /> }.into_any(),
        Shown::Failed(error) => view! {
            <Page title=id.get_value()>
                <Failure
                    what="The runner could not be read"
                    error
                    on_retry=Callback::new(move |()| open_runner.read())
                />
            </Page>
        }
        .into_any(),
    }
}

/// A UUID is answered too, but the runner ID is the key of everything else (design D11).
fn replace_uuid(key: String, open_runner: OpenRunner) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let Some(runner) = open_runner.runner() else {
            return;
        };
        if runner.runner_id() != key {
            let replace = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&Route::runner(runner.runner_id()).href(), replace);
        }
    });
}

#[component]
fn Details(runner: Live) -> impl IntoView {
    let title = move || runner.with(|runner| runner.runner_id().to_owned());
    // A background tab tells how the runner is.
    let document_title = move || {
        runner.with(|runner| {
            format!(
                "{} · {}",
                runner.runner_id(),
                status::install(&**runner).word
            )
        })
    };
    let clock = use_clock();
    let heard_at = heard_at(runner);
    let worst = Memo::new(move |_| {
        runner.with(|runner| Some(Condition::heard(&**runner, heard_at.get(), clock.now()).tone()))
    });
    provide_context(fix::Fix::new());
    let id = StoredValue::new(runner.with_untracked(|runner| runner.runner_id().to_owned()));
    provide_context(Past::follow(id.get_value()));
    let tab = tabs::use_tab();
    let side = Memo::new(move |_| tab.get().tab());
    view! {
        <Page
            title=Signal::derive(title)
            document_title=Signal::derive(document_title)
            beside=move || view! { <Statuses runner /> }
            actions=move || view! { <actions::Actions runner /> }
        >
            <Beacon worst />
            <failed::FailedPanel runner />
            <situation::Explanation runner />
            <situation::Unreadable runner />
            <tabs::Tabs runner_id=id.get_value() tab />
            {move || match side.get() {
                Tab::Overview => view! { <Overview runner /> }.into_any(),
                Tab::Configuration => {
                    view! { <configuration::ConfigurationTab runner /> }.into_any()
                }
                Tab::Maintenance => view! { <maintenance::MaintenanceTab runner /> }.into_any(),
                Tab::Policy | Tab::PolicyEdit => lazy::part(policy::policy, (runner, tab)),
                Tab::History => view! { <history::HistoryTab /> }.into_any(),
                Tab::Yaml => view! { <yaml::YamlTab runner /> }.into_any(),
                Tab::Edit => view! { <edit::EditTab runner /> }.into_any(),
            }}
        </Page>
    }
}

/// What one wants to know first.
#[component]
fn Overview(runner: Live) -> impl IntoView {
    let id = runner.with_untracked(|runner| runner.runner_id().to_owned());
    view! {
        <div class="columns">
            <div class="column">
                <identity::IdentityCard runner />
                <bindings::BindingsCard runner />
            </div>
            <div class="column">
                <uptime::UptimeCard runner_id=id />
                <rollout::RolloutCard runner />
            </div>
        </div>
    }
}

/// The newest heartbeat, for everything on the page that tells or judges by it: the feed hears more often
/// than the page reads.
pub(super) fn heard_at(runner: Live) -> Memo<Option<Timestamp>> {
    let fleet = use_fleet();
    Memo::new(move |_| {
        let row = runner.with(|runner| fleet.row(runner.runner_id()));
        let heard = row.and_then(|row| row.heard.get()).map(Millis::instant);
        heard.max(runner.with(|runner| runner.heard_at()))
    })
}

#[component]
fn Statuses(runner: Live) -> impl IntoView {
    let clock = use_clock();
    let install = Memo::new(move |_| runner.with(|runner| status::install(&**runner)));
    let heard_at = heard_at(runner);
    let connection =
        Memo::new(move |_| runner.with(|r| status::connection(&**r, heard_at.get(), clock.now())));
    let heartbeat = Signal::derive(move || heard_at.get().map(When::At));
    let heard = move || {
        if heartbeat.with(Option::is_some) {
            "heard "
        } else {
            ""
        }
    };
    view! {
        <p class="statuses" role="group" aria-label="Status">
            <span class="with-age"><StatusBadge badge=install /><situation::Since runner /></span>
            <span class="with-age">
                <StatusBadge badge=connection />
                <span class="muted">
                    {heard}
                    <Moment at=heartbeat none="no heartbeat yet" suffix=" ago" />
                </span>
            </span>
        </p>
    }
}
