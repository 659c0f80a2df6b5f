//! Links in words.

use contract::console::{
    filter::Filter,
    share::{Selection, ShareEnd},
};

use crate::format::count;
pub(super) use crate::format::selection::selection;

/// Titles for a link of these runners, the one that says most first.
pub(super) fn titles(of: &Selection) -> Vec<String> {
    let general = match of {
        Selection::Only(ids) => count::of(ids.len(), "runner"),
        Selection::Matching(filter) => match filter.group {
            Some(group) => group.name().to_owned(),
            None if *filter == Filter::default() => "All runners".to_owned(),
            None => "Some runners".to_owned(),
        },
    };
    vec![selection(of), general]
}

/// Why a link shows nothing, and what helps.
pub(super) fn over(over: ShareEnd) -> (&'static str, &'static str) {
    match over {
        ShareEnd::Expired => ("Expired", "Extend it, and the same link works again."),
        ShareEnd::Revoked => (
            "Revoked",
            "This can’t be undone. Create a new link instead.",
        ),
        ShareEnd::RightsEnded => (
            "Stopped",
            "The token it was created with is no longer accepted. Whoever created it can edit it to renew it.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use contract::console::filter::{Facet, Group};

    use super::*;

    #[test]
    fn a_title_that_names_nothing_is_there_too() {
        let only = Selection::Only(["prod-eu-2".to_owned()].into());
        assert_eq!(titles(&only), ["prod-eu-2", "1 runner"]);
        let filter = Filter {
            facets: [(Facet::Zone, ["a".to_owned()].into())].into(),
            ..Filter::default()
        };
        let zone = Selection::Matching(filter.clone());
        assert_eq!(titles(&zone), ["Zone: a", "Some runners"]);
        let failed = Filter {
            group: Some(Group::Failed),
            ..filter
        };
        assert_eq!(titles(&Selection::Matching(failed))[1], "Failed");
        assert_eq!(titles(&Selection::default())[1], "All runners");
    }
}
