//! What of the fleet is shown, and how: the whole of it is in the address, so that a pasted link and the
//! way back reproduce it.

mod column;
mod facet;
mod group;
mod query;

use std::collections::{BTreeMap, BTreeSet};

use contract::console::RunnerSummary;

pub(super) use column::Column;
pub(super) use facet::Facet;
pub(super) use group::Group;

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
        self.facets.iter().all(|(facet, words)| {
            Some(*facet) == but || words.contains(facet.word(runner).as_ref())
        })
    }
}

/// The words of a search, ready to be compared.
pub(super) struct Search(Vec<String>);

impl Search {
    pub(super) fn new(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether every word is in the ID, the name, the cluster or a label.
    pub(super) fn finds(&self, runner: &RunnerSummary) -> bool {
        self.0.iter().all(|word| {
            [
                &runner.runner_id,
                &runner.display_name,
                &runner.cluster_name,
                &runner.cluster_id,
            ]
            .into_iter()
            .any(|text| contains(text, word))
                || runner
                    .labels
                    .iter()
                    .any(|(key, value)| contains(&format!("{key}={value}"), word))
        })
    }
}

/// Whether a text holds a lower-case word, in whatever case. IDs and clusters are ASCII, and looking
/// through a hundred thousand of them must not allocate.
fn contains(text: &str, word: &str) -> bool {
    if text.is_ascii() {
        word.is_empty()
            || text
                .as_bytes()
                .windows(word.len())
                .any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    } else {
        text.to_lowercase().contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_looks_at_id_name_cluster_and_labels() {
        let runner = RunnerSummary {
            runner_id: "prod-us-east-1".into(),
            display_name: "Évaluation".into(),
            cluster_name: "USE04a-prod".into(),
            labels: [("team".to_owned(), "agents".to_owned())].into(),
            ..RunnerSummary::default()
        };
        for text in [
            "",
            "PROD",
            "us-east prod",
            "éval",
            "use04A",
            "team=ag",
            "  prod  ",
        ] {
            assert!(Search::new(text).finds(&runner), "{text}");
        }
        for text in ["dev", "prod dev", "team=x", "ß"] {
            assert!(!Search::new(text).finds(&runner), "{text}");
        }
    }

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
