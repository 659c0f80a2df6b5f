//! The one runner that a page is about, with all its fields. Lists hold summaries; the page reads the
//! runner itself, and again whenever the feed says that it changed.

use std::sync::Arc;

use contract::model::Runner;
use leptos::{prelude::*, task::spawn_local};

use super::fleet::{Fleet, use_fleet};
use crate::api::{self, ApiError, Client};

/// The runner that the page is about.
#[derive(Clone, Copy)]
pub(crate) struct OpenRunner {
    /// Runner ID or UUID, as the address names it.
    key: StoredValue<String>,
    runner: RwSignal<Option<Arc<Runner>>>,
    failure: RwSignal<Option<ApiError>>,
    is_gone: RwSignal<bool>,
    /// A reading is under way, and whether another must follow it.
    reading: StoredValue<Option<bool>>,
    fleet: Fleet,
    client: Client,
}

impl OpenRunner {
    /// Begins to read a runner, and follows it until the owner goes.
    pub(crate) fn follow(key: String) -> Self {
        let open_runner = Self {
            key: StoredValue::new(key),
            runner: RwSignal::new(None),
            failure: RwSignal::new(None),
            is_gone: RwSignal::new(false),
            reading: StoredValue::new(None),
            fleet: use_fleet(),
            client: expect_context(),
        };
        open_runner.read();
        Effect::new(move |before: Option<Option<u64>>| {
            let key = open_runner.runner_id()?;
            let row = open_runner.fleet.row(&key);
            if let Some(row) = &row {
                row.summary.track();
            }
            let turn = before.flatten().map_or(0, |turn| turn + 1);
            // The first turn only begins to watch: the runner was read a moment ago.
            if turn > 0 {
                open_runner.read();
            }
            Some(turn)
        });
        open_runner
    }

    /// The runner, once it is read. Stays as it was last when it goes.
    pub(crate) fn runner(self) -> Option<Arc<Runner>> {
        self.runner.get()
    }

    /// Why the newest reading failed.
    pub(crate) fn failure(self) -> Option<ApiError> {
        self.failure.get()
    }

    /// Whether the server says that it does not exist.
    pub(crate) fn is_gone(self) -> bool {
        self.is_gone.get()
    }

    fn runner_id(self) -> Option<String> {
        self.runner
            .with(|runner| runner.as_ref().map(|runner| runner.runner_id().to_owned()))
    }

    /// Reads it (again). While a reading is under way, one more follows it.
    pub(crate) fn read(self) {
        if self.reading.get_value().is_some() {
            self.reading.set_value(Some(true));
            return;
        }
        self.reading.set_value(Some(false));
        spawn_local(async move {
            loop {
                let key = untrack(|| self.runner_id());
                let Some(key) = key.or_else(|| self.key.try_get_value()) else {
                    return;
                };
                let answer = api::runners::get(&self.client, &key).await;
                // The page may be gone by now.
                let Some(reading) = self.reading.try_get_value() else {
                    return;
                };
                if reading == Some(true) {
                    self.reading.set_value(Some(false));
                    if answer.is_ok() {
                        continue;
                    }
                }
                self.reading.set_value(None);
                match answer {
                    Ok(runner) => self.answered(runner),
                    Err(error) => self.failed(&key, error),
                }
                return;
            }
        });
    }

    /// Takes the runner as a read or a write gave it.
    pub(crate) fn answered(self, runner: Runner) {
        self.fleet.answered(&runner);
        let is_older = self.runner.with_untracked(|known| {
            known.as_ref().is_some_and(|known| {
                let at = |runner: &Runner| {
                    let stamp = |at: &Option<contract::model::Timestamp>| at.as_ref()?.instant();
                    (stamp(&runner.created_at), stamp(&runner.updated_at))
                };
                at(&runner) < at(known)
            })
        });
        if is_older {
            return;
        }
        self.failure.set(None);
        self.is_gone.set(false);
        let is_same = self
            .runner
            .with_untracked(|known| known.as_deref() == Some(&runner));
        if !is_same {
            self.runner.set(Some(Arc::new(runner)));
        }
    }

    /// Notes that it does not exist any more.
    pub(crate) fn gone(self) {
        if let Some(id) = untrack(|| self.runner_id()) {
            self.fleet.remove(&id);
        }
        self.is_gone.set(true);
    }

    fn failed(self, key: &str, error: ApiError) {
        if error.is_not_found() {
            self.fleet.remove(key);
            self.is_gone.set(true);
        }
        self.failure.set(Some(error));
    }
}

/// The runner of the page.
pub(crate) fn use_open_runner() -> OpenRunner {
    expect_context()
}
