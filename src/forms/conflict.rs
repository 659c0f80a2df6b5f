//! Someone else has changed what an edit replaces: both changes side by side, decided field by field.

use contract::{document::Path, edit::Conflict};
use leptos::prelude::*;
use serde_json::Value;

use crate::widgets::{
    button::{Button, Kind},
    card::Card,
    icon::{Glyph, Icon},
    secret::Secret,
};

/// Says that there is a change since the text was begun. The text is left alone.
#[component]
pub(crate) fn Changed(on_merge: Callback<()>, children: Children) -> impl IntoView {
    view! {
        <div class="callout" role="status">
            <p class="badge-line">
                <Glyph icon=Icon::Info />
                <span>{children()}</span>
            </p>
            <div>
                <Button label="Merge it into my text…" on_press=on_merge />
            </div>
        </div>
    }
}

/// The fields to decide, if there are any.
#[component]
pub(crate) fn Conflicts<T: Clone + PartialEq + Send + Sync + 'static>(
    /// What was changed: "part of the runner".
    what: &'static str,
    /// Once somebody has changed the same: both changes in one, and the fields that cannot have both. Those at these
    /// paths are given to the other side.
    merge: Callback<Vec<Path>, Option<(T, Vec<Conflict>)>>,
    /// Fields whose values are not shown until somebody asks.
    #[prop(optional)]
    is_secret: Option<fn(&str) -> bool>,
    on_merge: Callback<T>,
) -> impl IntoView {
    let theirs_at = RwSignal::new(Vec::new());
    let merge = Memo::new(move |_| merge.run(theirs_at.get()));
    let shown = Memo::new(move |_| merge.with(Option::is_some));
    let conflicts = Memo::new(move |_| {
        let merge = merge.get();
        merge.map(|(_, conflicts)| conflicts).unwrap_or_default()
    });
    let go_on = Callback::new(move |()| {
        if let Some((merged, _)) = merge.get_untracked() {
            theirs_at.set(Vec::new());
            on_merge.run(merged);
        }
    });
    let list = move || {
        let conflicts = conflicts.get().into_iter();
        conflicts
            .map(|conflict| {
                let is_secret =
                    is_secret.is_some_and(|is_secret| is_secret(&conflict.path.to_string()));
                view! { <Field conflict theirs_at is_secret /> }
            })
            .collect_view()
    };
    let lead = move || {
        if conflicts.with(Vec::is_empty) {
            format!(
                "Someone changed this {what} after you started editing, so nothing was sent. The two changes do not conflict."
            )
        } else {
            "Someone changed the same fields after you started editing, so nothing was sent. Which values do you want to keep?".to_owned()
        }
    };
    view! {
        <Show when=move || shown.get()>
            <Card title="Changed by someone else">
                <p role="alert">{lead}</p>
                <ul class="entries">{list}</ul>
                <div class="form-actions">
                    <Button kind=Kind::Primary label="Merge both changes" on_press=go_on />
                </div>
                <p class="muted">"Nothing is sent yet: the text will contain both changes for you to review and send."</p>
            </Card>
        </Show>
    }
}

#[component]
fn Field(conflict: Conflict, theirs_at: RwSignal<Vec<Path>>, is_secret: bool) -> impl IntoView {
    let Conflict {
        path,
        base,
        theirs,
        mine,
    } = conflict;
    let name = path.to_string();
    let group = format!("conflict-{name}");
    let told = move |whose: &str, value: String| {
        if is_secret {
            view! { <Secret name=format!("the value: {whose}") value /> }.into_any()
        } else {
            view! { <code>{value}</code> }.into_any()
        }
    };
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
                <span>{label} " " {told(label, value)}</span>
            </label>
        }
    };
    view! {
        <li class="entry">
            <fieldset class="stack">
                <legend><code>{name}</code></legend>
                <p class="muted">"It was " {told("It was", shown(&base))}</p>
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
