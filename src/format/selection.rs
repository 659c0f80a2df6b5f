//! Which runners are meant.

use contract::console::share::Selection;

use super::count;

/// Which runners are meant, in the words of the fleet.
pub(crate) fn selection(selection: &Selection) -> String {
    match selection {
        Selection::Only(ids) => match ids.len() {
            1 => ids.iter().next().cloned().unwrap_or_default(),
            count => count::of(count, "runner"),
        },
        Selection::Matching(filter) => {
            let mut parts = Vec::new();
            if !filter.text.trim().is_empty() {
                parts.push(format!("“{}”", filter.text.trim()));
            }
            parts.extend(filter.group.map(|group| group.name().to_owned()));
            for (facet, values) in &filter.facets {
                let words: Vec<_> = values.iter().map(|value| facet.say(value)).collect();
                parts.push(format!("{}: {}", facet.name(), words.join(", ")));
            }
            if parts.is_empty() {
                "All runners".to_owned()
            } else {
                parts.join(" · ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::console::filter::{Facet, Filter, Group};

    use super::*;

    #[test]
    fn a_filter_is_told_in_the_words_of_the_fleet() {
        assert_eq!(selection(&Selection::default()), "All runners");
        let filter = Filter {
            text: " prod ".into(),
            group: Some(Group::Failed),
            facets: [(Facet::Zone, ["a".to_owned(), "b".to_owned()].into())].into(),
        };
        let told = selection(&Selection::Matching(filter));
        assert_eq!(told, "“prod” · Failed · Zone: a, b");
    }
}
