//! Links in words.

use contract::console::share::{DAY, HOUR, Selection, ShareEnd};

use crate::format::count;

/// How long a link may work, offered from short to long, in seconds.
pub(super) const LIFETIMES: [u64; 8] = [
    HOUR,
    8 * HOUR,
    DAY,
    3 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    90 * DAY,
];

/// A length of time: `1 hour`, `7 days`.
pub(super) fn lifetime(seconds: u64) -> String {
    let (count, unit) = match seconds {
        seconds if seconds % DAY == 0 => (seconds / DAY, "day"),
        seconds => (seconds / HOUR, "hour"),
    };
    count::of(count, unit)
}

/// Of which runners a link is.
pub(super) fn selection(selection: &Selection) -> String {
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
            for (facet, words) in &filter.facets {
                let words: Vec<_> = words.iter().map(String::as_str).collect();
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

/// Why a link shows nothing, and what helps.
pub(super) fn over(over: ShareEnd) -> (&'static str, &'static str) {
    match over {
        ShareEnd::Expired => (
            "Ended",
            "Its time is up. Extend it, and the same link works again.",
        ),
        ShareEnd::Revoked => ("Revoked", "It stays so. Make a new link instead."),
        ShareEnd::RightsEnded => (
            "Stopped",
            "The token it was made with is not accepted any more. Who made it can change it to renew it.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use contract::console::filter::{Facet, Filter, Group};

    use super::*;

    #[test]
    fn lengths_are_in_whole_days_where_they_can() {
        let told: Vec<_> = LIFETIMES.into_iter().map(lifetime).collect();
        assert_eq!(told[..4], ["1 hour", "8 hours", "1 day", "3 days"]);
    }

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
