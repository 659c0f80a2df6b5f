//! Named views: some that are always there, and those that the person keeps. Kept in this browser with
//! the person's drafts, so somebody else who signs in finds none of them.

use leptos::{ev::SubmitEvent, prelude::*};
use serde::{Deserialize, Serialize};

use super::{
    address::Address,
    view::{Column, Facet, Group, View},
};
use crate::{
    state::draft,
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
        field::TextField,
        icon::{Glyph, Icon},
        menu::Menu,
    },
};

const KEPT: &str = "fleet-views";

/// A view with a name, as the query of its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Named {
    name: String,
    query: String,
}

/// Views that everybody has use for.
fn given() -> Vec<(&'static str, View)> {
    let group = |group| View {
        group: Some(group),
        ..View::default()
    };
    let mut rapid = View::default();
    rapid.toggle(Facet::Channel, "Rapid");
    let mut theirs = View::default();
    theirs.toggle(Facet::Management, "Self-managed");
    let mut newest = View::default();
    newest.sort_by(Column::Age);
    vec![
        ("All runners", View::default()),
        ("Needs attention", group(Group::Attention)),
        ("Updates waiting", group(Group::Updates)),
        ("Newest first", newest),
        ("On the rapid channel", rapid),
        ("Self-managed", theirs),
    ]
}

/// The menu of views, and the dialog that keeps one.
#[component]
pub(super) fn Views(address: Address) -> impl IntoView {
    let kept = RwSignal::new(
        draft::restore::<Vec<Named>>(KEPT)
            .map(|(views, _)| views)
            .unwrap_or_default(),
    );
    let open = RwSignal::new(false);
    let naming = RwSignal::new(false);
    let set = move |views: Vec<Named>| {
        draft::keep(KEPT, &views);
        kept.set(views);
    };
    let go = move |view: View| {
        address.change(move |shown| *shown = view);
        open.set(false);
    };
    let forget = move |name: String| {
        set(kept
            .get_untracked()
            .into_iter()
            .filter(|view| view.name != name)
            .collect());
    };
    let face = || view! { <Glyph icon=Icon::Star />"Views" };
    view! {
        <Menu class="button" label="Views" face=face at_end=true open>
            <ul class="menu-list">
                {given()
                    .into_iter()
                    .map(|(name, view)| {
                        view! {
                            <li>
                                <button type="button" class="menu-item" on:click=move |_| go(view.clone())>
                                    {name}
                                </button>
                            </li>
                        }
                    })
                    .collect_view()}
                <For each=move || kept.get() key=|view| (view.name.clone(), view.query.clone()) let(view)>
                    <li class="menu-row">
                        <button
                            type="button"
                            class="menu-item"
                            on:click={
                                let query = view.query.clone();
                                move |_| go(View::parse(&query))
                            }
                        >
                            {view.name.clone()}
                        </button>
                        <button
                            type="button"
                            class="icon-button"
                            aria-label=format!("Forget {}", view.name)
                            on:click=move |_| forget(view.name.clone())
                        >
                            <Glyph icon=Icon::Close />
                        </button>
                    </li>
                </For>
            </ul>
            <button
                type="button"
                class="link-button menu-note"
                on:click=move |_| {
                    open.set(false);
                    naming.set(true);
                }
            >
                "Save this view…"
            </button>
        </Menu>
        <Dialog title="Save this view" open=naming>
            <Name
                on_name=Callback::new(move |name: String| {
                    let query = address.with(View::query);
                    let mut views = kept.get_untracked();
                    views.retain(|view| view.name != name);
                    views.push(Named { name, query });
                    set(views);
                    naming.set(false);
                })
                open=naming
            />
        </Dialog>
    }
}

#[component]
fn Name(on_name: Callback<String>, open: RwSignal<bool>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let refused = move || {
        let is_empty = name.with(|name| name.trim().is_empty());
        is_empty.then(|| "Give it a name first.".to_owned())
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if untrack(refused).is_none() {
            on_name.run(name.get_untracked().trim().to_owned());
        }
    };
    view! {
        <form on:submit=submit>
            <div class="dialog-body">
                <p class="muted">
                    "Filters, order and columns as they are now. A view of the same name is replaced."
                </p>
                <TextField
                    id="view-name"
                    label="Name"
                    value=name
                    on_input=move |text| name.set(text)
                />
            </div>
            <DialogFoot open>
                <Button
                    kind=Kind::Primary
                    r#type="submit"
                    label="Save view"
                    refused=Signal::derive(refused)
                />
            </DialogFoot>
        </form>
    }
}

/// The menu of columns.
#[component]
pub(super) fn Columns(address: Address) -> impl IntoView {
    let open = RwSignal::new(false);
    let face = || view! { <Glyph icon=Icon::Columns />"Columns" };
    view! {
        <Menu class="button" label="Columns" face=face at_end=true open>
            <ul class="menu-list">
                {Column::ALL
                    .into_iter()
                    .filter(|column| *column != Column::Runner)
                    .map(|column| {
                        view! {
                            <li>
                                <label class="menu-item">
                                    <input
                                        type="checkbox"
                                        prop:checked=move || {
                                            address.with(|view| !view.hidden.contains(&column))
                                        }
                                        on:change=move |_| {
                                            address
                                                .change(|view| {
                                                    if !view.hidden.remove(&column) {
                                                        view.hidden.insert(column);
                                                    }
                                                });
                                        }
                                    />
                                    {column.name()}
                                </label>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <p class="muted menu-note">"Those that have no room are left out, the least important first."</p>
        </Menu>
    }
}
