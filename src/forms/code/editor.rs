//! The editor and the comparison, as components.

use contract::{
    edit::{
        self,
        assist::{self, Completion},
    },
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
use crate::{forms::spec_text::SpecText, state::catalog::use_catalog};

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
    let names = knowledge.names;
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
    // What is wrong may change while the text does not, and so may what UUIDs are called.
    Effect::new(move |_| {
        problems.track();
        names.run(String::new());
        editor.with_value(|editor| {
            if let Some(mounted) = editor {
                mounted.editor.check();
            }
        });
    });
    view! {
        <Show
            when=move || is_missing.get()
            fallback=move || {
                view! {
                    <div class="code-editor" id=id node_ref=host></div>
                    <p class="muted code-keys">
                        "Tab indents; Escape, then Tab leaves the editor. Alt with Enter shows the hidden values of a line."
                    </p>
                }
            }
        >
            <SpecText id label text on_input problems />
        </Show>
    }
}

/// What differs between two texts of a runner: with names beside UUIDs, and without the values of the
/// environment.
#[component]
pub(crate) fn Compare(
    label: &'static str,
    #[prop(into)] before: Signal<String>,
    #[prop(into)] after: Signal<String>,
) -> impl IntoView {
    let catalog = use_catalog();
    let host = NodeRef::<html::Div>::new();
    let shown = StoredValue::new_local(None::<Mounted>);
    Effect::new(move |_| {
        let (before, after) = (before.get(), after.get());
        let shown_as = |text: String| edit::named(&text, |id| catalog.name_of(id));
        let hidden = edit::masked_beside(&after, &before);
        let (before, after) = (shown_as(edit::masked(&before)), shown_as(hidden));
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
    _marks: Closure<dyn Fn(String) -> String>,
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
        let Knowledge {
            shape,
            explained,
            check,
            values,
            names,
        } = knowledge;
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
            let offer = assist::complete(shape, &text, byte(&text, at));
            let more = offer
                .value_of
                .clone()
                .map(|key| untrack(|| values.run(key)));
            let own = offer.found.iter().map(option);
            let more = more.unwrap_or_default().into_iter();
            // What is typed may be the name or the ID; what is written is the ID.
            let more = more.map(|(value, what)| match what.as_str() {
                "" => json!({ "label": value }),
                what => json!({
                    "label": format!("{what} {value}"),
                    "displayLabel": what,
                    "detail": value,
                    "apply": value,
                }),
            });
            let from = text[..offer.start].encode_utf16().count();
            json!({ "from": from, "options": own.chain(more).collect::<Vec<_>>() }).to_string()
        });
        let explain = Closure::<dyn Fn(String, usize) -> String>::new(move |text: String, at| {
            let found = assist::explain(shape, &text, byte(&text, at));
            let told = found.map(|(path, field)| {
                let kind = assist::type_name(field.kind);
                json!({ "title": format!("{path}: {kind}"), "doc": explained(&path, field.doc) })
            });
            json!(told).to_string()
        });
        let marks = Closure::<dyn Fn(String) -> String>::new(move |text: String| {
            let unit = |at: usize| text[..at].encode_utf16().count();
            let secrets = edit::secrets(&text).into_iter();
            let secrets = secrets.map(|at| json!([unit(at.start), unit(at.end)]));
            let notes = edit::uuids(&text).into_iter().filter_map(|at| {
                let name = untrack(|| names.run(text[at.clone()].to_owned()))?;
                Some(json!([unit(at.end), name]))
            });
            json!({ "secrets": secrets.collect::<Vec<_>>(), "notes": notes.collect::<Vec<_>>() })
                .to_string()
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
            ("marks", marks.as_ref()),
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
            _marks: marks,
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
}
