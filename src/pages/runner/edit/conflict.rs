//! Somebody else has changed what this edit replaces: both changes side by side, decided field by field.

use contract::{edit::Conflict, wire::schema::Path};
use leptos::prelude::*;
use serde_json::Value;

use super::editing::Editing;
use crate::widgets::{
    button::{Button, Kind},
    card::Card,
};

/// The fields to decide, if there are any.
#[component]
pub(super) fn Conflicts() -> impl IntoView {
    let editing = Editing::context();
    let theirs_at = RwSignal::new(Vec::<Path>::new());
    let merge = Memo::new(move |_| editing.merge(&theirs_at.get()));
    let shown = Memo::new(move |_| merge.with(Option::is_some));
    let conflicts = Memo::new(move |_| {
        merge
            .with(|merge| merge.as_ref().map(|(_, conflicts)| conflicts.clone()))
            .unwrap_or_default()
    });
    let go_on = Callback::new(move |()| {
        if let Some((merged, _)) = merge.get_untracked() {
            theirs_at.set(Vec::new());
            editing.resolve(&merged);
        }
    });
    let list = move || {
        let conflicts = conflicts.get().into_iter();
        conflicts
            .map(|conflict| view! { <Field conflict theirs_at /> })
            .collect_view()
    };
    let lead = move || {
        if conflicts.with(Vec::is_empty) {
            "Somebody changed this part of the runner since you began; nothing was sent. Both changes go together."
        } else {
            "Somebody changed the same fields since you began; nothing was sent. Which value shall each have?"
        }
    };
    view! {
        <Show when=move || shown.get()>
            <Card title="Changed by somebody else">
                <p role="alert">{lead}</p>
                <ul class="entries">{list}</ul>
                <div class="form-actions">
                    <Button kind=Kind::Primary label="Bring both together" on_press=go_on />
                </div>
                <p class="muted">"Nothing is sent yet: the text then holds both, to be looked at and sent."</p>
            </Card>
        </Show>
    }
}

#[component]
fn Field(conflict: Conflict, theirs_at: RwSignal<Vec<Path>>) -> impl IntoView {
    let Conflict {
        path,
        base,
        theirs,
        mine,
    } = conflict;
    let name = path.to_string();
    let group = format!("conflict-{name}");
    let path = StoredValue::new(path);
    let is_theirs = move || theirs_at.with(|all| path.with_value(|path| all.contains(path)));
    let choose = move |take: bool| {
        theirs_at.update(|all| {
            all.retain(|other| path.with_value(|path| other != path));
            if take {
                all.push(path.get_value());
            }
        });
    };
    let option = move |label: &'static str, value: String, take: bool| {
        let group = group.clone();
        view! {
            <label class="choice choice-tall">
                <input
                    type="radio"
                    name=group
                    prop:checked=move || is_theirs() == take
                    on:change=move |_| choose(take)
                />
                <span>{label} " " <code>{value}</code></span>
            </label>
        }
    };
    view! {
        <li class="entry">
            <fieldset class="stack">
                <legend><code>{name}</code></legend>
                <p class="muted">"It was " <code>{shown(&base)}</code></p>
                {option("Mine:", shown(&mine), false)}
                {option("Theirs:", shown(&theirs), true)}
            </fieldset>
        </li>
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
