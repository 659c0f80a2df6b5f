//! A profile as a file, in the CLI's form: settings that are JSON for the API are blocks, and keys that
//! nobody here knows stay (contract 5.1). What is wrong is told at its line while it is typed.

use contract::{edit::profile, model::ProfileTemplate, spec_file::Diagnostic};
use leptos::prelude::*;

use crate::forms::code::{CodeEditor, Knowledge, ProblemList};

/// The text with what is wrong with it.
#[component]
pub(crate) fn Editor(
    text: RwSignal<String>,
    /// The profile that it changes, if it is there already.
    #[prop(optional, into)]
    loaded: Signal<Option<ProfileTemplate>>,
    #[prop(into)] problems: Signal<Vec<Diagnostic>>,
    on_send: Callback<()>,
) -> impl IntoView {
    let check = Callback::new(move |text: String| {
        let read = loaded.with(|loaded| profile::read(&text, loaded.as_ref()));
        read.err().unwrap_or_default()
    });
    view! {
        <CodeEditor
            id="profile-text"
            label="Profile as YAML or JSON"
            text
            // The page may be on its way out while the editor tells what was typed last.
            on_input=Callback::new(move |typed| drop(text.try_set(typed)))
            on_send
            knowledge=Knowledge::of_profile(check)
            problems
        />
        <ProblemList problems />
    }
}
