//! The menus of named views and of columns.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{address::Address, column::Column, listing::Listing, view::View};
use crate::{
    actions::{Action, Offer, Scope},
    state::named_views::{self, GIVEN, NamedView},
    widgets::{
        button::{Button, IconButton, Kind},
        dialog::{Dialog, DialogFoot},
        field::TextField,
        icon::{Glyph, Icon},
        menu::Menu,
    },
};

/// The menu of views, and the dialog that keeps one.
#[component]
pub(super) fn Views(address: Address) -> impl IntoView {
    let kept = RwSignal::new(named_views::kept());
    let open = RwSignal::new(false);
    let naming = RwSignal::new(false);
    Offer::new(Action::SaveView, Scope::Page, None, move || {
        naming.set(true);
    })
    .put();
    let set = move |views: Vec<NamedView>| {
        named_views::keep(&views);
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
                {GIVEN
                    .map(|(name, query)| {
                        view! {
                            <li>
                                <button
                                    type="button"
                                    class="menu-item"
                                    on:click=move |_| go(View::parse(query))
                                >
                                    {name}
                                </button>
                            </li>
                        }
                    })}
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
                        <IconButton
                            icon=Icon::Close
                            label=format!("Delete view {}", view.name)
                            on_press=Callback::new(move |()| forget(view.name.clone()))
                        />
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
                {Action::SaveView.label()}
            </button>
        </Menu>
        <Dialog title="Save this view" open=naming>
            <Name
                on_name=Callback::new(move |name: String| {
                    let query = address.with(View::query);
                    let mut views = kept.get_untracked();
                    views.retain(|view| view.name != name);
                    views.push(NamedView { name, query });
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
        is_empty.then(|| "Enter a name first.".to_owned())
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
                    "Saves the current filters, order and columns. A view with the same name is replaced."
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
pub(super) fn Columns(address: Address, listing: ReadSignal<Listing>) -> impl IntoView {
    let open = RwSignal::new(false);
    let face = || view! { <Glyph icon=Icon::Columns />"Columns" };
    let is_known = move |column| {
        column != Column::Policy || listing.with_untracked(|listing| listing.overview.has_policies)
    };
    view! {
        <Menu class="button" label="Columns" face=face at_end=true open>
            <ul class="menu-list">
                {Column::all()
                    .filter(|column| *column != Column::Runner && is_known(*column))
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
            <p class="muted menu-note">"Columns that do not fit are hidden, the least important first."</p>
        </Menu>
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::pages::fleet::view::{Facet, Sort};

    #[test]
    fn given_views_are_spelled_as_addresses_are() {
        for (name, query) in GIVEN {
            assert_eq!(View::parse(query).query(), query, "{name}");
        }
    }

    #[test]
    fn views_that_an_older_build_kept_lead_where_they_led() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let views = named_views::kept();
        assert_eq!(views[0].name, "Failed in 04a");
        let view = View::parse(&views[0].query);
        assert_eq!((view.text.as_str(), view.facets.len()), ("ord", 2));
        assert_eq!(view.sort.map(Sort::key).as_deref(), Some("-age"));
        assert!(view.hidden.contains(&Column::Revision));
        // The word of that build means what its key means now.
        assert!(view.facets[&Facet::Install].contains("failed"), "{view:?}");
    }
}
