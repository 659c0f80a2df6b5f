//! What the edit would take away, loudly, each with a way to keep it.

use contract::{
    edit::Loss,
    wire::schema::{Path, Segment},
};
use leptos::prelude::*;
use serde_json::Value;

use super::editing::Editing;
use crate::{
    state::catalog::use_catalog,
    widgets::{
        button::Button,
        card::Card,
        icon::{Glyph, Icon},
    },
};

/// The losses, if there are any.
#[component]
pub(super) fn Losses() -> impl IntoView {
    let editing = Editing::context();
    let losses = Memo::new(move |_| editing.losses());
    let is_lossy = Memo::new(move |_| losses.with(|losses| !losses.is_empty()));
    let keep_all = Callback::new(move |()| {
        // One by one: what is kept moves what stands behind it.
        for _ in 0..losses.with_untracked(Vec::len) {
            let Some(first) = untrack(|| editing.losses()).into_iter().next() else {
                break;
            };
            editing.keep_loss(&first);
        }
    });
    let list = move || {
        let losses = losses.get().into_iter();
        losses.map(|loss| view! { <Item loss /> }).collect_view()
    };
    let count = move || losses.with(Vec::len);
    view! {
        <Show when=move || is_lossy.get()>
            <Card
                title="What would be lost"
                aside=move || {
                    (count() > 1).then(|| view! { <Button label="Keep everything" on_press=keep_all /> })
                }
            >
                <p class="muted">"The runner has this now and would not have it any more."</p>
                <ul class="entries">{list}</ul>
            </Card>
        </Show>
    }
}

#[component]
fn Item(loss: Loss) -> impl IntoView {
    let editing = Editing::context();
    let catalog = use_catalog();
    let text = told(&loss, |id| catalog.profile_name(id));
    let loss = StoredValue::new(loss);
    view! {
        <li class="entry loss">
            <span class="badge-line tone-warn">
                <Glyph icon=Icon::Alert />
                <span>{text}</span>
            </span>
            <Button
                label="Keep it"
                on_press=Callback::new(move |()| loss.with_value(|loss| editing.keep_loss(loss)))
            />
        </li>
    }
}

/// A loss in words. Values of the environment may be secrets (contract 1.5).
fn told(loss: &Loss, name: impl Fn(&str) -> Option<String>) -> String {
    let Loss { path, value } = loss;
    let printed = path.to_string();
    if let Some(id) = value.get("profile_template_id").and_then(Value::as_str) {
        let called = value.get("profile_name").and_then(Value::as_str);
        let called = called.map(str::to_owned).or_else(|| name(id));
        return format!(
            "The profile {} would be detached",
            called.unwrap_or_else(|| id.to_owned())
        );
    }
    if printed.starts_with("profile_bindings") && ends_with(path, "is_default") {
        return "Another profile would be the default".to_owned();
    }
    if printed.starts_with("managed_spec.overrides.env.") {
        return printed;
    }
    match value {
        Value::String(text) => format!("{printed}: {text}"),
        value => format!("{printed}: {value}"),
    }
}

fn ends_with(path: &Path, key: &str) -> bool {
    matches!(path.0.last(), Some(Segment::Key(last)) if last == key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn losses_have_words_and_show_no_secrets() {
        let told = |path: &str, value: Value| {
            let loss = Loss {
                path: Path::of_printed(path),
                value,
            };
            told(&loss, |id| (id == "1").then(|| "gpu".to_owned()))
        };
        assert_eq!(
            told("profile_bindings[1]", json!({ "profile_template_id": "1" })),
            "The profile gpu would be detached"
        );
        assert_eq!(
            told("profile_bindings[0].is_default", json!(true)),
            "Another profile would be the default"
        );
        assert_eq!(
            told("managed_spec.overrides.env.TOKEN", json!("CANARY")),
            "managed_spec.overrides.env.TOKEN"
        );
        assert_eq!(
            told("managed_spec.overrides.node_selector.pool", json!("infra")),
            "managed_spec.overrides.node_selector.pool: infra"
        );
    }
}
