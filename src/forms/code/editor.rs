//! The editor and the comparison, as components.

use contract::{
    edit::assist::{self, Completion},
    spec_file::Diagnostic,
};
use js_sys::{Object, Reflect};
use leptos::{html, prelude::*, task::spawn_local};
use serde_json::json;
use wasm_bindgen::{JsValue, closure::Closure};

use super::{
    knowledge::Knowledge,
    script::{self, Editor},
};
use crate::forms::spec_text::SpecText;

/// A text in an editor.
#[component]
pub(crate) fn CodeEditor(
    /// Unique in the page.
    id: &'static str,
    label: &'static str,
    #[prop(into)] text: Signal<String>,
    on_input: Callback<String>,
    /// Something was typed that will come as input when typing pauses.
    on_touch: Callback<()>,
    /// Ctrl or ⌘ with Enter.
    on_send: Callback<()>,
    knowledge: Knowledge,
    #[prop(into)] problems: Signal<Vec<Diagnostic>>,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let is_missing = RwSignal::new(false);
    let editor = StoredValue::new_local(None::<Mounted>);
    // What was typed since somebody looked: a keystroke costs nothing more than to keep it.
    let typed = StoredValue::new(None::<String>);
    let settle = move || {
        if let Some(text) = typed.try_update_value(Option::take).flatten() {
            // Nobody takes it any more where the page goes together with what is behind it.
            on_input.try_run(text);
        }
    };
    on_cleanup(settle);
    let leaving = window_event_listener_untyped("pagehide", move |_| settle());
    on_cleanup(move || leaving.remove());
    Effect::new(move |_| {
        let Some(host) = host.get() else {
            return;
        };
        spawn_local(async move {
            let loaded = script::load().await.is_ok();
            if editor.is_disposed() {
                return;
            }
            let ask = Ask::new(knowledge, [on_touch, on_send], typed, settle);
            let mounted = loaded
                .then(|| script::mount(&host, label, &text.get_untracked(), &ask.object).ok())
                .flatten();
            is_missing.set(mounted.is_none());
            editor.set_value(mounted.map(|editor| Mounted {
                editor,
                _ask: Some(ask),
            }));
        });
    });
    // What the console writes into the text, such as what is kept or taken over.
    Effect::new(move |_| {
        let text = text.get();
        editor.with_value(|editor| {
            if let Some(mounted) = editor {
                mounted.editor.write(&text);
            }
        });
    });
    // What is wrong may change while the text does not.
    Effect::new(move |_| {
        problems.track();
        editor.with_value(|editor| {
            if let Some(mounted) = editor {
                mounted.editor.check();
            }
        });
    });
    view! {
        <Show
            when=move || is_missing.get()
            fallback=move || view! { <div class="code-editor" id=id node_ref=host></div> }
        >
            <SpecText id label text on_input problems />
        </Show>
    }
}

/// What differs between two texts.
#[component]
pub(crate) fn Compare(
    label: &'static str,
    #[prop(into)] before: Signal<String>,
    #[prop(into)] after: Signal<String>,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let shown = StoredValue::new_local(None::<Mounted>);
    Effect::new(move |_| {
        let (before, after) = (before.get(), after.get());
        let Some(host) = host.get() else {
            return;
        };
        spawn_local(async move {
            if script::load().await.is_err() || shown.is_disposed() {
                return;
            }
            let editor = script::compare(&host, label, &before, &after).ok();
            shown.set_value(editor.map(|editor| Mounted { editor, _ask: None }));
        });
    });
    view! { <div class="code-editor code-compare" node_ref=host></div> }
}

/// An editor in the page; it goes with its component.
struct Mounted {
    editor: Editor,
    _ask: Option<Ask>,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.editor.destroy();
    }
}

/// The functions that the script calls, kept as long as it may.
struct Ask {
    object: Object,
    _check: Closure<dyn Fn(String) -> String>,
    _places: [Closure<dyn Fn(String, usize) -> String>; 2],
    _changed: Closure<dyn Fn(String)>,
    _moments: [Closure<dyn Fn()>; 2],
}

impl Ask {
    fn new(
        knowledge: Knowledge,
        [on_touch, on_send]: [Callback<()>; 2],
        typed: StoredValue<Option<String>>,
        settle: impl Fn() + Copy + 'static,
    ) -> Self {
        let Knowledge { check, values } = knowledge;
        // Asked for when typing pauses.
        let check = Closure::<dyn Fn(String) -> String>::new(move |text: String| {
            settle();
            let problems = untrack(|| check.run(text));
            let problems = problems.iter().map(|problem| {
                json!({ "line": problem.line, "column": problem.column, "message": problem.message })
            });
            json!(problems.collect::<Vec<_>>()).to_string()
        });
        let complete = Closure::<dyn Fn(String, usize) -> String>::new(move |text: String, at| {
            let offer = assist::complete(&text, byte(&text, at));
            let more = offer
                .value_of
                .clone()
                .map(|key| untrack(|| values.run(key)));
            let own = offer.found.iter().map(option);
            let more = more.unwrap_or_default().into_iter();
            let more = more.map(|(value, what)| json!({ "label": value, "detail": what }));
            let from = text[..offer.start].encode_utf16().count();
            json!({ "from": from, "options": own.chain(more).collect::<Vec<_>>() }).to_string()
        });
        let explain = Closure::<dyn Fn(String, usize) -> String>::new(|text: String, at| {
            let found = assist::explain(&text, byte(&text, at));
            let told = found.map(|(path, field)| {
                let kind = assist::type_name(field.kind);
                json!({ "title": format!("{path}: {kind}"), "doc": explained(&path, field.doc) })
            });
            json!(told).to_string()
        });
        let changed = Closure::<dyn Fn(String)>::new(move |text| {
            // The editor outlives its component by a moment at most.
            typed.try_update_value(|typed| *typed = Some(text));
            on_touch.try_run(());
        });
        let left = Closure::<dyn Fn()>::new(settle);
        let send = Closure::<dyn Fn()>::new(move || {
            settle();
            on_send.run(());
        });
        let object = Object::new();
        for (name, function) in [
            ("check", check.as_ref()),
            ("complete", complete.as_ref()),
            ("explain", explain.as_ref()),
            ("changed", changed.as_ref()),
            ("left", left.as_ref()),
            ("send", send.as_ref()),
        ] {
            // A plain object takes any property.
            Reflect::set(&object, &JsValue::from_str(name), function).ok();
        }
        Self {
            object,
            _check: check,
            _places: [complete, explain],
            _changed: changed,
            _moments: [left, send],
        }
    }
}

fn option(completion: &Completion) -> serde_json::Value {
    let label = completion.text.trim_end().trim_end_matches(':');
    json!({
        "label": label,
        "apply": completion.text,
        "detail": completion.detail,
        "info": completion.doc,
    })
}

/// A field's meaning, and the part of a runner that an update of it replaces (contract 3.1).
fn explained(path: &str, doc: &str) -> String {
    let masks = contract::mask::MaskPath::ALL.map(contract::mask::MaskPath::documented);
    let covering = masks.iter().filter(|mask| {
        path.strip_prefix(**mask)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    match covering.max_by_key(|mask| mask.len()) {
        Some(mask) => format!("{doc} Sent with the mask {mask}."),
        None => doc.to_owned(),
    }
}

/// The byte at which a UTF-16 unit begins, as the editor counts.
fn byte(text: &str, unit: usize) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= unit {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_become_bytes() {
        let text = "aä😀b";
        let bytes: Vec<_> = (0..6).map(|unit| byte(text, unit)).collect();
        assert_eq!(bytes, [0, 1, 3, 7, 7, 8]);
    }

    #[test]
    fn a_field_names_its_mask() {
        let told = |path| explained(path, "X.");
        assert_eq!(
            told("managed_spec.overrides.env"),
            "X. Sent with the mask managed_spec.overrides."
        );
        assert_eq!(
            told("managed_spec.enforce_resource_limits"),
            "X. Sent with the mask managed_spec."
        );
        assert_eq!(told("identity.cluster_id"), "X.");
    }
}
