//! A list of texts of these parts.

use leptos::prelude::*;
use serde_json::json;

use super::{
    Spec,
    parts::{doc, place},
};
use crate::forms::{
    placement::texts::{TextRows, Texts},
    problems::Problems,
};

/// Its rows.
#[component]
pub(super) fn TextsAt(
    label: &'static str,
    /// What one is called.
    one: &'static str,
    placeholder: &'static str,
    path: &'static str,
) -> impl IntoView {
    let spec = Spec::context();
    let problems = Problems::context();
    let texts = Texts {
        id: path.replace(['.', '_'], "-"),
        label: label.to_owned(),
        hint: doc(path),
        one: one.to_owned(),
        placeholder,
    };
    let on_change = Callback::new(move |now: Vec<String>| {
        spec.put(path, (!now.is_empty()).then(|| json!(now)));
    });
    view! {
        <TextRows
            texts
            value=Memo::new(move |_| spec.with(|parts| parts.texts(path)))
            on_change
            error=Callback::new(move |at| problems.at(&place(&format!("{path}[{at}]"))))
        />
    }
}
