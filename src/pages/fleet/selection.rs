//! Which runners are selected. Filters do not change it: what is selected and not shown is said.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;

use super::listing::Listing;

/// The selected runners, and where a selection of several began.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    ids: RwSignal<BTreeSet<Arc<str>>>,
    anchor: StoredValue<Option<Arc<str>>>,
}

impl Selection {
    pub(super) fn new() -> Self {
        Self {
            ids: RwSignal::new(BTreeSet::new()),
            anchor: StoredValue::new(None),
        }
    }

    /// Selects one runner and no other.
    pub(super) fn select_only(self, id: &Arc<str>) {
        self.ids.set([id.clone()].into());
    }

    /// The selected runners.
    pub(super) fn ids(self) -> BTreeSet<Arc<str>> {
        self.ids.get()
    }

    pub(super) fn len(self) -> usize {
        self.ids.with(BTreeSet::len)
    }

    pub(super) fn is_empty(self) -> bool {
        self.ids.with(BTreeSet::is_empty)
    }

    pub(super) fn has(self, id: &str) -> bool {
        self.ids.with(|ids| ids.contains(id))
    }

    /// Whether everything that is shown is selected.
    pub(super) fn has_all(self, listing: &Listing) -> bool {
        let rows = &listing.rows;
        self.ids.with(|ids| {
            !rows.is_empty()
                && rows.len() <= ids.len()
                && rows.iter().all(|row| ids.contains(&row.id))
        })
    }

    pub(super) fn clear(self) {
        self.ids.set(BTreeSet::new());
    }

    /// Selects a runner or not any more.
    pub(super) fn toggle(self, id: &Arc<str>) {
        self.anchor.set_value(Some(id.clone()));
        self.ids.update(|ids| {
            if !ids.remove(id) {
                ids.insert(id.clone());
            }
        });
    }

    /// Does to everything from the last runner that was touched to this one what is done to this one.
    pub(super) fn toggle_to(self, id: &Arc<str>, listing: &Listing) {
        let from = self.anchor.with_value(|anchor| {
            let anchor = anchor.as_ref()?;
            listing.position(anchor)
        });
        let (Some(from), Some(to)) = (from, listing.position(id)) else {
            return self.toggle(id);
        };
        let range = from.min(to)..=from.max(to);
        self.ids.update(|ids| {
            let select = !ids.contains(id);
            for row in &listing.rows[range] {
                if select {
                    ids.insert(row.id.clone());
                } else {
                    ids.remove(&row.id);
                }
            }
        });
        self.anchor.set_value(Some(id.clone()));
    }

    /// Selects everything that is shown, or nothing of it.
    pub(super) fn set_all(self, listing: &Listing, select: bool) {
        self.ids.update(|ids| {
            for row in listing.rows.iter() {
                if select {
                    ids.insert(row.id.clone());
                } else {
                    ids.remove(&row.id);
                }
            }
        });
    }

    /// Forgets runners that are gone.
    pub(super) fn retain(self, exists: impl Fn(&str) -> bool) {
        if self
            .ids
            .with_untracked(|ids| ids.iter().any(|id| !exists(id)))
        {
            self.ids.update(|ids| ids.retain(|id| exists(id)));
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::console::RunnerSummary;
    use jiff::Timestamp;

    use super::*;
    use crate::{pages::fleet::view::View, state::fleet::Fleet};

    #[test]
    fn a_range_follows_what_its_end_does() {
        Owner::new().with(|| {
            untrack(|| {
                let fleet = Fleet::new();
                let runner = |id: &str| RunnerSummary {
                    runner_id: id.into(),
                    ..RunnerSummary::default()
                };
                fleet.told(["a", "b", "c", "d"].map(runner).into());
                let listing =
                    fleet.with(|rows| Listing::of(rows, &View::default(), Timestamp::UNIX_EPOCH));
                let selection = Selection::new();
                let ids = || {
                    selection
                        .ids()
                        .iter()
                        .map(ToString::to_string)
                        .collect::<String>()
                };
                selection.toggle_to(&"b".into(), &listing);
                assert_eq!(ids(), "b");
                selection.toggle_to(&"d".into(), &listing);
                assert_eq!(ids(), "bcd");
                selection.toggle_to(&"c".into(), &listing);
                assert_eq!(ids(), "b");
                selection.set_all(&listing, true);
                selection.retain(|id| id != "a");
                assert_eq!(ids(), "bcd");
                selection.set_all(&listing, false);
                assert_eq!(selection.len(), 0);
            });
        });
    }
}
