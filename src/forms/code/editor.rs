//! The editor, as a component.

use contract::spec_file::Diagnostic;
use leptos::{html, prelude::*, task::spawn_local};

use super::{
    ask::Ask,
    knowledge::Knowledge,
    script::{self, Editor},
};
use crate::forms::spec_text::SpecText;

/// A text in an editor.
#[component]
pub(crate) fn CodeEditor(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    label: &'static str,
    #[prop(into)] text: Signal<String>,
    on_input: Callback<String>,
    /// Something was typed that will come as input when typing pauses. Where nothing else writes into the text, nobody
    /// needs to know.
    #[prop(optional)]
    on_touch: Option<Callback<()>>,
    /// Ctrl or ⌘ with Enter, where that sends something.
    #[prop(optional)]
    on_send: Option<Callback<()>>,
    knowledge: Knowledge,
    #[prop(into)] problems: Signal<Vec<Diagnostic>>,
    /// Whether nothing can be typed now.
    #[prop(optional, into)]
    is_locked: Signal<bool>,
    /// One among other fields: low, and Tab leaves it.
    #[prop(optional)]
    is_small: bool,
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
            ask.set("small", &is_small.into());
            let mounted = loaded
                .then(|| script::mount(&host, label, &text.get_untracked(), &ask.object).ok())
                .flatten();
            is_missing.set(mounted.is_none());
            if let Some(mounted) = &mounted {
                mounted.lock(is_locked.get_untracked());
            }
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
    Effect::new(move |_| {
        let is_locked = is_locked.get();
        editor.with_value(|editor| {
            if let Some(mounted) = editor {
                mounted.editor.lock(is_locked);
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
    let id = StoredValue::new(id);
    view! {
        <Show
            when=move || is_missing.get()
            fallback=move || {
                view! {
                    <div
                        class="code-editor"
                        class:code-small=is_small
                        id=id.get_value()
                        node_ref=host
                    ></div>
                    {(!is_small)
                        .then(|| {
                            view! {
                                <p class="muted code-keys">
                                    "Tab indents; Escape, then Tab leaves the editor. Alt+Enter shows the hidden values of a line."
                                </p>
                            }
                        })}
                }
            }
        >
            <SpecText id=id.get_value() label text on_input problems is_locked />
        </Show>
    }
}

/// An editor in the page; it goes with its component.
pub(super) struct Mounted {
    editor: Editor,
    _ask: Option<Ask>,
}

impl Mounted {
    /// One that asks for nothing.
    pub(super) fn alone(editor: Editor) -> Self {
        Self { editor, _ask: None }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.editor.destroy();
    }
}
