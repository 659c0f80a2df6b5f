//! Which rows the table shows, in which order, and how many there are of each kind.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use contract::console::RunnerSummary;
use jiff::Timestamp;
use leptos::prelude::*;

use super::view::{Column, Facet, Group, Search, View};
use crate::state::fleet::{Row, Rows};

/// The rows that are shown, and the runners of each group among those that pass the other filters.
#[derive(Clone, Default)]
pub(super) struct Listing {
    pub(super) rows: Arc<Vec<Row>>,
    pub(super) groups: [usize; Group::ALL.len()],
    /// How many runners there are, shown or not.
    pub(super) total: usize,
}

impl PartialEq for Listing {
    fn eq(&self, other: &Self) -> bool {
        self.total == other.total && self.groups == other.groups && self.rows == other.rows
    }
}

impl Listing {
    /// Of a fleet. Reads every runner once and depends on none: the store says when to look again.
    pub(super) fn of(rows: &Rows, view: &View, now: Timestamp) -> Self {
        let search = Search::new(&view.text);
        let mut groups = [0; Group::ALL.len()];
        let mut shown = Vec::new();
        for row in rows.values() {
            let runner = row.summary.get_untracked();
            if !search.finds(&runner) || !view.passes_facets(&runner, None) {
                continue;
            }
            for (group, count) in Group::ALL.into_iter().zip(&mut groups) {
                *count += usize::from(group.holds(&runner, now));
            }
            if view.group.is_none_or(|group| group.holds(&runner, now)) {
                shown.push((runner, row.clone()));
            }
        }
        let sort = view.sort;
        // The store is in order of runner IDs already, and a stable sort keeps that order among equals.
        if sort.column != Column::Runner {
            shown.sort_by(|(a, _), (b, _)| {
                let order = sort.column.order(a, b);
                if sort.descending {
                    order.reverse()
                } else {
                    order
                }
            });
        } else if sort.descending {
            shown.reverse();
        }
        Self {
            rows: Arc::new(shown.into_iter().map(|(_, row)| row).collect()),
            groups,
            total: rows.len(),
        }
    }

    /// Where a runner stands.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| &*row.id == id)
    }
}

/// The words of a facet with the runners of each that pass every other filter; those that are chosen are
/// there even without any. Most frequent first.
pub(super) fn words(
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
    for word in view.facets.get(&facet).into_iter().flatten() {
        counts.insert(word.as_str().into(), 0);
    }
    for runner in &runners {
        let passes = search.finds(runner)
            && view.passes_facets(runner, Some(facet))
            && view.group.is_none_or(|group| group.holds(runner, now));
        let count = counts.entry(facet.word(runner)).or_default();
        *count += usize::from(passes);
    }
    let mut counts: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(word, count)| (word.into_owned(), count))
        .collect();
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

#[cfg(test)]
mod tests {
    use contract::wire::{ConnectionStatus, InstallStatus};

    use super::*;
    use crate::state::fleet::Fleet;

    fn runner(id: &str, install: InstallStatus, zone: &str) -> RunnerSummary {
        RunnerSummary {
            runner_id: id.into(),
            zone: zone.into(),
            connection_status: if install == InstallStatus::Ready {
                ConnectionStatus::Connected
            } else {
                ConnectionStatus::Disconnected
            },
            install_status: install,
            ..RunnerSummary::default()
        }
    }

    fn with_rows(test: impl FnOnce(&Rows)) {
        Owner::new().with(|| {
            let fleet = Fleet::new();
            fleet.told(vec![
                runner("a", InstallStatus::Ready, "EU"),
                runner("b", InstallStatus::Failed, "eu"),
                runner("c", InstallStatus::Ready, "us"),
                runner("d", InstallStatus::Pending, "us"),
            ]);
            untrack(|| fleet.with(test));
        });
    }

    fn ids(listing: &Listing) -> String {
        listing.rows.iter().map(|row| row.id.to_string()).collect()
    }

    #[test]
    fn filters_combine_and_the_strip_counts_what_the_others_pass() {
        with_rows(|rows| {
            let mut view = View::default();
            view.toggle(Facet::Zone, "eu");
            let listing = Listing::of(rows, &view, Timestamp::UNIX_EPOCH);
            assert_eq!((ids(&listing).as_str(), listing.total), ("ab", 4));
            view.group = Some(Group::Failed);
            let listing = Listing::of(rows, &view, Timestamp::UNIX_EPOCH);
            assert_eq!(ids(&listing), "b");
            let count =
                |group| listing.groups[Group::ALL.iter().position(|g| *g == group).unwrap()];
            assert_eq!((count(Group::Healthy), count(Group::Failed)), (1, 1));
        });
    }

    #[test]
    fn words_add_up_to_what_is_shown_without_their_facet() {
        with_rows(|rows| {
            let mut view = View::default();
            view.toggle(Facet::Zone, "us");
            view.toggle(Facet::Install, "Ready");
            let of = |facet| words(rows, &view, facet, Timestamp::UNIX_EPOCH);
            assert_eq!(of(Facet::Zone), [("eu".into(), 1), ("us".into(), 1)]);
            assert_eq!(
                of(Facet::Install),
                [
                    ("Pending".into(), 1),
                    ("Ready".into(), 1),
                    ("Failed".into(), 0)
                ]
            );
        });
    }

    #[test]
    fn sorting_is_stable_and_turns_round() {
        with_rows(|rows| {
            let mut view = View::default();
            view.sort_by(Column::Install);
            let order = |view: &View| ids(&Listing::of(rows, view, Timestamp::UNIX_EPOCH));
            assert_eq!(order(&view), "bdac");
            view.sort_by(Column::Install);
            assert_eq!(order(&view), "acdb");
            view.sort_by(Column::Runner);
            assert_eq!(order(&view), "abcd");
            view.sort_by(Column::Runner);
            assert_eq!(order(&view), "dcba");
        });
    }
}
