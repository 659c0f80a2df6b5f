//! A map as rows of keys and values.

use contract::{
    dotenv::{self, Keys, Lines},
    invisible::trimmed,
    model::TextMap,
};
use leptos::prelude::*;

use super::{pasted::Pasted, rows::Rows};
use crate::{
    forms::problems::Problems,
    widgets::{
        button::Button,
        field::FieldError,
        icon::{Glyph, Icon},
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

/// A key and its value, as typed.
pub(super) type Entry = (String, String);

/// The map that rows stand for: of those with the same key the first counts.
fn map_of(entries: &[Entry]) -> TextMap {
    let mut map = TextMap::new();
    for (key, value) in entries {
        let key = trimmed(key);
        if !key.is_empty() {
            map.entry(key.to_owned()).or_insert_with(|| value.clone());
        }
    }
    map
}

/// What keeps a row out of the map.
fn out_of_place(entries: &[Entry], at: usize) -> Option<&'static str> {
    let (key, value) = entries.get(at)?;
    let key = trimmed(key);
    if key.is_empty() {
        return (!value.is_empty()).then_some("Enter a key.");
    }
    let is_there = entries[..at].iter().any(|(other, _)| trimmed(other) == key);
    is_there.then_some("This key appears twice; the first one counts.")
}

/// Rows for a map that changed elsewhere; those that were not in it stay as typed.
fn rows_for(map: &TextMap, before: &[Entry]) -> Vec<Entry> {
    let kept = (0..before.len())
        .filter(|at| out_of_place(before, *at).is_some())
        .map(|at| before[at].clone());
    let entries = map.iter().map(|(key, value)| (key.clone(), value.clone()));
    entries.chain(kept).collect()
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
            <button
                type="button"
                class="icon-button"
                aria-label=move || format!("Remove {} {}", map.one, number())
                on:click=move |_| {
                    rows.remove(id);
                    send.run(());
                }
            >
                <Glyph icon=Icon::Trash />
            </button>
            <FieldError id=error_id error />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(of: &[(&str, &str)]) -> Vec<Entry> {
        of.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn rows_that_cannot_be_in_the_map_stay() {
        let typed = entries(&[("b", "1"), ("", "half"), ("b", "2"), ("", "")]);
        let map = map_of(&typed);
        assert_eq!(map, TextMap::from([("b".to_owned(), "1".to_owned())]));
        assert_eq!(out_of_place(&typed, 0), None);
        assert!(out_of_place(&typed, 1).is_some());
        assert!(out_of_place(&typed, 2).is_some());
        assert_eq!(out_of_place(&typed, 3), None, "an empty row is no mistake");
        let newer = TextMap::from([("a".to_owned(), "9".to_owned())]);
        assert_eq!(
            rows_for(&newer, &typed),
            entries(&[("a", "9"), ("", "half"), ("b", "2")])
        );
    }

    #[test]
    fn a_key_is_what_is_seen_of_it() {
        let typed = entries(&[("\u{200b}A\u{a0}", "1"), ("A", "2")]);
        assert_eq!(
            map_of(&typed),
            TextMap::from([("A".to_owned(), "1".to_owned())])
        );
        assert!(out_of_place(&typed, 1).is_some());
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn rows_of_a_map_give_it_back(map in proptest::collection::btree_map("[a-z./]{1,6}", ".{0,6}", 0..6)) {
            proptest::prop_assert_eq!(map_of(&rows_for(&map, &[])), map);
        }

        #[test]
        fn no_row_is_lost(
            typed in proptest::collection::vec(("[ab ]{0,2}", "[xy]{0,2}"), 0..6),
            map in proptest::collection::btree_map("[ab]{1,2}", "[xy]{0,2}", 0..4),
        ) {
            let rows = rows_for(&map, &typed);
            for at in 0..typed.len() {
                if out_of_place(&typed, at).is_some() {
                    proptest::prop_assert!(rows.contains(&typed[at]));
                }
            }
        }
    }
}
