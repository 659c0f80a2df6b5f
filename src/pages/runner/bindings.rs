//! The profiles that the runner offers (contract 1.6).

use contract::{
    console::{Happening, HistoryEntry, Millis},
    model::ProfileBinding,
};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;

use super::Live;
use crate::{
    api::spoken::binds_profiles,
    paths::Route,
    state::{catalog::use_catalog, clock::use_clock, past::use_past, profile_names::ProfileNames},
    widgets::{
        card::Card,
        copy::CopyButton,
        failure::Failure,
        icon::{Glyph, Icon},
        moment::{Moment, When},
    },
};

/// How long one may still look for a profile that was detached.
const LATELY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The bindings, with the names of their templates.
#[component]
pub(super) fn BindingsCard(runner: Live) -> impl IntoView {
    let catalog = use_catalog();
    let clock = use_clock();
    let names = ProfileNames::new();
    let bindings = Memo::new(move |_| runner.with(|runner| runner.profile_bindings.clone()));
    let list = move || {
        let bindings = bindings.get();
        if bindings.is_empty() && !binds_profiles() {
            let text = "This console uses v1 of the API, which does not show profiles: the policy sets the limits for sandboxes.";
            view! { <p class="muted">{text}</p> }.into_any()
        } else if bindings.is_empty() {
            view! { <p class="muted">"No profile is bound."</p> }.into_any()
        } else {
            bindings
                .into_iter()
                .map(|binding| view! { <Binding binding names /> })
                .collect_view()
                .into_any()
        }
    };
    let detached = Memo::new(move |_| {
        let past = use_past();
        past.with(|entries| bindings.with(|bindings| lost(entries, bindings, clock.now())))
    });
    let note = move || {
        detached
            .get()
            .into_iter()
            .map(|(id, at)| {
                let name = catalog.profile_name(&id).unwrap_or(id);
                view! {
                    <li class="entry badge-line muted">
                        <Glyph icon=Icon::Info />
                        <span>
                            {name} " was bound until "
                            <Moment at=Signal::stored(Some(When::from(at))) suffix=" ago" />
                            ": the list of profiles was replaced as a whole."
                        </span>
                    </li>
                }
            })
            .collect_view()
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
            <ul class="entries">{list} {note}</ul>
            {error}
        </Card>
    }
}

#[component]
fn Binding(binding: ProfileBinding, names: ProfileNames) -> impl IntoView {
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
    let called = alias.clone();
    let elsewhere = Memo::new(move |_| {
        let name = called.clone().or_else(|| template.get())?;
        let runner = id.with_value(|id| names.elsewhere(&name, id))?;
        Some((name, runner))
    });
    let warning = move || {
        elsewhere.get().map(|(name, runner)| {
            view! {
                <p class="badge-line tone-warn">
                    <Glyph icon=Icon::Alert />
                    <span>
                        "On " <a class="link" href=Route::runner(&runner).href()>{runner.clone()}</a>
                        " the name " {name}
                        " refers to another profile. Names are not unique across runners, so a sandbox that asks for it may get either one."
                    </span>
                </p>
            }
        })
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
            {warning}
            {overrides}
        </li>
    }
}

/// Profiles that were bound lately and are not any more, with when that ended.
fn lost(
    entries: &[HistoryEntry],
    bindings: &[ProfileBinding],
    now: Timestamp,
) -> Vec<(String, Millis)> {
    let mut lost: Vec<(String, Millis)> = Vec::new();
    for entry in entries {
        if now.duration_since(entry.at.instant()) > LATELY {
            break;
        }
        let gone = match &entry.what {
            Happening::Detached { profiles } => profiles.as_slice(),
            // A former runner's, from here on.
            Happening::Created { .. } => break,
            _ => continue,
        };
        for id in gone {
            let is_bound = bindings.iter().any(|b| b.profile_template_id == *id);
            if !is_bound && lost.iter().all(|(other, _)| other != id) {
                lost.push((id.clone(), entry.at));
            }
        }
    }
    lost
}

/// Indented where it is JSON, as it is where not.
fn pretty(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_that_was_detached_lately_is_found_until_it_is_back() {
        let entry = |id, what| HistoryEntry {
            id,
            at: Millis(id * 1000),
            runner_id: "r".into(),
            what,
        };
        let detached = |profiles: &[&str]| Happening::Detached {
            profiles: profiles.iter().map(|id| (*id).to_owned()).collect(),
        };
        let entries = [
            entry(9, detached(&["a", "b"])),
            entry(8, Happening::UpdateAvailable),
            entry(7, detached(&["a", "c"])),
            entry(6, Happening::Created { by: None }),
            entry(5, detached(&["former"])),
        ];
        let bound = [ProfileBinding {
            profile_template_id: "b".into(),
            ..ProfileBinding::default()
        }];
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(
            lost(&entries, &bound, at(10)),
            [
                ("a".to_owned(), Millis(9000)),
                ("c".to_owned(), Millis(7000))
            ]
        );
        assert_eq!(lost(&entries, &bound, at(9 + 8 * 24 * 3600)), []);
    }
}
