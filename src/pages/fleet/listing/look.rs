//! A look through the rows for those that pass a view, and what it has found.

use std::{collections::BTreeSet, sync::Arc};

use contract::console::RunnerSummary;
use jiff::Timestamp;
use leptos::prelude::*;

use super::{
    Listing, Overview,
    order::{only, order},
};
use crate::{
    pages::fleet::view::{Facet, Group, Search, View},
    state::fleet::Row,
};

/// A look through the rows in pieces, so that no piece keeps a key or a frame waiting.
pub(super) struct Look {
    view: View,
    search: Search,
    now: Timestamp,
    among: Arc<Vec<Row>>,
    at: usize,
    /// The rows that pass all but the group: those that come first, and the others.
    passing: [Vec<Row>; 2],
    shown: [Vec<Row>; 2],
    groups: [usize; Group::ALL.len()],
    overview: Overview,
    /// Zones met so far; none where the overview is known.
    zones: Option<BTreeSet<String>>,
}

impl Look {
    /// Among rows that are in the view's order; those that are left out are known not to pass. `overview`
    /// is what is known of the whole fleet; without it `among` is the whole fleet.
    pub(super) fn new(
        among: Arc<Vec<Row>>,
        view: View,
        now: Timestamp,
        overview: Option<Overview>,
    ) -> Self {
        Self {
            search: Search::new(&view.text),
            view,
            now,
            at: 0,
            passing: [Vec::new(), Vec::new()],
            shown: [Vec::new(), Vec::new()],
            groups: [0; Group::ALL.len()],
            zones: overview.is_none().then(BTreeSet::new),
            overview: overview.unwrap_or(Overview {
                total: among.len(),
                ..Overview::default()
            }),
            among,
        }
    }

    /// Looks at so many rows more. Answers whether that was all.
    pub(super) fn go_on(&mut self, rows: usize) -> bool {
        let among = Arc::clone(&self.among);
        let end = self.at.saturating_add(rows).min(among.len());
        for row in &among[self.at..end] {
            row.summary
                .with_untracked(|runner| self.look_at(row, runner));
        }
        self.at = end;
        end == among.len()
    }

    fn look_at(&mut self, row: &Row, runner: &RunnerSummary) {
        let holds = |group: Group| group.holds(runner, self.now);
        if let Some(zones) = &mut self.zones {
            self.overview.attention += usize::from(holds(Group::Attention));
            self.overview.failed += usize::from(holds(Group::Failed));
            self.overview.has_policies |= runner.policy.is_some();
            let zone = Facet::Zone.value(runner);
            if !zones.contains(zone.as_ref()) {
                zones.insert(zone.into_owned());
            }
        }
        if !self.search.finds(runner) || !self.view.passes_facets(runner, None) {
            return;
        }
        for (group, count) in Group::ALL.into_iter().zip(&mut self.groups) {
            *count += usize::from(holds(group));
        }
        let is_first = self.view.sort.is_none() && holds(Group::Attention);
        let part = usize::from(!is_first);
        if self.view.group.is_some_and(holds) {
            self.shown[part].push(row.clone());
        }
        self.passing[part].push(row.clone());
    }

    /// What was found.
    pub(super) fn found(self) -> Found {
        let joined = |parts: [Vec<Row>; 2]| {
            let [mut first, mut others] = parts;
            first.append(&mut others);
            Arc::new(first)
        };
        let passing = joined(self.passing);
        let rows = match self.view.group {
            None => Arc::clone(&passing),
            Some(_) => joined(self.shown),
        };
        let zones = self.zones.map_or(self.overview.zones, |zones| zones.len());
        Found {
            view: self.view,
            passing,
            listing: Listing {
                rows,
                groups: self.groups,
                overview: Overview {
                    zones,
                    ..self.overview
                },
            },
        }
    }
}

/// What a look has found.
pub(super) struct Found {
    pub(super) view: View,
    pub(super) passing: Arc<Vec<Row>>,
    pub(super) listing: Listing,
}

impl Found {
    /// Whether everything that passes this view has passed the one that was looked for.
    pub(super) fn holds_all_of(&self, view: &View) -> bool {
        view.facets == self.view.facets && view.text.starts_with(&self.view.text)
    }

    /// The same runners in another order, when the view differs in nothing else and its order is one that needs
    /// no look at them.
    pub(super) fn in_order_of(&self, view: &View, by_id: &Arc<Vec<Row>>) -> Option<Self> {
        let as_it_was = View {
            sort: self.view.sort,
            ..view.clone()
        };
        if view.sort.is_none() || as_it_was != self.view {
            return None;
        }
        let passing = order(&only(by_id, &self.passing), view.sort);
        let rows = match view.group {
            None => Arc::clone(&passing),
            Some(_) => order(&only(by_id, &self.listing.rows), view.sort),
        };
        Some(Self {
            view: view.clone(),
            passing,
            listing: Listing {
                rows,
                ..self.listing.clone()
            },
        })
    }
}
