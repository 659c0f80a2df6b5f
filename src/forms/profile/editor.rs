//! A profile as a file, in the CLI's form: settings that are JSON for the API are blocks, and keys that
//! nobody here knows stay (contract 5.1). What is wrong is told at its line while it is typed.

use contract::{
    model::ProfileTemplate,
    rules,
    spec_file::{Diagnostic, parse, read_profile},
};
use leptos::prelude::*;

use crate::forms::spec_text::SpecText;

/// The profile that a text means, or everything wrong with it.
pub(crate) fn read(text: &str) -> Result<ProfileTemplate, Vec<Diagnostic>> {
    let at_start = |message: String| Diagnostic {
        line: 1,
        column: 1,
        message,
    };
    let documents = parse(text).map_err(|problem| vec![problem])?;
    let [document] = documents.as_slice() else {
        let count = documents.len();
        let message = format!("expected one profile, found {count} documents");
        return Err(vec![at_start(message)]);
    };
    let profile = read_profile(document)?;
    let found = rules::profile_create(&profile);
    if found.is_empty() {
        Ok(profile)
    } else {
        let problems = found
            .into_iter()
            .map(|violation| at_start(violation.description));
        Err(problems.collect())
    }
}

/// The text with what is wrong with it.
#[component]
pub(crate) fn Editor(text: RwSignal<String>, problems: Signal<Vec<Diagnostic>>) -> impl IntoView {
    view! {
        <SpecText
            id="profile-text"
            label="Profile as YAML or JSON"
            text
            on_input=Callback::new(move |typed| text.set(typed))
            problems
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_and_what_is_wrong_has_its_place() {
        let good = "display_name: a\nspec:\n  network:\n    egress: {default: x}\n    news: 1\n";
        let profile = read(good).unwrap();
        assert!(profile.spec.unwrap().network_config_json.contains("news"));
        let bad = read("display_name: a\nspec:\n  containr_image: x\n").unwrap_err();
        assert_eq!(bad[0].line, 3);
        assert!(
            bad[0].message.contains("container_image"),
            "{}",
            bad[0].message
        );
        for text in [
            "",
            "a: [",
            "- x",
            "display_name: a\n---\ndisplay_name: b",
            "spec: {}",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
