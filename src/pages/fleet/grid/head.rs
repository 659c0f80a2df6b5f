//! The head of the table: what the columns are, and the order of the rows.

use leptos::{ev::MouseEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::pages::fleet::{
    address::Address, column::Column, listing::Listing, selection::Selection, view::Sort,
};

/// A click beside a box, within what is around it, is one on the box.
pub(super) fn check_inside(event: MouseEvent) {
    let target = event.target();
    let around = target.and_then(|target| target.dyn_into::<Element>().ok());
    let around = around.filter(|around| around.matches(".grid-check").unwrap_or(false));
    let input = around.and_then(|around| around.query_selector("input").ok().flatten());
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
        input.click();
    }
}

#[component]
pub(super) fn Head(
    address: Address,
    listing: ReadSignal<Listing>,
    selection: Selection,
    columns: Memo<Vec<Column>>,
    narrow: Memo<bool>,
) -> impl IntoView {
    let all = Memo::new(move |_| listing.with(|listing| selection.has_all(listing)));
    view! {
        <div class="grid-head" role="rowgroup">
            <div class="grid-row" role="row" aria-rowindex="1">
                <div class="grid-select" role="columnheader">
                    <span class="grid-check" on:click=check_inside>
                        <input
                            type="checkbox"
                            aria-label="Select all shown"
                            prop:checked=move || all.get()
                            on:change=move |event| {
                                listing
                                    .with_untracked(|listing| {
                                        selection.set_all(listing, event_target_checked(&event));
                                    });
                            }
                        />
                    </span>
                </div>
                {move || {
                    let columns = columns.get();
                    columns
                        .into_iter()
                        .map(|column| view! { <Heading address column narrow /> })
                        .collect_view()
                }}
            </div>
        </div>
    }
}

#[component]
fn Heading(address: Address, column: Column, narrow: Memo<bool>) -> impl IntoView {
    let sort =
        Memo::new(move |_| address.with(|view| view.sort.filter(|sort| sort.column == column)));
    let told = move || match sort.get() {
        Some(Sort {
            descending: false, ..
        }) => Some("ascending"),
        Some(Sort {
            descending: true, ..
        }) => Some("descending"),
        None => None,
    };
    let arrow = move || match sort.get() {
        Some(Sort {
            descending: false, ..
        }) => " ↑",
        Some(Sort {
            descending: true, ..
        }) => " ↓",
        None => "",
    };
    view! {
        <div
            class="grid-cell"
            class:number=move || column.is_number() && !narrow.get()
            role="columnheader"
            aria-sort=told
        >
            {if column.is_sortable() {
                view! {
                    <button
                        type="button"
                        class="grid-sort"
                        on:click=move |_| address.change(|view| view.sort_by(column))
                    >
                        {column.name()}
                        <span aria-hidden="true">{arrow}</span>
                    </button>
                }
                    .into_any()
            } else {
                column.name().into_any()
            }}
        </div>
    }
}
