//! A row of the page: its place, its link, its box to select it with, its cells. It shows one runner after
//! another.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::{
    cells::Cell,
    keys::link_id,
    nodes::{Mark, Text, append, element, explained, set},
};
use crate::{
    format::unreadable,
    pages::fleet::column::{Column, Facts},
    paths::Route,
    state::fleet::Row,
    widgets::{
        icon::Icon,
        status::{Badge, Tone},
    },
};

/// A row.
pub(super) struct Slot {
    pub(super) node: HtmlElement,
    pub(super) link: HtmlElement,
    check: HtmlInputElement,
    id: Text,
    name: Text,
    /// Says that not all of the runner could be read.
    unreadable: Mark,
    cells: Vec<Cell>,
    /// The runner that it shows; a row without one is not in the page.
    pub(super) row: ArcRwSignal<Option<Row>>,
    /// Where it stands in the listing, and how far down.
    at: Option<(usize, f64)>,
    state: Option<(bool, bool)>,
}

impl Slot {
    pub(super) fn new(columns: &[Column]) -> Self {
        let node: HtmlElement = element("div", "grid-row").unchecked_into();
        set(&node, "role", "row");
        let select = element("div", "grid-select");
        set(&select, "role", "gridcell");
        let around = element("span", "grid-check");
        let check: HtmlInputElement = element("input", "").unchecked_into();
        check.set_type("checkbox");
        check.set_tab_index(-1);
        append(&around, &check);
        append(&select, &around);
        append(&node, &select);

        let head = element("div", "grid-cell grid-name");
        set(&head, "role", "rowheader");
        let link: HtmlElement = element("a", "row-link").unchecked_into();
        let name = element("span", "muted");
        append(&head, &link);
        append(&head, &name);
        let unreadable = explained(&head);
        append(&node, &head);
        let mut slot = Self {
            id: Text::of(&link),
            name: Text::of(&name),
            unreadable: Mark::within(&unreadable, "pill"),
            node,
            link,
            check,
            cells: Vec::new(),
            row: ArcRwSignal::new(None),
            at: None,
            state: None,
        };
        slot.set_columns(columns);
        slot
    }

    /// Has other cells from now on, which are empty.
    pub(super) fn set_columns(&mut self, columns: &[Column]) {
        for cell in self.cells.drain(..) {
            cell.node.remove();
        }
        let columns = columns.iter().filter(|column| **column != Column::Runner);
        self.cells = columns.map(|column| Cell::new(*column)).collect();
        for cell in &self.cells {
            append(&self.node, &cell.node);
        }
    }

    /// Whether it is in the page.
    pub(super) fn is_shown(&self) -> bool {
        self.node.parent_node().is_some()
    }

    /// Where it stands in the listing.
    pub(super) fn at(&self) -> usize {
        self.at.map_or(0, |(at, _)| at)
    }

    /// Stands at a place of the listing, where rows are so high.
    pub(super) fn stand(&mut self, at: usize, height: f64) {
        #[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^52")]
        let top = at as f64 * height;
        let place = Some((at, top));
        if self.at == place {
            return;
        }
        if self.at.is_none_or(|(before, _)| before != at) {
            set(&self.node, "aria-rowindex", &(at + 2).to_string());
        }
        self.at = place;
        let style = self.node.style();
        // The browser takes any number of pixels.
        style
            .set_property("transform", &format!("translateY({top}px)"))
            .ok();
    }

    /// Names another runner; its cells follow.
    pub(super) fn name(&mut self, row: &Row) {
        self.id.set(&row.id);
        set(&self.link, "href", &Route::runner(&row.id).href());
        self.link.set_id(&link_id(&row.id));
        set(&self.check, "aria-label", &format!("Select {}", row.id));
    }

    /// What explains a wrapper in it, if anything does.
    pub(super) fn explanation(&self, wrapper: &Element, facts: &Facts) -> Option<String> {
        let mut cells = self.cells.iter();
        match cells.find(|cell| cell.node.contains(Some(wrapper))) {
            Some(cell) => cell.explanation(facts),
            None => unreadable::told(&facts.runner.unreadable),
        }
    }

    /// Shows what is so now.
    pub(super) fn show(&mut self, facts: &Facts, is_selected: bool, is_stop: bool) {
        self.name.set(&facts.runner.display_name);
        let unreadable = (!facts.runner.unreadable.is_empty()).then(|| Badge {
            tone: Tone::Warn,
            icon: Icon::Alert,
            word: unreadable::MARK.into(),
        });
        self.unreadable.set(unreadable.as_ref());
        for cell in &mut self.cells {
            cell.show(facts);
        }
        // The person's click may have changed it meanwhile.
        self.check.set_checked(is_selected);
        let state = Some((is_selected, is_stop));
        if self.state != state {
            self.state = state;
            set(&self.node, "aria-selected", &is_selected.to_string());
            self.link.set_tab_index(if is_stop { 0 } else { -1 });
        }
    }
}
