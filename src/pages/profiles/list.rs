//! Every profile with its guardrails at a glance and how many runners offer it.

use std::collections::HashMap;

use contract::{console::natural, model::ProfileTemplate};
use leptos::prelude::*;

use crate::{
    actions::{Action, ActionButton, Offer, Scope},
    can,
    format::guardrails,
    paths::Route,
    state::{catalog::use_catalog, fleet::use_fleet, session::use_person},
    widgets::{
        failure::Failure,
        moment::{Moment, When},
        page::Page,
        search::{SearchField, is_in},
        table::Table,
    },
};

/// The table of profiles.
#[component]
pub(crate) fn ProfilesPage() -> impl IntoView {
    let catalog = use_catalog();
    catalog.load_profiles();
    let person = use_person();
    let create = Offer::link(
        Action::CreateProfile,
        Scope::Page,
        Signal::derive(move || Action::CreateProfile.refusal(person.rights(), None)),
        Route::NewProfile.href(),
    )
    .put();
    let fleet = use_fleet();
    let text = RwSignal::new(String::new());
    let bound = Memo::new(move |_| {
        fleet.with(|rows| {
            let mut bound: HashMap<String, usize> = HashMap::new();
            for row in rows.values() {
                row.summary.with_untracked(|runner| {
                    for profile in &runner.profiles {
                        *bound.entry(profile.clone()).or_default() += 1;
                    }
                });
            }
            bound
        })
    });
    let shown = Memo::new(move |_| {
        let text = text.get();
        catalog.profiles.with(|profiles| {
            let mut shown: Vec<ProfileTemplate> = profiles?
                .iter()
                .filter(|profile| {
                    is_in(
                        &text,
                        [&profile.display_name, &profile.description, &profile.id],
                    )
                })
                .cloned()
                .collect();
            shown.sort_by(|a, b| natural(&a.display_name, &b.display_name));
            Some(shown)
        })
    });
    let count = move || {
        let count = catalog
            .profiles
            .with(|profiles| profiles.map_or(0, Vec::len));
        (count > 0).then(|| count.to_string())
    };
    let trouble = move || {
        catalog.profiles.error().map(|error| {
            let on_retry = Callback::new(move |()| catalog.load_profiles());
            view! { <Failure what="The profiles could not be read" error on_retry /> }
        })
    };
    let rows = move || {
        let shown = shown.get()?;
        if shown.is_empty() {
            let none = catalog
                .profiles
                .with(|profiles| profiles.is_some_and(Vec::is_empty));
            let text = if none {
                "No profiles yet. A profile sets what sandboxes may use: image, size, network. A runner needs at least one."
            } else {
                "No profile matches."
            };
            return Some(view! { <p class="empty">{text}</p> }.into_any());
        }
        let rows = shown
            .into_iter()
            .map(|profile| {
                let id = profile.id.clone();
                let bound =
                    Memo::new(move |_| bound.with(|bound| bound.get(&id).copied().unwrap_or(0)));
                view! { <ProfileRow profile bound /> }
            })
            .collect_view();
        Some(
            view! {
                <Table caption="Profiles" columns=&["Profile", "Guardrails", "Runners", "Age"]>
                    {rows}
                </Table>
            }
            .into_any(),
        )
    };
    view! {
        <Page
            title="Profiles"
            beside=move || view! { <span class="muted">{count}</span> }
            actions=move || view! { <ActionButton offer=create /> }
        >
            <div class="filters" role="search" aria-label="Filter the profiles">
                <SearchField
                    label="Filter by name, description or ID"
                    placeholder="Filter by name, description or ID"
                    text
                />
            </div>
            {can::see_policies().is_ok().then(|| view! {
                <p class="muted">
                    "In v1 of the API a policy takes their place: "
                    <a class="link" href=Route::Policies.href()>"which runners still depend on profiles"</a> "."
                </p>
            })}
            {trouble}
            {rows}
        </Page>
    }
}

#[component]
fn ProfileRow(profile: ProfileTemplate, bound: Memo<usize>) -> impl IntoView {
    let guardrails = guardrails::line(&profile.spec.clone().unwrap_or_default());
    let created = profile.created_at.as_ref().map(When::from);
    let href = Route::Profile(profile.id.clone()).href();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span class="two-lines">
                    <a class="row-link" href=href>{profile.display_name}</a>
                    <span class="muted">{profile.description}</span>
                </span>
            </th>
            <td role="cell" data-label="Guardrails">{guardrails}</td>
            <td role="cell" data-label="Runners">
                {move || match bound.get() {
                    0 => "none".to_owned(),
                    bound => bound.to_string(),
                }}
            </td>
            <td role="cell" data-label="Age">
                <Moment at=Signal::stored(created) none="" focusable=false />
            </td>
        </tr>
    }
}
