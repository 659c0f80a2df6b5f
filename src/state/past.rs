//! What happened to a runner: the newest entries, and older ones on request.

use contract::console::{HistoryEntry, Span};
use leptos::{prelude::*, task::spawn_local};

use super::fleet::use_fleet;
use crate::api::{self, ApiError, Client};

/// The past of one runner.
#[derive(Clone, Copy)]
pub(crate) struct Past {
    id: StoredValue<String>,
    entries: RwSignal<Option<Vec<HistoryEntry>>>,
    more: RwSignal<bool>,
    spans: RwSignal<Vec<Span>>,
    failure: RwSignal<Option<ApiError>>,
    client: Client,
}

impl Past {
    /// Reads the past of a runner, and again whenever the feed says that the runner changed.
    pub(crate) fn follow(runner_id: String) -> Self {
        let past = Self {
            id: StoredValue::new(runner_id),
            entries: RwSignal::new(None),
            more: RwSignal::new(false),
            spans: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            client: expect_context(),
        };
        let fleet = use_fleet();
        Effect::new(move |_| {
            if let Some(row) = past.id.with_value(|id| fleet.row(id)) {
                row.summary.track();
            }
            past.read(None);
            past.read_uptime();
        });
        past
    }

    /// What happened, the newest first; none while it is read for the first time.
    pub(crate) fn entries(self) -> Option<Vec<HistoryEntry>> {
        self.entries.get()
    }

    /// Looks at what happened.
    pub(crate) fn with<T>(self, look: impl FnOnce(&[HistoryEntry]) -> T) -> T {
        self.entries
            .with(|entries| look(entries.as_deref().unwrap_or_default()))
    }

    /// Whether older entries can be read.
    pub(crate) fn has_more(self) -> bool {
        self.more.get()
    }

    /// How the runner stood in the last 24 hours.
    pub(crate) fn spans(self) -> Vec<Span> {
        self.spans.get()
    }

    /// Why the newest reading failed.
    pub(crate) fn failure(self) -> Option<ApiError> {
        self.failure.get()
    }

    /// Reads the newest entries again.
    pub(crate) fn retry(self) {
        self.read(None);
    }

    /// Reads older entries.
    pub(crate) fn read_older(self) {
        let oldest = self
            .entries
            .with_untracked(|entries| entries.as_ref()?.last().map(|entry| entry.id));
        self.read(oldest);
    }

    fn read(self, before: Option<i64>) {
        spawn_local(async move {
            let Some(id) = self.id.try_get_value() else {
                return;
            };
            let answer = api::console::history(&self.client, &id, before).await;
            if self.id.is_disposed() {
                return;
            }
            match answer {
                Ok(history) => {
                    self.failure.set(None);
                    let known = untrack(|| self.entries.get()).unwrap_or_default();
                    let is_first = known.is_empty();
                    let all = merge(known, history.entries);
                    // What lies behind the newest entries is known only when they are asked for first.
                    if before.is_some() || is_first {
                        self.more.set(history.more);
                    }
                    self.entries.set(Some(all));
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    fn read_uptime(self) {
        spawn_local(async move {
            let Some(id) = self.id.try_get_value() else {
                return;
            };
            // Without an answer the bar stays as it was; the history beside it says why.
            if let Ok(uptime) = api::console::uptime(&self.client, &id).await {
                self.spans.try_set(uptime.spans);
            }
        });
    }
}

/// Both lists as one, the newest first, each entry once.
fn merge(mut known: Vec<HistoryEntry>, read: Vec<HistoryEntry>) -> Vec<HistoryEntry> {
    known.extend(read);
    known.sort_by_key(|entry| std::cmp::Reverse(entry.id));
    known.dedup_by_key(|entry| entry.id);
    known
}

/// The past of the page's runner.
pub(crate) fn use_past() -> Past {
    expect_context()
}

#[cfg(test)]
mod tests {
    use contract::console::{Happening, Millis};

    use super::*;

    #[test]
    fn entries_are_there_once_and_in_order() {
        let entry = |id| HistoryEntry {
            id,
            at: Millis(id),
            runner_id: "a".into(),
            what: Happening::Deleted,
        };
        let merged = merge(vec![entry(5), entry(4)], vec![entry(6), entry(5), entry(1)]);
        let ids: Vec<i64> = merged.iter().map(|entry| entry.id).collect();
        assert_eq!(ids, [6, 5, 4, 1]);
    }
}
