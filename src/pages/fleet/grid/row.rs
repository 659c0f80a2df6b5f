//! A row: its place, its cells, its link, its box to select it with.

use leptos::{ev::MouseEvent, prelude::*};

use super::{
    cells::Cell,
    fill::Fill,
    keys::{Cursor, link_id},
};
use crate::{
    pages::fleet::{selection::Selection, view::Column},
    paths::Route,
    state::fleet::Row,
};

#[component]
pub(super) fn GridRow(
    row: Row,
    rendered: Memo<Vec<(usize, Row)>>,
    height: Memo<f64>,
    columns: Memo<Vec<Column>>,
    selection: Selection,
    cursor: Cursor,
    fill: Fill,
) -> impl IntoView {
    let id = row.id.clone();
    let place = {
        let id = id.clone();
        Memo::new(move |before: Option<&usize>| {
            let place = rendered.with(|rendered| {
                let found = rendered.iter().find(|(_, row)| row.id == id);
                found.map(|(at, _)| *at)
            });
            // A row on its way out stays where it was.
            place.or(before.copied()).unwrap_or(0)
        })
    };
    #[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^52")]
    let top = move || place.get() as f64 * height.get();
    let is_selected = {
        let id = id.clone();
        Memo::new(move |_| selection.has(&id))
    };
    let tab = {
        let id = id.clone();
        Memo::new(move |_| if cursor.is_at(&id) { "0" } else { "-1" })
    };

    let arrived = {
        let id = id.clone();
        move |_| cursor.arrived(&id)
    };
    let press = {
        let id = id.clone();
        let listing = cursor.listing();
        move |event: MouseEvent| {
            if event.shift_key() {
                event.prevent_default();
                listing.with_untracked(|listing| selection.toggle_to(&id, listing));
            }
        }
    };
    let select = {
        let id = id.clone();
        move |_| selection.toggle(&id)
    };
    let href = Route::runner(&id).href();
    let label = format!("Select {id}");
    let turn = fill.join();
    let cells = {
        let row = row.clone();
        move || {
            turn.get().then(|| {
                let columns = columns.get();
                columns
                    .into_iter()
                    .filter(|column| *column != Column::Runner)
                    .map(|column| view! { <Cell row=row.clone() column /> })
                    .collect_view()
            })
        }
    };
    let summary = row.summary.clone();
    let name = move || summary.with(|runner| runner.display_name.clone());
    view! {
        <div
            class="grid-row"
            role="row"
            aria-rowindex=move || (place.get() + 2).to_string()
            aria-selected=move || is_selected.get().to_string()
            style:top=move || format!("{}px", top())
        >
            <div class="grid-select" role="gridcell">
                <label class="grid-check">
                    <input
                        type="checkbox"
                        tabindex="-1"
                        aria-label=label
                        prop:checked=move || is_selected.get()
                        on:click=press
                        on:change=select
                    />
                </label>
            </div>
            <div class="grid-cell grid-name" role="rowheader">
                <a
                    class="row-link"
                    href=href
                    id=link_id(&id)
                    tabindex=move || tab.get()
                    on:focus=arrived
                >
                    {id.to_string()}
                </a>
                <span class="muted">{name}</span>
            </div>
            {cells}
        </div>
    }
}
