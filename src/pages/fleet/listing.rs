//! Which rows the table shows, in which order, and how many there are of each kind.

mod lister;

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use contract::console::{RunnerSummary, natural};
use jiff::Timestamp;
use leptos::prelude::*;

use super::{
    column::Column,
    view::{Facet, Group, Search, Sort, View},
};
use crate::state::fleet::{Row, Rows};
pub(super) use lister::follow;

/// The rows that are shown, and the runners of each group among those that pass the other filters.
#[derive(Clone, Default)]
pub(super) struct Listing {
    pub(super) rows: Arc<Vec<Row>>,
    pub(super) groups: [usize; Group::ALL.len()],
    pub(super) overview: Overview,
}

/// How the fleet stands, whatever is shown of it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Overview {
    pub(super) total: usize,
    pub(super) zones: usize,
    pub(super) attention: usize,
    pub(super) failed: usize,
}

impl PartialEq for Listing {
    fn eq(&self, other: &Self) -> bool {
        self.overview == other.overview && self.groups == other.groups && self.rows == other.rows
    }
}

impl Listing {
    /// Of a fleet. Reads every runner once and depends on none: the store says when to look again.
    #[cfg(test)]
    pub(super) fn of(rows: &Rows, view: &View, now: Timestamp) -> Self {
        let mut look = Look::new(order(&by_id(rows), view.sort), view.clone(), now, None);
        look.go_on(usize::MAX);
        look.found().listing
    }

    /// Where a runner stands.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| &*row.id == id)
    }
}

/// Every row in order of runner IDs. The store is in the order of their characters, which is often that of
/// the names already.
fn by_id(rows: &Rows) -> Arc<Vec<Row>> {
    let mut all: Vec<Row> = rows.values().cloned().collect();
    if !all.is_sorted_by(|a, b| natural(&a.id, &b.id).is_le()) {
        all.sort_by(|a, b| natural(&a.id, &b.id));
    }
    Arc::new(all)
}

/// Rows that are in order of runner IDs in this order, in which equals stay as they are.
fn order(by_id: &Arc<Vec<Row>>, sort: Option<Sort>) -> Arc<Vec<Row>> {
    let Some(sort) = sort else {
        return Arc::clone(by_id);
    };
    if sort.column == Column::Runner {
        return if sort.descending {
            Arc::new(by_id.iter().rev().cloned().collect())
        } else {
            Arc::clone(by_id)
        };
    }
    let runners: Vec<_> = by_id
        .iter()
        .map(|row| row.summary.get_untracked())
        .collect();
    let keys = sort.column.keys(&runners);
    let keys = keys.into_iter().zip(0_usize..);
    let mut keys: Vec<(u64, usize)> = if sort.descending {
        keys.map(|(key, at)| (!key, at)).collect()
    } else {
        keys.collect()
    };
    keys.sort_unstable();
    Arc::new(keys.into_iter().map(|(_, at)| by_id[at].clone()).collect())
}

/// A look through the rows in pieces, so that no piece keeps a key or a frame waiting.
struct Look {
    view: View,
    search: Search,
    now: Timestamp,
    among: Arc<Vec<Row>>,
    at: usize,
    /// The rows that pass all but the group: those that come first, and the others.
    passing: [Vec<Row>; 2],
    shown: [Vec<Row>; 2],
    groups: [usize; Group::ALL.len()],
    overview: Overview,
    /// Zones met so far; none where the overview is known.
    zones: Option<BTreeSet<String>>,
}

impl Look {
    /// Among rows that are in the view's order; those that are left out are known not to pass. `overview`
    /// is what is known of the whole fleet; without it `among` is the whole fleet.
    fn new(among: Arc<Vec<Row>>, view: View, now: Timestamp, overview: Option<Overview>) -> Self {
        Self {
            search: Search::new(&view.text),
            view,
            now,
            at: 0,
            passing: [Vec::new(), Vec::new()],
            shown: [Vec::new(), Vec::new()],
            groups: [0; Group::ALL.len()],
            zones: overview.is_none().then(BTreeSet::new),
            overview: overview.unwrap_or(Overview {
                total: among.len(),
                ..Overview::default()
            }),
            among,
        }
    }

    /// Looks at so many rows more. Answers whether that was all.
    fn go_on(&mut self, rows: usize) -> bool {
        let among = Arc::clone(&self.among);
        let end = self.at.saturating_add(rows).min(among.len());
        for row in &among[self.at..end] {
            row.summary
                .with_untracked(|runner| self.look_at(row, runner));
        }
        self.at = end;
        end == among.len()
    }

    fn look_at(&mut self, row: &Row, runner: &RunnerSummary) {
        let holds = |group: Group| group.holds(runner, self.now);
        if let Some(zones) = &mut self.zones {
            self.overview.attention += usize::from(holds(Group::Attention));
            self.overview.failed += usize::from(holds(Group::Failed));
            let zone = Facet::Zone.value(runner);
            if !zones.contains(zone.as_ref()) {
                zones.insert(zone.into_owned());
            }
        }
        if !self.search.finds(runner) || !self.view.passes_facets(runner, None) {
            return;
        }
        for (group, count) in Group::ALL.into_iter().zip(&mut self.groups) {
            *count += usize::from(holds(group));
        }
        let is_first = self.view.sort.is_none() && holds(Group::Attention);
        let part = usize::from(!is_first);
        if self.view.group.is_some_and(holds) {
            self.shown[part].push(row.clone());
        }
        self.passing[part].push(row.clone());
    }

    /// What was found.
    fn found(self) -> Found {
        let joined = |parts: [Vec<Row>; 2]| {
            let [mut first, mut others] = parts;
            first.append(&mut others);
            Arc::new(first)
        };
        let passing = joined(self.passing);
        let rows = match self.view.group {
            None => Arc::clone(&passing),
            Some(_) => joined(self.shown),
        };
        let zones = self.zones.map_or(self.overview.zones, |zones| zones.len());
        Found {
            view: self.view,
            passing,
            listing: Listing {
                rows,
                groups: self.groups,
                overview: Overview {
                    zones,
                    ..self.overview
                },
            },
        }
    }
}

/// What a look has found.
struct Found {
    view: View,
    passing: Arc<Vec<Row>>,
    listing: Listing,
}

impl Found {
    /// Whether everything that passes this view has passed the one that was looked for.
    fn holds_all_of(&self, view: &View) -> bool {
        view.facets == self.view.facets && view.text.starts_with(&self.view.text)
    }

    /// The same runners in another order, when the view differs in nothing else and its order is one that needs
    /// no look at them.
    fn in_order_of(&self, view: &View, by_id: &Arc<Vec<Row>>) -> Option<Self> {
        let as_it_was = View {
            sort: self.view.sort,
            ..view.clone()
        };
        if view.sort.is_none() || as_it_was != self.view {
            return None;
        }
        let passing = order(&only(by_id, &self.passing), view.sort);
        let rows = match view.group {
            None => Arc::clone(&passing),
            Some(_) => order(&only(by_id, &self.listing.rows), view.sort),
        };
        Some(Self {
            view: view.clone(),
            passing,
            listing: Listing {
                rows,
                ..self.listing.clone()
            },
        })
    }
}

/// Those of all rows that are among some of them.
fn only(all: &Arc<Vec<Row>>, some: &Arc<Vec<Row>>) -> Arc<Vec<Row>> {
    if some.len() == all.len() {
        return Arc::clone(all);
    }
    let some: HashSet<&str> = some.iter().map(|row| &*row.id).collect();
    let rows = all.iter().filter(|row| some.contains(&*row.id));
    Arc::new(rows.cloned().collect())
}

/// The keys of a facet with the runners of each that pass every other filter; those that are chosen are
/// there even without any. Most frequent first, then in order of their words.
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

#[cfg(test)]
mod tests {
    use contract::model::{ConnectionStatus, InstallStatus};

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
            assert_eq!((ids(&listing).as_str(), listing.overview.total), ("ba", 4));
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
            view.toggle(Facet::Install, "ready");
            let of = |facet| words(rows, &view, facet, Timestamp::UNIX_EPOCH);
            assert_eq!(of(Facet::Zone), [("eu".into(), 1), ("us".into(), 1)]);
            assert_eq!(
                of(Facet::Install),
                [
                    ("pending".into(), 1),
                    ("ready".into(), 1),
                    ("failed".into(), 0)
                ]
            );
        });
    }

    #[test]
    fn a_look_in_pieces_and_among_what_passed_finds_the_same() {
        with_rows(|rows| {
            let now = Timestamp::UNIX_EPOCH;
            let mut view = View::default();
            view.sort_by(Column::Zone);
            for text in ["", "b", "c", "d", "x"] {
                let mut look = Look::new(order(&by_id(rows), view.sort), view.clone(), now, None);
                while !look.go_on(1) {}
                let wide = look.found();
                let narrow = View {
                    text: text.into(),
                    ..view.clone()
                };
                assert!(wide.holds_all_of(&narrow));
                let overview = Some(wide.listing.overview);
                let mut look = Look::new(wide.passing, narrow.clone(), now, overview);
                look.go_on(usize::MAX);
                let whole = Listing::of(rows, &narrow, now);
                assert!(look.found().listing == whole, "{text}");
                assert_eq!((whole.overview.zones, whole.overview.failed), (2, 1));
            }
        });
    }

    #[test]
    fn another_order_of_what_was_found_is_that_of_a_whole_look() {
        with_rows(|rows| {
            let now = Timestamp::UNIX_EPOCH;
            let all = by_id(rows);
            let mut views = vec![View::default()];
            views.push(View {
                group: Some(Group::Failed),
                ..View::default()
            });
            views.push(View {
                text: "d".into(),
                ..View::default()
            });
            let mut zone = View::default();
            zone.toggle(Facet::Zone, "eu");
            views.push(zone);
            for view in views {
                let mut look = Look::new(order(&all, view.sort), view.clone(), now, None);
                look.go_on(usize::MAX);
                let mut found = look.found();
                for column in [Column::Zone, Column::Install, Column::Runner] {
                    for _ in 0..2 {
                        let mut sorted = found.view.clone();
                        sorted.sort_by(column);
                        found = found
                            .in_order_of(&sorted, &all)
                            .expect("only the order differs");
                        let whole = Listing::of(rows, &sorted, now);
                        assert!(found.listing == whole, "{column:?} {sorted:?}");
                    }
                }
                assert!(
                    found.in_order_of(&view, &all).is_none(),
                    "attention needs a look"
                );
                let other = View {
                    text: "x".into(),
                    ..found.view.clone()
                };
                assert!(found.in_order_of(&other, &all).is_none());
            }
        });
    }

    #[test]
    fn only_a_longer_text_is_sought_among_what_passed() {
        let of = |text: &str, group| View {
            text: text.into(),
            group,
            ..View::default()
        };
        let found = Look::new(Arc::default(), of("pro", None), Timestamp::UNIX_EPOCH, None).found();
        assert!(found.holds_all_of(&of("prod x", Some(Group::Failed))));
        assert!(!found.holds_all_of(&of("pr", None)));
        let mut view = of("prod", None);
        view.toggle(Facet::Zone, "eu");
        assert!(!found.holds_all_of(&view));
    }

    #[test]
    fn sorting_is_stable_and_turns_round() {
        with_rows(|rows| {
            let mut view = View::default();
            let order = |view: &View| ids(&Listing::of(rows, view, Timestamp::UNIX_EPOCH));
            assert_eq!(order(&view), "bacd", "what needs attention comes first");
            view.sort_by(Column::Install);
            assert_eq!(order(&view), "bdac");
            view.sort_by(Column::Install);
            assert_eq!(order(&view), "acdb");
            view.sort_by(Column::Runner);
            assert_eq!(order(&view), "abcd");
            view.sort_by(Column::Runner);
            assert_eq!(order(&view), "dcba");
            view.sort_by(Column::Runner);
            assert_eq!(view, View::default(), "and back again");
        });
    }
}
