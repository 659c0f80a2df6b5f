//! The words of a facet, counted.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use contract::console::{RunnerSummary, natural};
use jiff::Timestamp;
use leptos::prelude::*;

use crate::{
    pages::fleet::view::{Facet, Search, View},
    state::fleet::Rows,
};

/// The keys of a facet with the runners of each that pass every other filter; those that are chosen are
/// there even without any. Most frequent first, then in order of their words.
pub(in crate::pages::fleet) fn words(
    rows: &Rows,
    view: &View,
    facet: Facet,
    now: Timestamp,
) -> Vec<(String, usize)> {
    let search = Search::new(&view.text);
    let runners: Vec<Arc<RunnerSummary>> = rows
        .values()
        .map(|row| row.summary.get_untracked())
        .collect();
    let mut counts: HashMap<Cow<'_, str>, usize> = HashMap::new();
    for value in view.facets.get(&facet).into_iter().flatten() {
        counts.insert(value.as_str().into(), 0);
    }
    for runner in &runners {
        let passes = search.finds(runner)
            && view.passes_facets(runner, Some(facet))
            && view.group.is_none_or(|group| group.holds(runner, now));
        let count = counts.entry(facet.value(runner)).or_default();
        *count += usize::from(passes);
    }
    let mut counts: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(value, count)| (value.into_owned(), count))
        .collect();
    counts.sort_unstable_by(|a, b| {
        b.1.cmp(&a.1)
            .then_with(|| natural(&facet.say(&a.0), &facet.say(&b.0)))
    });
    counts
}
