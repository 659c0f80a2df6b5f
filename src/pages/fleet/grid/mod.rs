//! The table: only the rows in sight are in the page, so that a hundred thousand runners scroll like ten.
//!
//! Rows stand at their place in a box as high as all of them, so the scroll bar is the page's own and
//! tells the truth. It is a grid to assistive technology, with every row's true number (ARIA 1.2 grid).

mod cells;
mod explanation;
mod head;
mod keys;
mod nodes;
mod offers;
mod pool;
mod slot;
mod window;

use std::time::Duration;

use leptos::{
    ev::{Event, MouseEvent},
    html,
    leptos_dom::helpers::TimeoutHandle,
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::{
    address::Address,
    bulk::Bulk,
    column::Column,
    days::{Days, DaysRead},
    listing::Listing,
};
use crate::state::{
    clock::use_clock,
    density::{Density, use_density},
    printing::use_printing,
    viewport::use_window,
};
use explanation::Explanation;
use head::Head;
use keys::Cursor;
use pool::{Around, Pool};
use window::{shown, template};

/// At this width and below rows are cards.
const NARROW: f64 = 860.0;
/// Heights of a row, of one in a dense table and of a card in pixels; `style/fleet/` has the same.
const ROW: f64 = 40.0;
const COMPACT: f64 = 24.0;
const CARD: f64 = 148.0;
/// Scrolling that pauses for so long has come to rest.
const REST: Duration = Duration::from_millis(120);

/// Paper does not scroll: it shows so many rows at most, and says so.
const PRINTED: usize = 1_000;

/// The rows of a listing.
#[component]
pub(super) fn Grid(address: Address, listing: ReadSignal<Listing>, bulk: Bulk) -> impl IntoView {
    let selection = bulk.selection;
    let density = use_density();
    let body = NodeRef::<html::Div>::new();
    let window = use_window();
    let narrow = Memo::new(move |_| window.get().width <= NARROW);
    let height = Memo::new(move |_| match density.get() {
        _ if narrow.get() => CARD,
        Density::Comfortable => ROW,
        Density::Compact => COMPACT,
    });
    // Measured, since the page is narrower than the window by what stands beside it, and in an effect,
    // since only then the table is in the page.
    let width = RwSignal::new(0);
    Effect::new(move |_| {
        window.track();
        if let Some(body) = body.get() {
            width.set(body.client_width());
        }
    });
    let columns = Memo::new(move |_| {
        if narrow.get() {
            return Column::on_card();
        }
        let width = u32::try_from(width.get()).unwrap_or(0);
        let has_policies = listing.with(|listing| listing.overview.has_policies);
        address.with(|view| {
            Column::fitting(width, |column| {
                view.hidden.contains(&column) || (column == Column::Policy && !has_policies)
            })
        })
    });
    let len = Memo::new(move |_| listing.with(|listing| listing.rows.len()));
    let cursor = Cursor::new(listing, selection);
    offers::offer_of_row(cursor, bulk);
    let entering = window_event_listener(leptos::ev::keydown, move |event| {
        cursor.enter(
            &event,
            window.get_untracked().height,
            height.get_untracked(),
        );
    });
    on_cleanup(move || entering.remove());
    let shows_days = Memo::new(move |_| columns.with(|columns| columns.contains(&Column::Day)));
    let days = Days::new(shows_days);
    let pool = Pool::new(&Around {
        clock: use_clock(),
        selection,
        cursor,
        days,
    });
    let want_days = move || {
        pool.try_with_value(|pool| days.want(pool.shown(Column::Day)));
    };
    let printing = use_printing();
    let shared = pool;
    let before = StoredValue::new(0..0);
    // What is in sight, and the row that has the focus wherever it is.
    let show = move || {
        let Some(body) = body.get_untracked() else {
            return;
        };
        let top = -body.get_bounding_client_rect().top();
        listing.with_untracked(|listing| {
            let height = height.get_untracked();
            let window = window.get_untracked().height;
            let range = if printing.get_untracked() {
                0..listing.rows.len().min(PRINTED)
            } else {
                let len = listing.rows.len();
                before.with_value(|before| shown(before, top, window, height, len))
            };
            before.set_value(range.clone());
            let focused = untrack(|| cursor.at()).filter(|at| !range.contains(at));
            pool.update_value(|pool| {
                pool.show(shared, listing, focused.into_iter().chain(range), height);
            });
        });
    };
    Effect::new(move |_| {
        let Some(body) = body.get() else {
            return;
        };
        listing.track();
        window.track();
        printing.track();
        cursor.at();
        let columns = columns.get();
        pool.update_value(|pool| {
            pool.stand_in(body.unchecked_into());
            pool.set_columns(columns);
        });
        show();
        pool.with_value(Pool::put_in_order);
        want_days();
    });
    let resting = StoredValue::new(None::<TimeoutHandle>);
    let scrolling = window_event_listener(leptos::ev::scroll, move |_| {
        show();
        let rest = set_timeout_with_handle(
            move || {
                if pool.is_disposed() {
                    return;
                }
                show();
                pool.with_value(Pool::put_in_order);
                want_days();
            },
            REST,
        );
        let before = resting.try_update_value(|resting| std::mem::replace(resting, rest.ok()));
        if let Some(before) = before.flatten() {
            before.clear();
        }
    });
    on_cleanup(move || scrolling.remove());

    let explanation = Explanation::of(pool, days);
    let id_of = move |target: &Element| pool.with_value(|pool| pool.id_of(target));
    let is_check = |element: &Element| element.matches("input").unwrap_or(false);
    let press = move |event: MouseEvent| {
        head::check_inside(event.clone());
        let Some(target) = target(&event).filter(|target| event.shift_key() && is_check(target))
        else {
            return;
        };
        if let Some(id) = id_of(&target) {
            event.prevent_default();
            listing.with_untracked(|listing| selection.toggle_to(&id, listing));
            // The browser takes its own change back after this.
            set_timeout(
                move || {
                    pool.try_with_value(Pool::refresh);
                },
                Duration::ZERO,
            );
        }
    };
    let select = move |event: Event| {
        if let Some(id) = target(&event).and_then(|target| id_of(&target)) {
            selection.toggle(&id);
        }
    };
    let arrived = move |event: &Event| {
        let link = target(event).filter(|target| target.matches(".row-link").unwrap_or(false));
        if let Some(id) = link.and_then(|link| id_of(&link)) {
            cursor.arrived(&id);
        }
    };
    let cut = move || {
        let len = len.get();
        (printing.get() && len > PRINTED).then(|| {
            format!("Only the first {PRINTED} of {len} runners are printed. Filter them, or use Export for all.")
        })
    };
    view! {
        <p class="grid-cut">{cut}</p>
        <DaysRead days />
        <div
            class="grid"
            class:grid-cards=move || narrow.get()
            class:grid-compact=move || !narrow.get() && density.get() == Density::Compact
            role="grid"
            aria-label="Runners"
            aria-rowcount=move || (len.get() + 1).to_string()
            aria-colcount=move || (columns.with(Vec::len) + 1).to_string()
            aria-multiselectable="true"
            style:--columns=move || columns.with(|columns| template(columns))
            on:keydown=move |event| cursor.press(&event, window.get_untracked().height, height.get_untracked())
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
                on:click=press
                on:change=select
                on:focusin=move |event| arrived(&event)
                on:pointerover=move |event| {
                    if let Some(target) = target(&event) {
                        explanation.point_at(&target);
                    }
                }
                on:pointerleave=move |_| explanation.leave()
            ></div>
        </div>
    }
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}
