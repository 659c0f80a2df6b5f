//! A policy as fields, made from the table of the contract (contract-v1 3.2 to 3.7). Absent, `{}` and a value are three
//! things in a policy, and look like three.

mod group;
mod line;
mod list;
mod object;
mod ports;
mod rule;
mod rules;
mod single;

use contract::{
    document::{Field, Kind},
    policy::{POLICY, Policy, violations},
};
use leptos::prelude::*;

use crate::forms::{
    placement::texts::{TextRows, Texts},
    problems::{Problem, Problems},
};
use object::{Object, label, placed};

/// Every field of a policy.
#[component]
pub(crate) fn PolicyFields(
    /// The policy as it is typed, sound or not.
    #[prop(into)]
    policy: Signal<Policy>,
    /// The text that says it.
    #[prop(into)]
    text: Signal<String>,
    /// Has the text ask for a policy.
    ask_for: Callback<Policy>,
    /// Gives the text another one's place.
    write: Callback<String>,
) -> impl IntoView {
    provide_context(Written { text, write });
    let found = Memo::new(move |_| {
        let found = policy.with(violations).into_iter();
        found
            .map(|one| Problem::new(&one.field, &one.description))
            .collect()
    });
    provide_context(Problems::new(found.into()));
    let put = Callback::new(move |(key, value): (&'static str, _)| {
        let before = policy.with_untracked(Policy::document);
        ask_for.run(Policy::of(placed(before, &POLICY, key, value)).unwrap_or_default());
    });
    let value = Memo::new(move |_| policy.with(Policy::document));
    let top = Object::new(&POLICY, "policy".to_owned(), value, put);
    view! { <div class="placement">{fields(top)}</div> }
}

/// The text around the fields: what is taken out comes back as it was written, with its comments.
#[derive(Clone, Copy)]
struct Written {
    text: Signal<String>,
    write: Callback<String>,
}

/// The fields of an object.
fn fields(object: Object) -> AnyView {
    let fields = object.message().fields.iter();
    fields
        .map(|field| one(object, field))
        .collect_view()
        .into_any()
}

/// A field, as its kind wants it.
fn one(object: Object, field: &'static Field) -> AnyView {
    match field.kind {
        Kind::Flag => view! { <single::FlagOf object field /> }.into_any(),
        Kind::Choice(constants) => view! { <single::ChoiceOf object field constants /> }.into_any(),
        Kind::Texts => view! { <TextsOf object field /> }.into_any(),
        Kind::Message(message) => {
            let below = object.below(field, message);
            view! { <group::Group object field>{fields(below)}</group::Group> }.into_any()
        }
        Kind::Messages(message) if rules::is_rule(message) => {
            view! { <rules::Rules object field message /> }.into_any()
        }
        Kind::Messages(message) => view! { <list::List object field message /> }.into_any(),
        Kind::Opaque | Kind::TextMap | Kind::EmbeddedJson | Kind::Any => view! {
            <group::Group object field>
                <p class="muted">"Its keys are Kubernetes’ own. Write them in the text."</p>
            </group::Group>
        }
        .into_any(),
        Kind::Text | Kind::Time | Kind::Integer | Kind::Long => {
            view! { <single::LineOf object field /> }.into_any()
        }
    }
}

#[component]
fn TextsOf(object: Object, field: &'static Field) -> impl IntoView {
    let label = label(field);
    let texts = Texts {
        id: object.id(field),
        one: one_of(&label),
        label,
        hint: field.doc,
        placeholder: "",
    };
    let value = Memo::new(move |_| object.texts(field));
    let on_change = Callback::new(move |now: Vec<String>| {
        object.put(field, (!now.is_empty()).then(|| now.into()));
    });
    let error = Callback::new(move |at| object.problem(field, &format!("[{at}]")));
    view! { <TextRows texts value on_change error /> }
}

/// What one of a list is called: its last word, for one.
fn one_of(label: &str) -> String {
    let last = label.split(' ').next_back().unwrap_or(label);
    let one = match last.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None if last.ends_with("sses") || last.ends_with("xes") => {
            last.trim_end_matches("es").to_owned()
        }
        None => last.trim_end_matches('s').to_owned(),
    };
    match one.as_str() {
        "media" => "medium".to_owned(),
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use contract::document::Message;

    use super::*;

    fn texts(message: &'static Message, found: &mut Vec<(String, String)>) {
        for field in message.fields {
            match field.kind {
                Kind::Texts => found.push((label(field), one_of(&label(field)))),
                Kind::Message(below) | Kind::Messages(below) => texts(below, found),
                _ => {}
            }
        }
    }

    #[test]
    fn every_list_has_a_name_for_one() {
        let mut found = Vec::new();
        texts(&POLICY, &mut found);
        let expected = [
            ("Allowed registries", "registry"),
            ("Allowed images", "image"),
            ("Allowed instance types", "type"),
            ("Allowed capabilities", "capability"),
            ("Allowed seccomp profiles", "profile"),
            ("Allowed runtime classes", "class"),
            ("Denied annotation prefixes", "prefix"),
            ("Allowed media", "medium"),
            ("CIDRs", "CIDR"),
        ];
        for (label, one) in expected {
            assert!(
                found.contains(&(label.to_owned(), one.to_owned())),
                "{label} in {found:?}"
            );
        }
    }
}
