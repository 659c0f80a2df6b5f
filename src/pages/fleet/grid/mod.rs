//! The table: only the rows in sight are in the page, so that a hundred thousand runners scroll like ten.
//!
//! Rows stand at their place in a box as high as all of them, so the scroll bar is the page's own and
//! tells the truth. It is a grid to assistive technology, with every row's true number (ARIA 1.2 grid).

mod cells;
mod fill;
mod head;
mod keys;
mod row;
mod window;

use leptos::{html, prelude::*};

use super::{address::Address, listing::Listing, selection::Selection, view::Column};
use crate::state::{fleet::Row, viewport::use_viewport};
use fill::Fill;
use head::Head;
use keys::Cursor;
use row::GridRow;
use window::{in_sight, template};

/// At this width and below rows are cards.
const NARROW: f64 = 860.0;
/// Heights of a row and of a card in pixels; `fleet.css` has the same.
const ROW: f64 = 40.0;
const CARD: f64 = 148.0;

/// The rows of a listing.
#[component]
pub(super) fn Grid(
    address: Address,
    listing: Memo<Listing>,
    selection: Selection,
) -> impl IntoView {
    let body = NodeRef::<html::Div>::new();
    let viewport = use_viewport();
    let narrow = Memo::new(move |_| viewport.get().width <= NARROW);
    let height = Memo::new(move |_| if narrow.get() { CARD } else { ROW });
    // Measured, since the page is narrower than the window by what stands beside it, and in an effect,
    // since only then the table is in the page.
    let width = RwSignal::new(0);
    Effect::new(move |_| {
        viewport.with(|viewport| viewport.width);
        if let Some(body) = body.get() {
            width.set(body.client_width());
        }
    });
    let columns = Memo::new(move |_| {
        if narrow.get() {
            return Column::CARD.to_vec();
        }
        let width = u32::try_from(width.get()).unwrap_or(0);
        address.with(|view| Column::fitting(width, |column| view.hidden.contains(&column)))
    });
    let len = Memo::new(move |_| listing.with(|listing| listing.rows.len()));
    let cursor = Cursor::new(listing, selection);
    let fill = Fill::new();
    let range = Memo::new(move |_| {
        let viewport = viewport.get();
        let from = body
            .get()
            .map_or(0.0, |body| body.get_bounding_client_rect().top());
        in_sight(-from, viewport.height, height.get(), len.get())
    });
    // What is in sight, and the row that has the focus wherever it is: in order, since a row that moves
    // within the page loses the focus.
    let rendered = Memo::new(move |_| {
        let range = range.get();
        listing.with(|listing| {
            let cursor = cursor.position(listing);
            let above = cursor.filter(|at| *at < range.start);
            let below = cursor.filter(|at| *at >= range.end);
            let rows = above.into_iter().chain(range).chain(below);
            rows.filter_map(|at| Some((at, listing.rows.get(at)?.clone())))
                .collect::<Vec<(usize, Row)>>()
        })
    });
    view! {
        <div
            class="grid"
            class:grid-cards=move || narrow.get()
            role="grid"
            aria-label="Runners"
            aria-rowcount=move || (len.get() + 1).to_string()
            aria-colcount=move || (columns.with(Vec::len) + 1).to_string()
            aria-multiselectable="true"
            style:--columns=move || columns.with(|columns| template(columns))
            on:keydown=move |event| cursor.press(&event, viewport.get_untracked().height, height.get_untracked())
        >
            <Head address listing selection columns narrow />
            <div
                class="grid-body"
                role="rowgroup"
                node_ref=body
                style:height=move || {
                    #[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^52")]
                    let height = len.get() as f64 * height.get();
                    format!("{height}px")
                }
            >
                <For each=move || rendered.get() key=|(_, row)| row.id.clone() let((_, row))>
                    <GridRow row rendered height columns selection cursor fill />
                </For>
            </div>
        </div>
    }
}
