//! The view in the address.

use contract::console::filter::Filter;

use super::{Sort, View};
use crate::pages::fleet::column::Column;
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
        if let Some(sort) = self.sort {
            add("sort", &sort.key());
        }
        for column in &self.hidden {
            add("hide", column.key());
        }
        pairs.join("&")
    }

    /// Reads a query. What it does not know is left out: links from other versions still lead somewhere.
    pub(in crate::pages::fleet) fn parse(query: &str) -> Self {
        let Filter {
            text,
            group,
            facets,
        } = paths::filter(query);
        let mut view = Self {
            text,
            group,
            facets,
            ..Self::default()
        };
        for (key, value) in paths::pairs(query) {
            match key {
                "sort" => view.sort = Sort::parse(&value).or(view.sort),
                "hide" => view
                    .hidden
                    .extend(column(&value).filter(|column| *column != Column::Runner)),
                _ => {}
            }
        }
        view
    }
}

impl Sort {
    /// As it stands in the address: the column's key, behind a minus where it descends.
    pub(in crate::pages::fleet) fn key(self) -> String {
        let sign = if self.descending { "-" } else { "" };
        format!("{sign}{}", self.column.key())
    }

    /// Of its key.
    pub(in crate::pages::fleet) fn parse(key: &str) -> Option<Self> {
        let name = key.trim_start_matches('-');
        Some(Self {
            column: column(name).filter(|column| column.is_sortable())?,
            descending: name.len() < key.len(),
        })
    }
}

fn column(key: &str) -> Option<Column> {
    Column::all().find(|column| column.key() == key)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{Facet, Group},
        *,
    };

    fn any_view() -> impl Strategy<Value = View> {
        // Keys are in lower case; the words of earlier builds are not.
        let words = proptest::collection::btree_set("[^A-Z]{1,6}", 1..3);
        (
            "[^ ]{0,8}",
            proptest::option::of(proptest::sample::select(Group::ALL.to_vec())),
            proptest::collection::btree_map(
                proptest::sample::select(Facet::ALL.to_vec()),
                words,
                0..3,
            ),
            proptest::option::of((
                proptest::sample::select(
                    Column::all()
                        .filter(|column| column.is_sortable())
                        .collect::<Vec<_>>(),
                ),
                any::<bool>(),
            )),
            proptest::collection::btree_set(
                proptest::sample::select(Column::all().skip(1).collect::<Vec<_>>()),
                0..4,
            ),
        )
            .prop_map(|(text, group, facets, sort, hidden)| View {
                text: text.trim().to_owned(),
                group,
                facets,
                sort: sort.map(|(column, descending)| Sort { column, descending }),
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
    fn an_address_holds_keys_and_the_words_of_earlier_builds_are_read() {
        let view = View::parse("install=Failed&update=Up+to+date&zone=us-east-04a");
        assert_eq!(
            view.query(),
            "install=failed&zone=us-east-04a&update=up-to-date"
        );
        assert_eq!(View::parse(&view.query()), view);
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
