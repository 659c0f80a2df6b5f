//! The filter of runners in the query of an address.

use contract::console::filter::{Facet, Filter, Group};

use super::query::pairs;

/// Reads it. What is not part of a filter is left out.
pub(crate) fn filter(query: &str) -> Filter {
    let mut filter = Filter::default();
    for (key, value) in pairs(query) {
        match key {
            "q" => filter.text = value,
            "show" => filter.group = Group::ALL.into_iter().find(|group| group.key() == value),
            key => {
                if let Some(facet) = Facet::ALL.into_iter().find(|facet| facet.key() == key) {
                    let keys = filter.facets.entry(facet).or_default();
                    keys.insert(facet.read(&value));
                }
            }
        }
    }
    filter
}
