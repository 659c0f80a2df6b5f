//! The explanation of the cell under the pointer: one for the whole table, made when it is looked for. Goes
//! with Escape (WCAG 1.4.13).

use std::sync::Arc;

use leptos::{ev, prelude::*};
use web_sys::Element;

use super::{
    nodes::{append, element, set},
    pool::Shared,
};
use crate::{
    pages::fleet::{column::Facts, days::Days},
    state::clock::Clock,
};

/// What the pointer is over.
#[derive(Clone, Copy)]
pub(super) struct Explanation {
    pool: Shared,
    /// The wrapper of what is explained, and the runner that it is about.
    over: RwSignal<Option<(Element, Arc<str>)>, LocalStorage>,
}

impl Explanation {
    /// Explains the cells of these rows.
    pub(super) fn of(pool: Shared, days: Days) -> Self {
        let over = RwSignal::new_local(None::<(Element, Arc<str>)>);
        let escape = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                over.set(None);
            }
        });
        on_cleanup(move || escape.remove());
        Effect::new(move |bubble: Option<Option<Bubble>>| {
            drop(bubble);
            let (anchor, id) = over.get()?;
            let slot = pool.with_value(|pool| Some(pool.slot_of(&anchor)?.row.clone()))?;
            // Not the next runner that the row shows.
            let row = slot.get().filter(|row| row.id == id)?;
            let facts = Facts {
                runner: &row.summary.get(),
                heard: row.heard.get(),
                day: days.of(&row.id),
                now: Clock::instant(),
            };
            let text =
                pool.with_value(|pool| pool.slot_of(&anchor)?.explanation(&anchor, &facts))?;
            Some(Bubble::new(&anchor, &text))
        });
        Self { pool, over }
    }

    /// The pointer is over this element of a row.
    pub(super) fn point_at(self, element: &Element) {
        let anchor = element.closest(".tip-anchor").ok().flatten();
        let over = anchor.and_then(|anchor| {
            let id = self.pool.with_value(|pool| pool.id_of(&anchor))?;
            Some((anchor, id))
        });
        if self.over.with_untracked(|before| *before != over) {
            self.over.set(over);
        }
    }

    /// The pointer has left the rows.
    pub(super) fn leave(self) {
        self.over.set(None);
    }
}

/// An explanation on screen. The row and the cell that it is in let it out and keep it above their neighbours.
struct Bubble {
    node: Element,
    around: Vec<Element>,
}

impl Bubble {
    fn new(anchor: &Element, text: &str) -> Self {
        let node = element("span", "tip");
        set(&node, "role", "tooltip");
        node.set_text_content(Some(text));
        append(anchor, &node);
        let around = [".grid-cell", ".grid-row"].into_iter();
        let around: Vec<Element> = around
            .filter_map(|part| anchor.closest(part).ok().flatten())
            .collect();
        for part in &around {
            part.class_list().add_1("explained").ok();
        }
        Self { node, around }
    }
}

impl Drop for Bubble {
    fn drop(&mut self) {
        self.node.remove();
        for part in &self.around {
            part.class_list().remove_1("explained").ok();
        }
    }
}
