//! The view in the address.

use super::{Column, Facet, Group, Sort, View};
use crate::paths;

impl View {
    /// Query of the address, without the question mark; empty for the default view.
    pub(in crate::pages::fleet) fn query(&self) -> String {
        let mut pairs = Vec::new();
        let mut add = |key: &str, value: &str| {
            pairs.push(format!("{key}={}", paths::encode(value)));
        };
        if !self.text.trim().is_empty() {
            add("q", self.text.trim());
        }
        if let Some(group) = self.group {
            add("show", group.key());
        }
        for (facet, words) in &self.facets {
            for word in words {
                add(facet.key(), word);
            }
        }
        if self.sort != Sort::default() {
            let sign = if self.sort.descending { "-" } else { "" };
            add("sort", &format!("{sign}{}", self.sort.column.key()));
        }
        for column in &self.hidden {
            add("hide", column.key());
        }
        pairs.join("&")
    }

    /// Reads a query. What it does not know is left out: links from other versions still lead somewhere.
    pub(in crate::pages::fleet) fn parse(query: &str) -> Self {
        let mut view = Self::default();
        for pair in query.trim_start_matches('?').split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let Some(value) = paths::decode(&value.replace('+', " ")) else {
                continue;
            };
            match key {
                "q" => view.text = value,
                "show" => view.group = Group::ALL.into_iter().find(|group| group.key() == value),
                "sort" => {
                    let (descending, name) = match value.strip_prefix('-') {
                        Some(name) => (true, name),
                        None => (false, value.as_str()),
                    };
                    if let Some(column) = column(name) {
                        view.sort = Sort { column, descending };
                    }
                }
                "hide" => view
                    .hidden
                    .extend(column(&value).filter(|column| *column != Column::Runner)),
                key => {
                    if let Some(facet) = Facet::ALL.into_iter().find(|facet| facet.key() == key) {
                        view.facets.entry(facet).or_default().insert(value);
                    }
                }
            }
        }
        view
    }
}

fn column(key: &str) -> Option<Column> {
    Column::ALL.into_iter().find(|column| column.key() == key)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_view() -> impl Strategy<Value = View> {
        let words = proptest::collection::btree_set(".{1,6}", 1..3);
        (
            "[^ ]{0,8}",
            proptest::option::of(proptest::sample::select(Group::ALL.to_vec())),
            proptest::collection::btree_map(
                proptest::sample::select(Facet::ALL.to_vec()),
                words,
                0..3,
            ),
            (
                proptest::sample::select(Column::ALL.to_vec()),
                any::<bool>(),
            ),
            proptest::collection::btree_set(
                proptest::sample::select(Column::ALL[1..].to_vec()),
                0..4,
            ),
        )
            .prop_map(|(text, group, facets, (column, descending), hidden)| View {
                text: text.trim().to_owned(),
                group,
                facets,
                sort: Sort { column, descending },
                hidden,
            })
    }

    proptest! {
        #[test]
        fn every_view_reads_back(view in any_view()) {
            prop_assert_eq!(View::parse(&view.query()), view);
        }

        #[test]
        fn any_query_is_survived(query in ".{0,60}") {
            View::parse(&query);
        }
    }

    #[test]
    fn the_default_view_has_a_plain_address() {
        assert_eq!(View::default().query(), "");
        assert_eq!(View::parse(""), View::default());
        assert_eq!(
            View::parse("?utm=1&show=nonsense&sort=-&hide=runner"),
            View::default()
        );
    }
}
