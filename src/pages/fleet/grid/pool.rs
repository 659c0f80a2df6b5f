//! The rows of the page: as many as are in sight, shown again and again. Scrolling makes nothing new; a row
//! that stays in sight stays what it is, with its focus, wherever it moves.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::{Element, Node};

use super::{keys::Cursor, nodes::append, slot::Slot};
use crate::{
    pages::fleet::{
        column::{Column, Facts},
        days::Days,
        listing::Listing,
        selection::Selection,
    },
    state::{clock::Clock, fleet::Row},
};

/// A pool, which lives as long as the table.
pub(super) type Shared = StoredValue<Pool, LocalStorage>;

/// What rows depend on beside their runner.
#[derive(Clone, Copy)]
pub(super) struct Around {
    pub(super) clock: Clock,
    pub(super) selection: Selection,
    pub(super) cursor: Cursor,
    pub(super) days: Days,
}

/// The rows.
pub(super) struct Pool {
    body: Option<Element>,
    slots: Vec<Slot>,
    columns: Vec<Column>,
    around: Around,
    owner: Owner,
}

impl Pool {
    pub(super) fn new(around: &Around) -> Shared {
        StoredValue::new_local(Self {
            body: None,
            slots: Vec::new(),
            columns: Vec::new(),
            around: *around,
            owner: Owner::current().unwrap_or_default(),
        })
    }

    /// Rows stand in this element from now on.
    pub(super) fn stand_in(&mut self, body: Element) {
        self.body = Some(body);
    }

    /// Rows have these columns from now on.
    pub(super) fn set_columns(&mut self, columns: Vec<Column>) {
        if self.columns != columns {
            for slot in &mut self.slots {
                slot.set_columns(&columns);
                // Has its cells written.
                slot.row.notify();
            }
            self.columns = columns;
        }
    }

    /// Shows these places of the listing.
    pub(super) fn show(
        &mut self,
        this: Shared,
        listing: &Listing,
        places: impl Iterator<Item = usize>,
        height: f64,
    ) {
        let Some(body) = self.body.clone() else {
            return;
        };
        let mut missing: Vec<(usize, &Row)> = places
            .filter_map(|at| Some((at, listing.rows.get(at)?)))
            .collect();
        let mut free = Vec::new();
        for (index, slot) in self.slots.iter_mut().enumerate() {
            let found = slot.row.with_untracked(|row| {
                let row = row.as_ref()?;
                missing.iter().position(|(_, wanted)| *wanted == row)
            });
            match found {
                Some(found) => slot.stand(missing.remove(found).0, height),
                None => free.push(index),
            }
        }
        if !free.is_empty() {
            self.forget_focus(&free);
        }
        // Those in the page before those that are not, in the order of the page.
        free.sort_by_key(|index| {
            let slot = &self.slots[*index];
            (!slot.is_shown(), slot.at())
        });
        let mut free = free.into_iter();
        for (at, row) in missing {
            let index = free.next().unwrap_or_else(|| self.add(this));
            let slot = &mut self.slots[index];
            slot.stand(at, height);
            slot.name(row);
            slot.row.set(Some(row.clone()));
            if !slot.is_shown() {
                append(&body, &slot.node);
            }
        }
        for index in free {
            let slot = &self.slots[index];
            if slot.row.with_untracked(Option::is_some) {
                slot.row.set(None);
                slot.node.remove();
            }
        }
    }

    /// Puts the rows into the order of the listing, in which assistive technology reads them. A row that
    /// moves within the page loses the focus, so the others move around the one that has it.
    pub(super) fn put_in_order(&self) {
        let Some(body) = &self.body else {
            return;
        };
        let mut slots: Vec<&Slot> = self.slots.iter().filter(|slot| slot.is_shown()).collect();
        slots.sort_unstable_by_key(|slot| slot.at());
        let focused = slots.iter().position(|slot| has_focus(&slot.node));
        let fixed = focused.unwrap_or(slots.len() / 2);
        let insert = |slot: &Slot, before: Option<&Node>| {
            body.insert_before(&slot.node, before)
                .expect("both are in the table");
        };
        for at in (0..fixed).rev() {
            let next: &Node = &slots[at + 1].node;
            if next.previous_sibling().as_ref() != Some(&slots[at].node) {
                insert(slots[at], Some(next));
            }
        }
        for at in fixed + 1..slots.len() {
            let next = slots[at - 1].node.next_sibling();
            if next.as_ref() != Some(&slots[at].node) {
                insert(slots[at], next.as_ref());
            }
        }
    }

    /// The row that an element is in.
    pub(super) fn slot_of(&self, element: &Node) -> Option<&Slot> {
        let mut slots = self.slots.iter();
        slots.find(|slot| slot.node.contains(Some(element)))
    }

    /// The runner of the row that an element is in.
    pub(super) fn id_of(&self, element: &Node) -> Option<Arc<str>> {
        let row = self.slot_of(element)?.row.get_untracked()?;
        Some(row.id)
    }

    /// The runners that are shown, where a column is.
    pub(super) fn shown(&self, column: Column) -> Vec<Arc<str>> {
        if !self.columns.contains(&column) {
            return Vec::new();
        }
        let rows = self
            .slots
            .iter()
            .filter_map(|slot| slot.row.get_untracked());
        rows.map(|row| row.id).collect()
    }

    /// Writes all rows again.
    pub(super) fn refresh(&self) {
        for slot in &self.slots {
            slot.row.notify();
        }
    }

    /// A row that shows another runner must not keep the focus that its former one had.
    fn forget_focus(&self, free: &[usize]) {
        for index in free {
            let node = &self.slots[*index].node;
            if has_focus(node) {
                node.remove();
            }
        }
    }

    /// Makes one more row. Whatever it depends on has it written again.
    fn add(&mut self, this: Shared) -> usize {
        let index = self.slots.len();
        let slot = Slot::new(&self.columns);
        let row = slot.row.clone();
        self.slots.push(slot);
        let Around {
            clock,
            selection,
            cursor,
            days,
        } = self.around;
        self.owner.with(|| {
            Effect::new(move |_| {
                let Some(row) = row.get() else {
                    return;
                };
                let facts = Facts {
                    runner: &row.summary.get(),
                    heard: row.heard.get(),
                    day: days.of(&row.id),
                    now: clock.now(),
                };
                let (is_selected, is_stop) = (selection.has(&row.id), cursor.is_at(&row.id));
                // The table may have gone.
                this.try_update_value(|pool| {
                    if let Some(slot) = pool.slots.get_mut(index) {
                        slot.show(&facts, is_selected, is_stop);
                    }
                });
            });
        });
        index
    }
}

fn has_focus(node: &Element) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| node.contains(Some(&focused)))
}
