//! Runs an action over several runners: at most four at a time, to be stopped, failures to be retried.

use std::{collections::VecDeque, sync::Arc};

use leptos::{prelude::*, task::spawn_local};

use super::action::Action;
use crate::{
    api::{ApiError, Client},
    state::fleet::{Fleet, use_fleet},
};

/// How many requests are under way at once.
const AT_ONCE: usize = 4;

/// Where one runner of the run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Waiting,
    Running,
    Done(&'static str),
    Failed(ApiError),
    /// The run was stopped before its turn.
    Stopped,
}

/// One runner of the run.
#[derive(Clone)]
pub(super) struct Task {
    pub(super) id: Arc<str>,
    pub(super) outcome: ArcRwSignal<Outcome>,
}

/// A run over several runners.
#[derive(Clone, Copy)]
pub(super) struct Run {
    tasks: RwSignal<Vec<Task>>,
    queue: StoredValue<VecDeque<Task>>,
    running: RwSignal<usize>,
    done: RwSignal<usize>,
    client: Client,
    fleet: Fleet,
}

impl Run {
    /// A run that has not begun.
    pub(super) fn new() -> Self {
        Self {
            tasks: RwSignal::new(Vec::new()),
            queue: StoredValue::new(VecDeque::new()),
            running: RwSignal::new(0),
            done: RwSignal::new(0),
            client: expect_context(),
            fleet: use_fleet(),
        }
    }

    /// Every runner of the run.
    pub(super) fn tasks(self) -> Vec<Task> {
        self.tasks.get()
    }

    /// Whether it was begun.
    pub(super) fn has_begun(self) -> bool {
        self.tasks.with(|tasks| !tasks.is_empty())
    }

    /// Whether requests are under way.
    pub(super) fn is_running(self) -> bool {
        self.running.get() > 0
    }

    /// How many are through, and of how many.
    pub(super) fn progress(self) -> (usize, usize) {
        (self.done.get(), self.tasks.with(Vec::len))
    }

    /// Those that failed.
    pub(super) fn failed(self) -> Vec<Task> {
        let is_failed = |task: &&Task| matches!(task.outcome.get_untracked(), Outcome::Failed(_));
        self.done.track();
        self.tasks
            .with(|tasks| tasks.iter().filter(is_failed).cloned().collect())
    }

    /// Begins.
    pub(super) fn start(self, action: Action, ids: Vec<Arc<str>>) {
        let tasks: Vec<Task> = ids
            .into_iter()
            .map(|id| Task {
                id,
                outcome: ArcRwSignal::new(Outcome::Waiting),
            })
            .collect();
        self.tasks.set(tasks.clone());
        self.work(action, tasks);
    }

    /// Does those that failed again.
    pub(super) fn retry(self, action: Action) {
        let failed = untrack(|| self.failed());
        for task in &failed {
            task.outcome.set(Outcome::Waiting);
        }
        self.done
            .update(|done| *done = done.saturating_sub(failed.len()));
        self.work(action, failed);
    }

    /// Begins nothing more; what is under way comes to its end.
    pub(super) fn stop(self) {
        let rest = self.queue.try_update_value(std::mem::take);
        for task in rest.unwrap_or_default() {
            task.outcome.set(Outcome::Stopped);
            self.done.update(|done| *done += 1);
        }
    }

    /// Writes that were begun are finished even if the dialog goes: so this is not tied to its owner.
    fn work(self, action: Action, tasks: Vec<Task>) {
        let workers = tasks.len().min(AT_ONCE);
        self.queue.set_value(tasks.into());
        self.running.set(workers);
        for _ in 0..workers {
            let action = action.clone();
            spawn_local(async move {
                while let Some(task) = self.queue.try_update_value(VecDeque::pop_front).flatten() {
                    task.outcome.set(Outcome::Running);
                    let outcome = action.perform(self.client, self.fleet, &task.id).await;
                    task.outcome.set(match outcome {
                        Ok(text) => Outcome::Done(text),
                        Err(error) => Outcome::Failed(error),
                    });
                    self.done.try_update(|done| *done += 1);
                }
                self.running.try_update(|running| *running -= 1);
            });
        }
    }
}
