//! The one store of runners: a signal per runner, keyed by runner ID (design D4).
//!
//! Answers arrive out of order: the stream may bring what was read before a save, after the save's own
//! answer. So a runner is never overwritten by an older state of itself, by the server's own times, and
//! one that went does not come back unless it was created anew.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use contract::{
    console::{Maintenance, Millis, RunnerSummary, stream::Heartbeat},
    model::Runner,
};
use leptos::prelude::*;

/// A runner in the store. A change re-renders what reads it and nothing else.
#[derive(Clone)]
pub(crate) struct Row {
    /// The runner ID.
    pub(crate) id: Arc<str>,
    /// What is known of it, the heartbeat aside.
    pub(crate) summary: ArcRwSignal<Arc<RunnerSummary>>,
    /// The newest heartbeat: of its own, since it changes every few seconds and nothing else does.
    pub(crate) heard: ArcRwSignal<Option<Millis>>,
}

impl Row {
    fn new(summary: RunnerSummary) -> Self {
        Self {
            id: summary.runner_id.as_str().into(),
            heard: ArcRwSignal::new(summary.last_heartbeat_at),
            summary: ArcRwSignal::new(Arc::new(summary)),
        }
    }

    fn hear(&self, at: Option<Millis>) {
        if at > self.heard.get_untracked() {
            self.heard.set(at);
        }
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.summary == other.summary
    }
}

/// Every runner by its ID.
pub(crate) type Rows = BTreeMap<Arc<str>, Row>;

/// When a runner came to be and when it last changed: the order of its states.
type Age = (Option<Millis>, Option<Millis>);

fn age(summary: &RunnerSummary) -> Age {
    (summary.created_at, summary.updated_at)
}

#[derive(Default)]
struct Book {
    /// Runners that went, as old as they were.
    gone: HashMap<String, Age>,
    /// Runners that the list under way has named; none while there is no list.
    named: Option<HashSet<Arc<str>>>,
}

/// The store.
#[derive(Clone, Copy)]
pub(crate) struct Fleet {
    rows: RwSignal<Rows>,
    book: StoredValue<Book>,
    /// Rises with every change but heartbeats: what looks at all runners depends on this alone, since
    /// depending on each would cost more than looking again.
    version: RwSignal<u64>,
}

impl Fleet {
    /// An empty store.
    pub(crate) fn new() -> Self {
        Self {
            rows: RwSignal::new(Rows::new()),
            book: StoredValue::new(Book::default()),
            version: RwSignal::new(0),
        }
    }

    /// Looks at every runner, in order of runner IDs; looks again after any change but a heartbeat.
    pub(crate) fn with<T>(self, look: impl FnOnce(&Rows) -> T) -> T {
        self.version.track();
        self.rows.with_untracked(look)
    }

    /// Which change but heartbeats was the last.
    pub(crate) fn version(self) -> u64 {
        self.version.get()
    }

    /// How many runners there are.
    pub(crate) fn len(self) -> usize {
        self.rows.with(BTreeMap::len)
    }

    /// The row of a runner; looks again when runners come and go, not when one changes.
    pub(crate) fn row(self, runner_id: &str) -> Option<Row> {
        self.rows.with(|rows| rows.get(runner_id).cloned())
    }

    /// Takes the answer of a read or write of one runner.
    pub(crate) fn answered(self, runner: &Runner) {
        let known = self
            .rows
            .with_untracked(|rows| rows.get(runner.runner_id()).cloned());
        // Only the gateway works out openings, and v1 alone tells of policies; the gateway says so in a moment.
        let (maintenance, policy) = known.map_or((Maintenance::None, None), |row| {
            row.summary
                .with_untracked(|summary| (summary.maintenance, summary.policy.clone()))
        });
        let summary = RunnerSummary {
            policy,
            ..RunnerSummary::of(runner, maintenance)
        };
        self.take(vec![summary], false);
    }

    /// Takes runners of the list that was begun, or, outside of one, as the server says that they are new
    /// or changed: then what reads one reads again, even where nothing that a summary holds is different.
    pub(crate) fn told(self, runners: Vec<RunnerSummary>) {
        let mut is_list = false;
        self.book.update_value(|book| {
            if let Some(named) = &mut book.named {
                is_list = true;
                named.extend(
                    runners
                        .iter()
                        .map(|runner| Arc::from(runner.runner_id.as_str())),
                );
            }
        });
        self.take(runners, !is_list);
    }

    fn take(self, runners: Vec<RunnerSummary>, announced: bool) {
        let mut new = Vec::new();
        let mut is_changed = false;
        self.book.update_value(|book| {
            for runner in runners {
                let id = runner.runner_id.as_str();
                let is_old = book
                    .gone
                    .get(id)
                    .is_some_and(|gone| age(&runner).0 <= gone.0);
                if id.is_empty() || is_old {
                    continue;
                }
                book.gone.remove(id);
                let Some(row) = self.rows.with_untracked(|rows| rows.get(id).cloned()) else {
                    new.push(Row::new(runner));
                    continue;
                };
                let (is_old, is_same) = row
                    .summary
                    .with_untracked(|known| (age(&runner) < age(known), is_same(known, &runner)));
                if is_old {
                    continue;
                }
                row.hear(runner.last_heartbeat_at);
                if announced || !is_same {
                    is_changed |= !is_same;
                    row.summary.set(Arc::new(runner));
                }
            }
        });
        if !new.is_empty() {
            is_changed = true;
            self.rows
                .update(|rows| rows.extend(new.into_iter().map(|row| (row.id.clone(), row))));
        }
        if is_changed {
            self.version.update(|version| *version += 1);
        }
    }

    /// Takes heartbeats.
    pub(crate) fn heard(self, heartbeats: &[Heartbeat]) {
        self.rows.with_untracked(|rows| {
            for Heartbeat(id, at) in heartbeats {
                if let Some(row) = rows.get(id.as_str()) {
                    row.hear(Some(*at));
                }
            }
        });
    }

    /// A list of every runner begins.
    pub(crate) fn begin_list(self) {
        self.book
            .update_value(|book| book.named = Some(HashSet::new()));
    }

    /// The whole list is there, if one was begun: what it did not name is gone.
    pub(crate) fn end_list(self) {
        let mut named = None;
        self.book.update_value(|book| named = book.named.take());
        let Some(named) = named else { return };
        let lost: Vec<Arc<str>> = self.rows.with_untracked(|rows| {
            let lost = rows.keys().filter(|id| !named.contains(*id));
            lost.cloned().collect()
        });
        self.remove_all(lost.iter().map(AsRef::as_ref));
    }

    /// A runner does not exist (any more).
    pub(crate) fn remove(self, runner_id: &str) {
        self.remove_all(std::iter::once(runner_id));
    }

    /// These runners do not exist (any more).
    pub(crate) fn remove_all<'a>(self, runner_ids: impl Iterator<Item = &'a str>) {
        let mut gone = Vec::new();
        self.rows.with_untracked(|rows| {
            for id in runner_ids {
                if let Some(row) = rows.get(id) {
                    gone.push((
                        id.to_owned(),
                        row.summary.with_untracked(|known| age(known)),
                    ));
                }
            }
        });
        if gone.is_empty() {
            return;
        }
        self.rows.update(|rows| {
            for (id, _) in &gone {
                rows.remove(id.as_str());
            }
        });
        self.book.update_value(|book| book.gone.extend(gone));
        self.version.update(|version| *version += 1);
    }
}

/// Whether nothing but the heartbeat differs.
fn is_same(known: &RunnerSummary, new: &RunnerSummary) -> bool {
    if known.last_heartbeat_at == new.last_heartbeat_at {
        return known == new;
    }
    RunnerSummary {
        last_heartbeat_at: new.last_heartbeat_at,
        ..known.clone()
    } == *new
}

/// The store of the signed-in console.
pub(crate) fn use_fleet() -> Fleet {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runner(id: &str, created: i64, updated: i64) -> RunnerSummary {
        RunnerSummary {
            runner_id: id.to_owned(),
            created_at: Some(Millis(created)),
            updated_at: Some(Millis(updated)),
            active_revision: i32::try_from(updated).unwrap(),
            ..RunnerSummary::default()
        }
    }

    fn with_fleet(test: impl FnOnce(Fleet)) {
        Owner::new().with(|| untrack(|| test(Fleet::new())));
    }

    fn revision(fleet: Fleet, id: &str) -> Option<i32> {
        fleet.row(id).map(|row| row.summary.get().active_revision)
    }

    #[test]
    fn a_list_brings_changes_and_takes_away() {
        with_fleet(|fleet| {
            fleet.begin_list();
            fleet.told(vec![runner("b", 1, 1), runner("a", 1, 1)]);
            fleet.end_list();
            let ids: Vec<Arc<str>> = fleet.with(|rows| rows.keys().cloned().collect());
            assert_eq!(ids, ["a".into(), "b".into()]);

            fleet.begin_list();
            fleet.told(vec![runner("b", 1, 2)]);
            assert_eq!(fleet.len(), 2, "the list is not at its end");
            fleet.end_list();
            assert_eq!(
                (revision(fleet, "a"), revision(fleet, "b")),
                (None, Some(2))
            );
        });
    }

    #[test]
    fn changes_without_a_list_take_nothing_away() {
        with_fleet(|fleet| {
            fleet.told(vec![runner("a", 1, 1)]);
            fleet.end_list();
            assert_eq!(fleet.len(), 1);
        });
    }

    #[test]
    fn an_older_state_does_not_undo_a_newer_one() {
        with_fleet(|fleet| {
            fleet.told(vec![runner("a", 1, 2)]);
            fleet.told(vec![runner("a", 1, 1)]);
            assert_eq!(revision(fleet, "a"), Some(2));
        });
    }

    #[test]
    fn only_a_new_runner_takes_the_place_of_the_deleted() {
        with_fleet(|fleet| {
            fleet.told(vec![runner("a", 1, 1)]);
            fleet.remove("a");
            fleet.told(vec![runner("a", 1, 5)]);
            assert_eq!(revision(fleet, "a"), None);
            fleet.told(vec![runner("a", 2, 7)]);
            assert_eq!(revision(fleet, "a"), Some(7));
        });
    }

    #[test]
    fn heartbeats_disturb_nobody_else() {
        with_fleet(|fleet| {
            fleet.told(vec![runner("a", 1, 1)]);
            let before = fleet.version.get();
            fleet.heard(&[
                Heartbeat("a".into(), Millis(9)),
                Heartbeat("b".into(), Millis(9)),
            ]);
            let beating = RunnerSummary {
                last_heartbeat_at: Some(Millis(12)),
                ..runner("a", 1, 1)
            };
            fleet.begin_list();
            fleet.told(vec![beating]);
            assert_eq!(fleet.version.get(), before);
            assert_eq!(fleet.row("a").unwrap().heard.get(), Some(Millis(12)));
            fleet.heard(&[Heartbeat("a".into(), Millis(10))]);
            assert_eq!(
                fleet.row("a").unwrap().heard.get(),
                Some(Millis(12)),
                "late"
            );
        });
    }
}
