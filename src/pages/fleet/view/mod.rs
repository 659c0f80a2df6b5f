//! Which runners are shown, and how. All of it is in the address, so that a link or the back button restores it.

mod query;

use std::collections::{BTreeMap, BTreeSet};

use contract::console::{RunnerSummary, filter};

use super::column::Column;
pub(super) use contract::console::filter::{Facet, Group, Search};

/// What is shown. The default shows everything, what needs attention first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct View {
    /// Every word of it must be in the ID, the name, the cluster or a label.
    pub(super) text: String,
    /// A group of the strip.
    pub(super) group: Option<Group>,
    /// The keys that pass; a facet without any lets everything pass.
    pub(super) facets: BTreeMap<Facet, BTreeSet<String>>,
    /// The order that was chosen; without one, what needs attention comes first, each in order of runner IDs.
    pub(super) sort: Option<Sort>,
    /// Columns that are not shown.
    pub(super) hidden: BTreeSet<Column>,
}

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) column: Column,
    pub(super) descending: bool,
}

impl View {
    /// Whether something is left out.
    pub(super) fn is_filtered(&self) -> bool {
        !self.text.trim().is_empty() || self.group.is_some() || !self.facets.is_empty()
    }

    /// The same order and columns, nothing left out.
    pub(super) fn unfiltered(&self) -> Self {
        Self {
            sort: self.sort,
            hidden: self.hidden.clone(),
            ..Self::default()
        }
    }

    /// Lets a key of a facet pass, or not any more.
    pub(super) fn toggle(&mut self, facet: Facet, value: &str) {
        let values = self.facets.entry(facet).or_default();
        if !values.remove(value) {
            values.insert(value.to_owned());
        }
        if values.is_empty() {
            self.facets.remove(&facet);
        }
    }

    /// Sorts by a column; by the same one again, the other way round, and then as if none had been chosen.
    pub(super) fn sort_by(&mut self, column: Column) {
        let before = self.sort.filter(|sort| sort.column == column);
        self.sort = match before.map(|sort| sort.descending) {
            None => Some(false),
            Some(false) => Some(true),
            Some(true) => None,
        }
        .map(|descending| Sort { column, descending });
    }

    /// Whether a runner matches the facets, leaving one out.
    pub(super) fn passes_facets(&self, runner: &RunnerSummary, but: Option<Facet>) -> bool {
        filter::passes(&self.facets, runner, but)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_without_words_let_everything_pass() {
        let mut view = View::default();
        let runner = RunnerSummary {
            zone: "US-East-04A".into(),
            ..RunnerSummary::default()
        };
        view.toggle(Facet::Zone, "us-east-04a");
        assert!(view.passes_facets(&runner, None));
        view.toggle(Facet::Zone, "us-east-04a");
        view.toggle(Facet::Zone, "eu");
        assert!(!view.passes_facets(&runner, None));
        assert!(view.passes_facets(&runner, Some(Facet::Zone)));
        view.toggle(Facet::Zone, "eu");
        assert_eq!(view, View::default());
    }
}
