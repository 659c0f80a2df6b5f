//! A partial profile spec for this runner alone: typed as YAML or JSON, sent as JSON (contract 1.6).

use contract::spec_file::{Diagnostic, parse};
use leptos::prelude::*;

use crate::forms::code::{CodeEditor, Knowledge, ProblemList};

/// The field with what is wrong at its line.
#[component]
pub(super) fn OverridesField(
    id: String,
    sent: Memo<String>,
    on_change: Callback<String>,
) -> impl IntoView {
    let field_id = format!("profile-{id}-overrides");
    // The text is the person's: it changes from outside only when what it means does.
    let text = RwSignal::new(shown(&sent.get_untracked()));
    Effect::new(move |_| {
        let sent = sent.get();
        if text.with_untracked(|text| meant(text) != sent) {
            text.set(shown(&sent));
        }
    });
    let check = Callback::new(|text: String| object(&text).err().into_iter().collect());
    let problems = Signal::derive(move || {
        text.with(|text| object(text).err().into_iter().collect::<Vec<_>>())
    });
    let on_input = Callback::new(move |typed: String| {
        // The form may be gone while the editor tells what was typed last.
        if text.try_set(typed.clone()).is_none() {
            on_change.try_run(meant(&typed));
        }
    });
    view! {
        <div class="field">
            <p aria-hidden="true">"Overrides" <span class="muted">" optional, YAML or JSON"</span></p>
            <CodeEditor
                id=field_id
                label="Overrides"
                text
                on_input
                knowledge=Knowledge::of_overrides(check)
                problems
                is_small=true
            />
            <ProblemList problems />
        </div>
    }
}

/// What is sent for a text: JSON as it is, YAML as JSON, and what cannot be read as it is, so that it is
/// kept and the rules refuse it.
fn meant(text: &str) -> String {
    let is_json = serde_json::from_str::<serde_json::Value>(text).is_ok();
    match object(text) {
        Ok(Some(json)) if !is_json => json,
        Ok(None) => String::new(),
        Ok(Some(_)) | Err(_) => text.to_owned(),
    }
}

/// The JSON object that a text means; none for an empty one.
fn object(text: &str) -> Result<Option<String>, Diagnostic> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let wrong = |message: &str| Diagnostic {
        line: 1,
        column: 1,
        message: message.to_owned(),
    };
    let documents = parse(text)?;
    match documents.as_slice() {
        [document] if document.value.is_object() => Ok(Some(document.value.to_string())),
        [_] => Err(wrong(
            "expected keys with values, such as runtimeClass: gvisor",
        )),
        _ => Err(wrong("expected one document")),
    }
}

/// What was sent, as a text to go on with.
fn shown(sent: &str) -> String {
    serde_json::from_str::<serde_json::Value>(sent)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| sent.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_is_sent_as_json_and_json_as_it_is() {
        assert_eq!(meant("a:\n  b: 64Gi\n"), r#"{"a":{"b":"64Gi"}}"#);
        assert_eq!(meant(r#"{ "a" : 1 }"#), r#"{ "a" : 1 }"#);
        assert_eq!(meant("  \n"), "");
    }

    #[test]
    fn what_is_no_object_is_kept_and_refused() {
        for text in ["- a", "5", "a: [", "a: 1\n---\nb: 2", "[1]"] {
            assert_eq!(meant(text), text);
            assert!(object(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_was_sent_is_shown_and_means_the_same() {
        let sent = r#"{"a":{"b":"64Gi"}}"#;
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&meant(&shown(sent))), value(sent));
        assert_eq!(shown("not json"), "not json");
    }
}
