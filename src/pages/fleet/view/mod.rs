//! What of the fleet is shown, and how: the whole of it is in the address, so that a pasted link and the
//! way back reproduce it.

mod column;
mod query;

use std::collections::{BTreeMap, BTreeSet};

use contract::console::{RunnerSummary, filter};

pub(super) use column::Column;
pub(super) use contract::console::filter::{Facet, Group, Search};

/// What is shown. The default shows everything, in order of runner IDs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct View {
    /// Every word of it must be in the ID, the name, the cluster or a label.
    pub(super) text: String,
    /// A group of the strip.
    pub(super) group: Option<Group>,
    /// The words that pass; a facet without any lets everything pass.
    pub(super) facets: BTreeMap<Facet, BTreeSet<String>>,
    pub(super) sort: Sort,
    /// Columns that are not shown.
    pub(super) hidden: BTreeSet<Column>,
}

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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

    /// Lets a word of a facet pass, or not any more.
    pub(super) fn toggle(&mut self, facet: Facet, word: &str) {
        let words = self.facets.entry(facet).or_default();
        if !words.remove(word) {
            words.insert(word.to_owned());
        }
        if words.is_empty() {
            self.facets.remove(&facet);
        }
    }

    /// Sorts by a column; by the same one again, the other way round.
    pub(super) fn sort_by(&mut self, column: Column) {
        self.sort = Sort {
            column,
            descending: self.sort.column == column && !self.sort.descending,
        };
    }

    /// Whether a runner passes the facets, one of them aside.
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
