//! The keyboard in the table: one stop of the Tab key, arrows from row to row, x to select.

use std::sync::Arc;

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;

use crate::pages::fleet::{filters::is_typing, listing::Listing, selection::Selection};

/// Height of what sticks to the window's upper edge, in pixels.
const HEAD: f64 = 140.0;
/// What stays free below a row, in pixels.
const MARGIN: f64 = 24.0;

/// The row that has the keyboard.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    id: RwSignal<Option<Arc<str>>>,
    /// The row that the Tab key leads to.
    stop: Memo<Option<Arc<str>>>,
    listing: Memo<Listing>,
    selection: Selection,
}

impl Cursor {
    pub(super) fn new(listing: Memo<Listing>, selection: Selection) -> Self {
        let id = RwSignal::new(None::<Arc<str>>);
        let stop = Memo::new(move |_| {
            listing.with(|listing| {
                let at = id.with(|id| listing.position(id.as_ref()?)).unwrap_or(0);
                listing.rows.get(at).map(|row| row.id.clone())
            })
        });
        Self {
            id,
            stop,
            listing,
            selection,
        }
    }

    /// The rows that it moves through.
    pub(super) fn listing(self) -> Memo<Listing> {
        self.listing
    }

    /// Where the cursor stands in the listing.
    pub(super) fn position(self, listing: &Listing) -> Option<usize> {
        self.id.with(|id| listing.position(id.as_ref()?))
    }

    /// Whether the Tab key leads to this row.
    pub(super) fn is_at(self, id: &str) -> bool {
        self.stop.with(|stop| stop.as_deref() == Some(id))
    }

    /// The row has the focus.
    pub(super) fn arrived(self, id: &Arc<str>) {
        if self.id.with_untracked(|at| at.as_ref() != Some(id)) {
            self.id.set(Some(id.clone()));
        }
    }

    /// Does what a key says.
    pub(super) fn press(self, event: &KeyboardEvent, window: f64, row: f64) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(event) {
            return;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a page is some ten rows")]
        let page = ((window - HEAD) / row).max(1.0) as isize;
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "PageDown" => page,
            "PageUp" => -page,
            "Home" => isize::MIN,
            "End" => isize::MAX,
            "x" => return self.select(event),
            _ => return,
        };
        event.prevent_default();
        self.listing.with_untracked(|listing| {
            let Some(last) = listing.rows.len().checked_sub(1) else {
                return;
            };
            let at = untrack(|| self.position(listing)).unwrap_or(0);
            let to = at.saturating_add_signed(step).min(last);
            if let Some(row) = listing.rows.get(to) {
                self.id.set(Some(row.id.clone()));
                focus(link_id(&row.id), PATIENCE);
            }
        });
    }

    fn select(self, event: &KeyboardEvent) {
        event.prevent_default();
        self.listing.with_untracked(|listing| {
            let at = untrack(|| self.position(listing)).unwrap_or(0);
            if let Some(row) = listing.rows.get(at) {
                self.selection.toggle(&row.id);
            }
        });
    }
}

/// How many frames a row may take to come.
const PATIENCE: u8 = 5;

/// ID of the link of a row in the page.
pub(super) fn link_id(runner_id: &str) -> String {
    format!("row-{runner_id}")
}

/// Gives the focus to a row once it is in the page, and shows it whole.
fn focus(link: String, patience: u8) {
    request_animation_frame(move || {
        let found = document().get_element_by_id(&link);
        match found.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
            Some(link) => {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                // A link in the page takes the focus.
                link.focus_with_options(&options).ok();
                reveal(&link);
            }
            None if patience > 0 => focus(link, patience - 1),
            None => {}
        }
    });
}

/// Scrolls so that an element can be seen whole, below what sticks to the window's upper edge.
fn reveal(element: &web_sys::HtmlElement) {
    let window = window();
    let Some(height) = window
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
    else {
        return;
    };
    let place = element.get_bounding_client_rect();
    let by = if place.top() < HEAD {
        place.top() - HEAD
    } else if place.bottom() > height - MARGIN {
        place.bottom() - height + MARGIN
    } else {
        return;
    };
    window.scroll_by_with_x_and_y(0.0, by);
}
