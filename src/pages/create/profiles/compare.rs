//! The guardrails of the bound profiles side by side.

use contract::model::ProfileTemplate;
use leptos::prelude::*;

use crate::{
    format::guardrails::{FACTS, facts},
    pages::create::wizard::Wizard,
    state::catalog::use_catalog,
    widgets::card::Card,
};

/// A table with a column for each; only with two or more, since one is read where it is chosen.
#[component]
pub(super) fn Compare() -> impl IntoView {
    let wizard = Wizard::context();
    let catalog = use_catalog();
    let bound = Memo::new(move |_| {
        let profiles = catalog.profiles.get().unwrap_or_default();
        wizard.with(|draft| {
            let bound = profiles
                .into_iter()
                .filter(|profile| draft.binds(&profile.id));
            bound.collect::<Vec<_>>()
        })
    });
    let several = Memo::new(move |_| bound.with(|bound| bound.len() > 1));
    view! {
        <Show when=move || several.get()>
            <Card title="Guardrails side by side">
                <div class="compare" tabindex="0" role="region" aria-label="Guardrails side by side">
                    {move || table(bound.get())}
                </div>
            </Card>
        </Show>
    }
}

fn table(bound: Vec<ProfileTemplate>) -> impl IntoView {
    let heads: Vec<_> = bound
        .iter()
        .map(|profile| view! { <th scope="col">{profile.display_name.clone()}</th> })
        .collect();
    let columns: Vec<_> = bound
        .into_iter()
        .map(|profile| facts(&profile.spec.unwrap_or_default()))
        .collect();
    let rows = FACTS.into_iter().enumerate().map(|(at, name)| {
        let cells: Vec<_> = columns
            .iter()
            .map(|facts| match facts.get(at).cloned().flatten() {
                Some(text) => view! { <td>{text}</td> }.into_any(),
                None => view! { <td class="muted">"inherited"</td> }.into_any(),
            })
            .collect();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
    });
    view! {
        <table class="compare-table">
            <thead>
                <tr><td></td>{heads}</tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
