//! The profiles that the runner offers (contract 1.6).

use contract::wire::ProfileBinding;
use leptos::prelude::*;

use super::Live;
use crate::{
    state::catalog::use_catalog,
    widgets::{card::Card, copy::CopyButton, failure::Failure},
};

/// The bindings, with the names of their templates.
#[component]
pub(super) fn BindingsCard(runner: Live) -> impl IntoView {
    let catalog = use_catalog();
    let bindings = Memo::new(move |_| runner.with(|runner| runner.profile_bindings.clone()));
    let list = move || {
        let bindings = bindings.get();
        if bindings.is_empty() {
            view! { <p class="muted">"No profile is bound."</p> }.into_any()
        } else {
            bindings
                .into_iter()
                .map(|binding| view! { <Binding binding /> })
                .collect_view()
                .into_any()
        }
    };
    let error = move || {
        let error = catalog.profiles.error()?;
        let on_retry = Callback::new(move |()| catalog.load_profiles());
        Some(
            view! { <Failure what="The names of the profiles could not be read" error on_retry /> },
        )
    };
    view! {
        <Card title="Profiles">
            <ul class="entries">{list}</ul>
            {error}
        </Card>
    }
}

#[component]
fn Binding(binding: ProfileBinding) -> impl IntoView {
    let catalog = use_catalog();
    let ProfileBinding {
        profile_template_id,
        profile_name,
        is_default,
        overrides_json,
        ..
    } = binding;
    let id = StoredValue::new(profile_template_id);
    let template = Memo::new(move |_| id.with_value(|id| catalog.profile_name(id)));
    let known = move || catalog.profiles.with(|profiles| profiles.is_some());
    let alias = (!profile_name.is_empty()).then_some(profile_name);
    let name = {
        let alias = alias.clone();
        move || match (&alias, template.get()) {
            (Some(alias), _) => alias.clone(),
            (None, Some(template)) => template,
            (None, None) if known() => "Unknown profile".to_owned(),
            (None, None) => "…".to_owned(),
        }
    };
    let of = move || {
        let template = template.get()?;
        alias.is_some().then(|| format!("profile {template}"))
    };
    let overrides = (!overrides_json.is_empty()).then(|| {
        view! {
            <details>
                <summary>"Overrides on this runner"</summary>
                <pre>{pretty(&overrides_json)}</pre>
            </details>
        }
    });
    view! {
        <li class="entry">
            <p class="entry-head">
                <strong>{name}</strong>
                {is_default.then(|| view! { <span class="pill">"default"</span> })}
                <span class="muted">{of}</span>
            </p>
            <p class="with-copy">
                <code class="muted">{id.get_value()}</code>
                <CopyButton text=id.get_value() what="profile template ID" />
            </p>
            {overrides}
        </li>
    }
}

/// Indented where it is JSON, as it is where not.
fn pretty(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}
