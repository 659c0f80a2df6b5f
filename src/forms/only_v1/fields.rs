//! Single fields of these parts, each with what the table of the API says of it.

use contract::{document::Kind, dotenv::Keys, invisible::trimmed, model::TextMap, part::Part};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    Spec,
    parts::{doc, field, place},
};
use crate::{
    forms::{
        constant::ConstantField,
        placement::map::{Map, MapEditor},
        problems::Problems,
    },
    widgets::field::TextField,
};

/// A text.
#[component]
pub(super) fn TextAt(id: &'static str, label: &'static str, path: &'static str) -> impl IntoView {
    let spec = Spec::context();
    let problems = Problems::context();
    view! {
        <TextField
            id=id
            label=label
            hint=doc(path)
            code=true
            value=Signal::derive(move || spec.with(|parts| parts.text(path)))
            on_input=move |text: String| {
                let text = trimmed(&text);
                spec.put(path, (!text.is_empty()).then(|| json!(text)));
            }
            error=Signal::derive(move || problems.at(&place(path)))
        />
    }
}

/// A switch. Off and not set are the same (contract-v1 0).
#[component]
pub(super) fn FlagAt(label: &'static str, path: &'static str) -> impl IntoView {
    let spec = Spec::context();
    view! {
        <label class="choice choice-tall">
            <input
                type="checkbox"
                prop:checked=move || spec.with(|parts| parts.is_on(path))
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    spec.put(path, on.then(|| json!(true)));
                }
            />
            <span class="stack-tight">
                {label}
                <span class="muted">{doc(path)}</span>
            </span>
        </label>
    }
}

/// One of the constants of a field, or none.
#[component]
pub(super) fn ChoiceAt(id: &'static str, label: &'static str, path: &'static str) -> impl IntoView {
    let spec = Spec::context();
    let problems = Problems::context();
    let constants = match field(path).map(|field| field.kind) {
        Some(Kind::Choice(constants)) => constants,
        _ => &[],
    };
    view! {
        <ConstantField
            id
            label
            hint=doc(path)
            constants
            value=Memo::new(move |_| spec.with(|parts| parts.text(path)))
            on_choose=Callback::new(move |constant: Option<&'static str>| {
                spec.put(path, constant.map(Value::from));
            })
            error=Signal::derive(move || problems.at(&place(path)))
        />
    }
}

/// A map of annotations.
#[component]
pub(super) fn AnnotationsAt(
    /// Path of the field below the data plane.
    path: &'static str,
) -> impl IntoView {
    let spec = Spec::context();
    let map = Map {
        within: Part::DataPlane.place(),
        name: path,
        one: "annotation",
        is_secret: false,
        keys: Keys::Labels,
    };
    let path = StoredValue::new(format!("data_plane.{path}"));
    let value = Memo::new(move |_| path.with_value(|path| spec.with(|parts| parts.map(path))));
    let on_change = Callback::new(move |now: TextMap| {
        path.with_value(|path| spec.put(path, (!now.is_empty()).then(|| json!(now))));
    });
    view! {
        <fieldset class="choices">
            <legend>"Annotations"</legend>
            <p class="field-hint">{path.with_value(|path| doc(path))}</p>
            <MapEditor map value on_change />
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::constant::word;

    #[test]
    fn constants_have_words() {
        let words = |path: &str| match field(path).map(|field| field.kind) {
            Some(Kind::Choice(all)) => all.iter().map(|one| word(one, all)).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!(words("image_pull.policy"), ["If not present", "Always"]);
        assert_eq!(
            words("data_plane.load_balancer.scope"),
            ["Public", "Private"]
        );
        let traffic = "data_plane.load_balancer.external_traffic_policy";
        assert_eq!(words(traffic), ["Cluster", "Local"]);
    }
}
