//! Does something to several runners: at most four at a time, to be stopped, failures to be retried.

mod ask;
mod going;

use std::{collections::VecDeque, pin::Pin, rc::Rc, sync::Arc};

use leptos::{prelude::*, task::spawn_local};

use crate::api::ApiError;
pub(super) use ask::AskThenRun;

/// How many requests are under way at once.
const AT_ONCE: usize = 4;

/// Where one runner of the run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Waiting,
    Running,
    Done(&'static str),
    Failed(Failure),
    /// The run was stopped before its turn.
    Stopped,
}

/// Why it was not done, and what can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) message: String,
    pub(super) next_step: String,
    /// Whether doing the same again may help.
    pub(super) may_pass: bool,
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self {
            next_step: error.next_step().to_owned(),
            message: error.message,
            may_pass: true,
        }
    }
}

/// What is done to each runner; the answer says what came of it.
type Perform = Rc<dyn Fn(Arc<str>) -> Pin<Box<dyn Future<Output = Result<&'static str, Failure>>>>>;

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
    perform: StoredValue<Option<Perform>, LocalStorage>,
}

impl Run {
    /// A run that has not begun.
    pub(super) fn new() -> Self {
        Self {
            tasks: RwSignal::new(Vec::new()),
            queue: StoredValue::new(VecDeque::new()),
            running: RwSignal::new(0),
            done: RwSignal::new(0),
            perform: StoredValue::new_local(None),
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

    /// Those that failed and may not if they are tried again.
    fn retriable(self) -> Vec<Task> {
        let mut failed = self.failed();
        failed.retain(|task| {
            matches!(task.outcome.get_untracked(), Outcome::Failed(failure) if failure.may_pass)
        });
        failed
    }

    /// Begins.
    pub(super) fn start<F>(self, ids: Vec<Arc<str>>, perform: impl Fn(Arc<str>) -> F + 'static)
    where
        F: Future<Output = Result<&'static str, Failure>> + 'static,
    {
        let perform: Perform = Rc::new(move |id| Box::pin(perform(id)));
        self.perform.set_value(Some(perform));
        let tasks: Vec<Task> = ids
            .into_iter()
            .map(|id| Task {
                id,
                outcome: ArcRwSignal::new(Outcome::Waiting),
            })
            .collect();
        self.tasks.set(tasks.clone());
        self.work(tasks);
    }

    /// Does those that failed again.
    fn retry(self) {
        let failed = untrack(|| self.retriable());
        for task in &failed {
            task.outcome.set(Outcome::Waiting);
        }
        self.done
            .update(|done| *done = done.saturating_sub(failed.len()));
        self.work(failed);
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
    fn work(self, tasks: Vec<Task>) {
        let Some(perform) = self.perform.get_value() else {
            return;
        };
        let workers = tasks.len().min(AT_ONCE);
        self.queue.set_value(tasks.into());
        self.running.set(workers);
        for _ in 0..workers {
            let perform = Rc::clone(&perform);
            spawn_local(async move {
                while let Some(task) = self.queue.try_update_value(VecDeque::pop_front).flatten() {
                    task.outcome.set(Outcome::Running);
                    let outcome = perform(Arc::clone(&task.id)).await;
                    task.outcome.set(match outcome {
                        Ok(text) => Outcome::Done(text),
                        Err(failure) => Outcome::Failed(failure),
                    });
                    self.done.try_update(|done| *done += 1);
                }
                self.running.try_update(|running| *running -= 1);
            });
        }
    }
}
