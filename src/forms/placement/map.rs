//! A map as rows of keys and values.

use contract::{
    dotenv::{self, Keys, Lines},
    invisible::trimmed,
    model::TextMap,
};
use leptos::prelude::*;

use super::{
    entries::{Entry, map_of, out_of_place, rows_for},
    pasted::Pasted,
    rows::Rows,
};
use crate::{
    forms::problems::Problems,
    widgets::{
        button::{Button, IconButton},
        field::FieldError,
        icon::Icon,
    },
};

/// What a map is about.
#[derive(Clone, Copy)]
pub(in crate::forms) struct Map {
    /// The part of the runner that it is in.
    pub(in crate::forms) within: &'static str,
    /// Path of its field below that.
    pub(in crate::forms) name: &'static str,
    /// What one entry is called.
    pub(in crate::forms) one: &'static str,
    /// Whether values may be secrets.
    pub(in crate::forms) is_secret: bool,
    /// Which keys pasted lines may have.
    pub(in crate::forms) keys: Keys,
}

impl Map {
    /// Where it is in a runner.
    fn place(self) -> String {
        format!("{}.{}", self.within, self.name)
    }
}

/// The rows, a button for one more, and the way back for the last removed.
#[component]
pub(in crate::forms) fn MapEditor(
    map: Map,
    #[prop(into)] value: Signal<TextMap>,
    on_change: Callback<TextMap>,
) -> impl IntoView {
    let problems = Problems::context();
    let first = value.with_untracked(|value| rows_for(value, &[]));
    let rows: Rows<Entry> = Rows::of(first);
    Effect::new(move |_| {
        value.with(|value| {
            let entries = untrack(|| rows.values());
            if map_of(&entries) != *value {
                rows.replace(rows_for(value, &entries));
            }
        });
    });
    let send = Callback::new(move |()| {
        let now = map_of(&untrack(|| rows.values()));
        if value.with_untracked(|value| *value != now) {
            on_change.run(now);
        }
    });
    let add = Callback::new(move |()| {
        rows.begin(Entry::default());
    });
    let pasted = RwSignal::new(None::<Lines>);
    let removed = rows.undo(send, |(key, _)| {
        if key.is_empty() {
            "A row".to_owned()
        } else {
            key
        }
        .into_any()
    });
    // What is wrong with keys is told for the whole map; what is wrong with a value, at its row.
    let others = move || {
        let field = map.place();
        let found = problems.under(&field).into_iter();
        let texts: Vec<String> = found
            .filter(|problem| problem.field == field)
            .map(|problem| problem.text)
            .collect();
        (!texts.is_empty()).then(|| texts.join("; "))
    };
    view! {
        <div class="map-rows">
            <For each=move || rows.ids() key=|id| *id let(id)>
                <EntryRow map rows id send pasted />
            </For>
        </div>
        <Pasted one=map.one rows pasted send />
        <FieldError id=format!("{}-error", map.name) error=Signal::derive(others) />
        {removed}
        <div>
            <Button icon=Icon::Plus label=format!("Add {}", article(map.one)) on_press=add />
        </div>
    }
}

/// What one is called, with its article.
pub(super) fn article(one: &str) -> String {
    if one.starts_with(['a', 'e', 'i', 'o', 'u']) {
        format!("an {one}")
    } else {
        format!("a {one}")
    }
}

#[component]
fn EntryRow(
    map: Map,
    rows: Rows<Entry>,
    id: u32,
    send: Callback<()>,
    pasted: RwSignal<Option<Lines>>,
) -> impl IntoView {
    let problems = Problems::context();
    let entry = Memo::new(move |_| rows.value(id).unwrap_or_default());
    let number = move || rows.index(id).map_or(0, |at| at + 1);
    let first = NodeRef::new();
    rows.focus(id, first);
    let shown = RwSignal::new(!map.is_secret);
    let error_id = format!("{}-{id}-error", map.name);
    let described_by = StoredValue::new(error_id.clone());
    let error = Memo::new(move |_| {
        let own = rows
            .index(id)
            .and_then(|at| out_of_place(&rows.values(), at));
        own.map(str::to_owned).or_else(|| {
            let key = entry.with(|(key, _)| trimmed(key).to_owned());
            problems.at(&format!("{}.{key}", map.place()))
        })
    });
    let is_wrong = move || error.with(Option::is_some).then_some("true");
    let label = move |what: &str| format!("{what} of {} {}", map.one, number());
    let paste = move |event: web_sys::ClipboardEvent| {
        let text = event
            .clipboard_data()
            .and_then(|data| data.get_data("text/plain").ok())
            .unwrap_or_default();
        let lines = dotenv::read(&text, map.keys);
        if !lines.entries.is_empty() {
            event.prevent_default();
            pasted.set(Some(lines));
        }
    };
    let change = move |edit: &dyn Fn(&mut Entry)| {
        rows.edit(id, edit);
        send.run(());
    };
    let verb = move || if shown.get() { "Hide" } else { "Show" };
    view! {
        <div class="map-row">
            <input
                node_ref=first
                class="input code"
                placeholder="key"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-label=move || label("Key")
                aria-describedby=described_by.get_value()
                aria-invalid=is_wrong
                prop:value=move || entry.with(|(key, _)| key.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    change(&|entry: &mut Entry| entry.0.clone_from(&text));
                }
                on:paste=paste
            />
            <input
                class="input code"
                type=move || if shown.get() { "text" } else { "password" }
                placeholder="value"
                autocomplete="off"
                data-1p-ignore=map.is_secret.then_some("")
                data-bwignore=map.is_secret.then_some("")
                data-lpignore=map.is_secret.then_some("true")
                data-form-type=map.is_secret.then_some("other")
                autocapitalize="none"
                spellcheck="false"
                aria-label=move || label("Value")
                aria-describedby=described_by.get_value()
                prop:value=move || entry.with(|(_, value)| value.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    change(&|entry: &mut Entry| entry.1.clone_from(&text));
                }
            />
            {map
                .is_secret
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="link-button"
                            aria-pressed=move || shown.get().to_string()
                            aria-label=move || format!("{} the value of {} {}", verb(), map.one, number())
                            on:click=move |_| shown.update(|shown| *shown = !*shown)
                        >
                            {verb}
                        </button>
                    }
                })}
            <IconButton
                icon=Icon::Trash
                label=Signal::derive(move || format!("Remove {} {}", map.one, number()))
                on_press=Callback::new(move |()| {
                    rows.remove(id);
                    send.run(());
                })
            />
            <FieldError id=error_id error />
        </div>
    }
}
