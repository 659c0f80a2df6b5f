//! The head of the table: what the columns are, and the order of the rows.

use leptos::prelude::*;

use crate::pages::fleet::{
    address::Address,
    listing::Listing,
    selection::Selection,
    view::{Column, Sort},
};

#[component]
pub(super) fn Head(
    address: Address,
    listing: Memo<Listing>,
    selection: Selection,
    columns: Memo<Vec<Column>>,
    narrow: Memo<bool>,
) -> impl IntoView {
    let all = Memo::new(move |_| {
        listing.with(|listing| {
            !listing.rows.is_empty() && listing.rows.iter().all(|row| selection.has(&row.id))
        })
    });
    view! {
        <div class="grid-head" role="rowgroup">
            <div class="grid-row" role="row" aria-rowindex="1">
                <div class="grid-select" role="columnheader">
                    <label class="grid-check">
                        <input
                            type="checkbox"
                            aria-label="Select all that are shown"
                            prop:checked=move || all.get()
                            on:change=move |event| {
                                listing
                                    .with_untracked(|listing| {
                                        selection.set_all(listing, event_target_checked(&event));
                                    });
                            }
                        />
                    </label>
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
        Memo::new(move |_| address.with(|view| (view.sort.column == column).then_some(view.sort)));
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
            <button
                type="button"
                class="grid-sort"
                on:click=move |_| address.change(|view| view.sort_by(column))
            >
                {column.name()}
                <span aria-hidden="true">{arrow}</span>
            </button>
        </div>
    }
}
