//! The keyboard in the table: one stop of the Tab key, arrows from row to row, x to select.

use std::sync::Arc;

use leptos::{ev::KeyboardEvent, prelude::*};

use crate::pages::fleet::{filters::is_typing, listing::Listing, selection::Selection};

/// Height of what sticks to the window's upper edge, in pixels.
const HEAD: f64 = 140.0;

/// The row that has the keyboard.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    id: RwSignal<Option<Arc<str>>>,
    /// The row takes the focus when it is there.
    wants_focus: RwSignal<bool>,
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
            wants_focus: RwSignal::new(false),
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

    /// Whether this row is to take the focus now.
    pub(super) fn wants_focus(self, id: &str) -> bool {
        self.wants_focus.get() && self.id.with(|at| at.as_deref() == Some(id))
    }

    /// The row has the focus.
    pub(super) fn arrived(self, id: &Arc<str>) {
        if self.wants_focus.get_untracked() {
            self.wants_focus.set(false);
        }
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
                self.wants_focus.set(true);
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

/// Scrolls so that the row at this height of the page can be seen whole.
pub(super) fn reveal(top: f64, row: f64) {
    let window = window();
    let Some(height) = window
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
    else {
        return;
    };
    let by = if top < HEAD {
        top - HEAD
    } else if top + row > height {
        top + row - height
    } else {
        return;
    };
    window.scroll_by_with_x_and_y(0.0, by);
}
