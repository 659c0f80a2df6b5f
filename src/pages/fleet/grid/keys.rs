//! The keyboard in the table: one stop of the Tab key, arrows or j and k from row to row, x to select.

use std::sync::Arc;

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;

use crate::{
    actions::keys::is_typing,
    pages::fleet::{listing::Listing, selection::Selection},
    state::shortcuts::{Shortcuts, use_shortcuts},
};

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
    /// Where the row that has the keyboard stands in the listing.
    at: Memo<Option<usize>>,
    /// The focus goes to a row, and is not there yet.
    is_under_way: StoredValue<bool>,
    listing: ReadSignal<Listing>,
    selection: Selection,
    shortcuts: Shortcuts,
}

impl Cursor {
    pub(super) fn new(listing: ReadSignal<Listing>, selection: Selection) -> Self {
        let id = RwSignal::new(None::<Arc<str>>);
        let at = Memo::new(move |_| {
            listing.with(|listing| id.with(|id| listing.position(id.as_ref()?)))
        });
        let stop = Memo::new(move |_| {
            let at = at.get().unwrap_or(0);
            listing.with(|listing| listing.rows.get(at).map(|row| row.id.clone()))
        });
        Self {
            id,
            stop,
            at,
            is_under_way: StoredValue::new(false),
            listing,
            selection,
            shortcuts: use_shortcuts(),
        }
    }

    /// The runner of the row that had the keyboard last, if it is shown.
    pub(super) fn id(self) -> Option<Arc<str>> {
        self.at.get().and_then(|_| self.id.get())
    }

    /// Where the cursor stands in the listing.
    pub(super) fn at(self) -> Option<usize> {
        self.at.get()
    }

    /// Whether the Tab key leads to this row.
    pub(super) fn is_at(self, id: &str) -> bool {
        self.stop.with(|stop| stop.as_deref() == Some(id))
    }

    /// The row has the focus.
    pub(super) fn arrived(self, id: &Arc<str>) {
        self.is_under_way.set_value(false);
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
        let key = event.key();
        if matches!(key.as_str(), "j" | "k" | "x") && !self.shortcuts.are_on_untracked() {
            return;
        }
        let step = match key.as_str() {
            "ArrowDown" | "j" => 1,
            "ArrowUp" | "k" => -1,
            "PageDown" => page,
            "PageUp" => -page,
            "Home" => isize::MIN,
            "End" => isize::MAX,
            "x" => return self.select(event),
            _ => return,
        };
        event.prevent_default();
        self.go(step);
    }

    /// Enters the table by j or k from elsewhere on the page, at the row that had the keyboard last. Keys that
    /// follow are the table's at once, also while the focus is still on its way there.
    pub(super) fn enter(self, event: &KeyboardEvent, window: f64, row: f64) {
        if self.is_under_way.get_value() {
            return self.press(event, window, row);
        }
        let is_other = event.ctrl_key() || event.meta_key() || event.alt_key();
        let is_key = matches!(event.key().as_str(), "j" | "k");
        if is_key && !is_other && self.shortcuts.are_on_untracked() && !is_typing(event) {
            event.prevent_default();
            self.go(0);
        }
    }

    fn go(self, step: isize) {
        self.listing.with_untracked(|listing| {
            let Some(last) = listing.rows.len().checked_sub(1) else {
                return;
            };
            let at = self.at.get_untracked().unwrap_or(0);
            let to = at.saturating_add_signed(step).min(last);
            if let Some(row) = listing.rows.get(to) {
                self.id.set(Some(row.id.clone()));
                self.is_under_way.set_value(true);
                self.focus(row.id.clone(), PATIENCE);
            }
        });
    }

    /// Gives the focus to a row once it is in the page, unless another one has the keyboard by then, and shows it
    /// whole.
    fn focus(self, row: Arc<str>, patience: u8) {
        request_animation_frame(move || {
            let is_left = self.id.try_with_untracked(|id| id.as_ref() != Some(&row));
            if is_left.unwrap_or(true) {
                return;
            }
            let found = link(&row);
            if found.is_none() && patience > 0 {
                return self.focus(row, patience - 1);
            }
            if let Some(link) = found {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                // A link in the page takes the focus.
                link.focus_with_options(&options).ok();
                reveal(&link);
            }
            self.is_under_way.set_value(false);
        });
    }

    fn select(self, event: &KeyboardEvent) {
        event.prevent_default();
        self.listing.with_untracked(|listing| {
            let at = self.at.get_untracked().unwrap_or(0);
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

/// The link of a row, if the row is in the page.
fn link(runner_id: &str) -> Option<web_sys::HtmlElement> {
    let found = document().get_element_by_id(&link_id(runner_id));
    found.and_then(|link| link.dyn_into().ok())
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
