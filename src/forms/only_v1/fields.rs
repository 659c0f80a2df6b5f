//! Single fields of these parts, each with what the table of the API says of it.

use contract::{document::Kind, dotenv::Keys, invisible::trimmed, model::TextMap, part::Part};
use leptos::prelude::*;
use serde_json::json;

use super::{
    Spec,
    parts::{doc, field, place},
};
use crate::{
    forms::{
        placement::map::{Map, MapEditor},
        problems::Problems,
    },
    widgets::field::{SelectField, TextField},
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
    let text = Memo::new(move |_| spec.with(|parts| parts.text(path)));
    let option = move |constant: &'static str| {
        let word = word(constant, constants);
        view! { <option selected=move || text.with(|text| text == constant)>{word}</option> }
    };
    // One that a newer server gave, or that was mistyped in the text, is shown as it is.
    let other = move || {
        let text = text.get();
        let is_known = text.is_empty() || constants.contains(&text.as_str());
        (!is_known).then(|| view! { <option selected=true>{text}</option> })
    };
    view! {
        <SelectField
            id
            label=label
            hint=doc(path)
            error=Signal::derive(move || problems.at(&place(path)))
            on_choose=move |at| {
                let constant = at.checked_sub(1).map(|at| constants.get(at));
                match constant {
                    None => spec.put(path, None),
                    Some(Some(constant)) => spec.put(path, Some(json!(constant))),
                    Some(None) => {}
                }
            }
        >
            <option selected=move || text.with(String::is_empty)>"Not set"</option>
            {constants.iter().copied().map(option).collect_view()}
            {other}
        </SelectField>
    }
}

/// A constant in words: what follows the beginning that all of its kind share.
pub(super) fn word(constant: &str, all: &[&str]) -> String {
    let is_shared = |length: &usize| {
        let begin = &constant[..*length];
        all.iter().all(|other| other.starts_with(begin))
    };
    let ends = constant.match_indices('_').map(|(at, _)| at + 1);
    let begin = ends.take_while(is_shared).last().unwrap_or(0);
    capital(&constant[begin..].replace('_', " ").to_ascii_lowercase())
}

/// A text that begins with a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
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
        assert_eq!(word("ALONE", &["ALONE"]), "Alone");
        assert_eq!(capital("source range 1"), "Source range 1");
    }
}
