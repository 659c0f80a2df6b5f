//! One profile: its guardrails, the runners that bind it, and what can be done to it.

mod change;
mod delete;
mod history;

use std::sync::Arc;

use contract::{model::ProfileTemplate, spec_file::write_profile};
use leptos::prelude::*;

use super::bound_by;
use crate::{
    actions::{Action, ActionButton, Offer, Scope},
    api::{self, Client},
    format::commands,
    lazy::Outline,
    paths::Route,
    state::{fleet::use_fleet, remote::Remote, session::use_person},
    widgets::{
        aside::PutAside,
        button::{ButtonLink, Kind},
        card::{Card, Pair},
        copy::CopyButton,
        failure::Failure,
        moment::{Moment, When},
        page::Page,
        status::{self, StatusBadge},
        terminal::Terminal,
    },
};
use change::Draft;

/// A profile as the parts of its page read it.
type Live = Memo<Arc<ProfileTemplate>>;

/// The page of a profile.
#[component]
pub(crate) fn ProfilePage(id: String) -> impl IntoView {
    let client: Client = expect_context();
    let remote = Remote::<Arc<ProfileTemplate>>::new();
    let key = StoredValue::new(id);
    let load = Callback::new(move |()| {
        let id = key.get_value();
        remote.load(async move { api::profiles::get(&client, &id).await.map(Arc::new) });
    });
    load.run(());
    let is_there = Memo::new(move |_| remote.with(|profile| profile.is_some()));
    move || {
        if is_there.get() {
            let profile = Memo::new(move |_| remote.get().unwrap_or_default());
            return view! { <Details profile reload=load /> }.into_any();
        }
        match remote.error() {
            None => view! { <Outline /> }.into_any(),
            Some(error) if error.is_not_found() => view! {
                <Page title="Profile">
                    <div class="empty">
                        <p>"No profile has this ID. It may have been deleted."</p>
                        <ButtonLink href=Route::Profiles.href() label="Go to the profiles" kind=Kind::Primary />
                    </div>
                </Page>
            }
            .into_any(),
            Some(error) => view! {
                <Page title="Profile">
                    <Failure what="The profile could not be read" error on_retry=load />
                </Page>
            }
            .into_any(),
        }
    }
}

#[component]
fn Details(profile: Live, reload: Callback<()>) -> impl IntoView {
    let person = use_person();
    // What was typed before a reload is there again.
    let has_draft = profile.with_untracked(|profile| Draft::restore(&profile.id).is_some());
    let editing = RwSignal::new(has_draft);
    let aside = RwSignal::new(None::<Draft>);
    let bring_back = Callback::new(move |()| {
        if let Some(draft) = aside.get_untracked() {
            profile.with_untracked(|profile| draft.keep(&profile.id));
            aside.set(None);
            editing.set(true);
        }
    });
    let deleting = RwSignal::new(false);
    let title = move || profile.with(|profile| profile.display_name.clone());
    let opening = move |action: Action, open: RwSignal<bool>| {
        let refused = Signal::derive(move || action.refusal(person.rights(), None));
        let offer = Offer::new(action, Scope::Page, refused, move || open.set(true));
        offer.to(Signal::derive(title)).put()
    };
    let change = opening(Action::EditProfile, editing);
    let delete = opening(Action::DeleteProfile, deleting);
    view! {
        <Page
            title=Signal::derive(title)
            beside=move || {
                view! { <span class="muted">{move || profile.with(|p| p.description.clone())}</span> }
            }
            actions=move || {
                view! {
                    <ActionButton offer=change />
                    <ActionButton offer=delete />
                }
            }
        >
            <Show when=move || editing.get()>
                <change::Change profile editing aside reload />
            </Show>
            <PutAside
                what="What you typed"
                shown=Memo::new(move |_| !editing.get() && aside.with(Option::is_some))
                on_back=bring_back
            />
            <div class="columns">
                <div class="column">
                    <Facts profile />
                    <Bound profile />
                    <history::History profile editing />
                </div>
                <Raw profile />
            </div>
            <delete::DeleteDialog profile open=deleting />
        </Page>
    }
}

#[component]
fn Facts(profile: Live) -> impl IntoView {
    move || {
        let profile = profile.get();
        let spec = profile.spec.clone().unwrap_or_default();
        let resources = spec.resource_defaults.clone().unwrap_or_default();
        let set = |name: &'static str, value: String| {
            (!value.is_empty()).then(|| view! { <Pair name=name><code>{value}</code></Pair> })
        };
        let map = |map: &contract::model::TextMap| {
            map.iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let id = profile.id.clone();
        let labels = map(&profile.labels);
        let created = profile.created_at.as_ref().map(When::from);
        let updated = profile.updated_at.as_ref().map(When::from);
        view! {
            <Card title="Guardrails">
                <dl class="pairs">
                    <Pair name="Profile ID">
                        <span class="with-copy">
                            <code>{id.clone()}</code>
                            <CopyButton text=id what="profile ID" />
                        </span>
                    </Pair>
                    {set("Image", spec.container_image)}
                    {set("Runtime class", spec.runtime_class)}
                    {set("CPU request", resources.cpu_request)}
                    {set("CPU limit", resources.cpu_limit)}
                    {set("Memory request", resources.memory_request)}
                    {set("Memory limit", resources.memory_limit)}
                    {set("Instance types", spec.instance_types.join(", "))}
                    {set("Node selector", map(&spec.node_selector))}
                    {set("Tags", spec.tags.join(", "))}
                    {set("Namespace", spec.namespace_config_json)}
                    {set("Network", spec.network_config_json)}
                    {set("Pod", spec.pod_template_json)}
                    {set("Labels", labels)}
                    <Pair name="Created">
                        <Moment at=Signal::stored(created) none="unknown" suffix=" ago" />
                    </Pair>
                    <Pair name="Last changed">
                        <Moment at=Signal::stored(updated) none="unknown" suffix=" ago" />
                    </Pair>
                </dl>
                <p class="muted">
                    "What is not set is inherited from the zone. Changes apply to sandboxes that start afterwards."
                </p>
            </Card>
        }
    }
}

#[component]
fn Raw(profile: Live) -> impl IntoView {
    let text = Memo::new(move |_| profile.with(|profile| write_profile(profile)));
    let aside = move || view! { <CopyButton text what="profile" /> };
    let commands = Signal::derive(move || profile.with(|p| commands::read_profile(&p.id)));
    view! {
        <Card title="As a file" aside=aside>
            <pre class="code" tabindex="0" aria-label="Profile as a file">{move || text.get()}</pre>
            <Terminal commands note=commands::profile_note() />
        </Card>
    }
}

#[component]
fn Bound(profile: Live) -> impl IntoView {
    let fleet = use_fleet();
    let rows = move || {
        let rows = profile.with(|profile| bound_by(fleet, &profile.id));
        if rows.is_empty() {
            return view! { <p class="muted">"No runner uses it."</p> }.into_any();
        }
        let rows = rows.into_iter().map(|row| {
            let summary = row.summary;
            let badge = Memo::new(move |_| summary.with(|runner| status::install(&**runner)));
            view! {
                <li class="row">
                    <a class="link" href=Route::runner(&row.id).href()>{row.id.to_string()}</a>
                    <StatusBadge badge />
                </li>
            }
        });
        view! { <ul class="rows">{rows.collect_view()}</ul> }.into_any()
    };
    view! { <Card title="Runners that use it">{rows}</Card> }
}
