//! Does something to several runners: at most four at a time, to be stopped, failures to be retried.

mod ask;
mod progress;

use std::{collections::VecDeque, pin::Pin, rc::Rc, sync::Arc};

use leptos::{prelude::*, task::spawn_local};

use crate::api::ApiError;
pub(crate) use ask::AskThenRun;

/// How many requests are under way at once.
const AT_ONCE: usize = 4;

/// Where one runner of the run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Waiting,
    Running,
    Done(&'static str),
    Failed(Failure),
    /// The run was stopped before its turn.
    Stopped,
}

/// Why it was not done, and what can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) next_step: String,
    /// Whether doing the same again may help.
    pub(crate) may_pass: bool,
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

/// What is done to each runner; returns the result.
type Perform = Rc<dyn Fn(Arc<str>) -> Pin<Box<dyn Future<Output = Result<&'static str, Failure>>>>>;

/// One runner of the run.
#[derive(Clone)]
pub(crate) struct Task {
    pub(crate) id: Arc<str>,
    pub(crate) outcome: ArcRwSignal<Outcome>,
}

/// How many runners of a run stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    pub(crate) all: usize,
    pub(crate) done: usize,
    pub(crate) failed: usize,
    /// Those that failed and may not if they are tried again.
    pub(crate) retriable: usize,
    /// Those whose turn had not come when the run was stopped.
    pub(crate) not_begun: usize,
}

impl Counts {
    fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            counts.all += 1;
            match outcome {
                Outcome::Waiting | Outcome::Running => {}
                Outcome::Done(_) => counts.done += 1,
                Outcome::Failed(failure) => {
                    counts.failed += 1;
                    counts.retriable += usize::from(failure.may_pass);
                }
                Outcome::Stopped => counts.not_begun += 1,
            }
        }
        counts
    }

    /// In words: `8 of 20 done, 1 failed, 11 not started`.
    pub(crate) fn words(self) -> String {
        let more = |count: usize, what: &str| match count {
            0 => String::new(),
            count => format!(", {count} {what}"),
        };
        let (failed, not_begun) = (
            more(self.failed, "failed"),
            more(self.not_begun, "not started"),
        );
        format!("{} of {} done{failed}{not_begun}", self.done, self.all)
    }
}

/// A run over several runners.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    tasks: RwSignal<Vec<Task>>,
    queue: StoredValue<VecDeque<Task>>,
    running: RwSignal<usize>,
    /// Told whenever an outcome changes.
    changed: Trigger,
    perform: StoredValue<Option<Perform>, LocalStorage>,
}

impl Run {
    /// A run that has not begun.
    pub(crate) fn new() -> Self {
        Self {
            tasks: RwSignal::new(Vec::new()),
            queue: StoredValue::new(VecDeque::new()),
            running: RwSignal::new(0),
            changed: Trigger::new(),
            perform: StoredValue::new_local(None),
        }
    }

    /// Every runner of the run.
    pub(crate) fn tasks(self) -> Vec<Task> {
        self.tasks.get()
    }

    /// Whether it was begun.
    pub(crate) fn has_begun(self) -> bool {
        self.tasks.with(|tasks| !tasks.is_empty())
    }

    /// Whether requests are under way.
    pub(crate) fn is_running(self) -> bool {
        self.running.get() > 0
    }

    /// How many stand how.
    pub(crate) fn counts(self) -> Counts {
        self.changed.track();
        self.tasks.with(|tasks| {
            let outcomes: Vec<_> = tasks
                .iter()
                .map(|task| task.outcome.get_untracked())
                .collect();
            Counts::of(outcomes.iter())
        })
    }

    /// Begins.
    pub(crate) fn start<F>(self, ids: Vec<Arc<str>>, perform: impl Fn(Arc<str>) -> F + 'static)
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
        self.again(|outcome| matches!(outcome, Outcome::Failed(failure) if failure.may_pass));
    }

    /// Goes on with those whose turn had not come.
    fn go_on(self) {
        self.again(|outcome| *outcome == Outcome::Stopped);
    }

    fn again(self, is_meant: impl Fn(&Outcome) -> bool) {
        let mut tasks = self.tasks.get_untracked();
        tasks.retain(|task| task.outcome.with_untracked(&is_meant));
        for task in &tasks {
            self.set(task, Outcome::Waiting);
        }
        self.work(tasks);
    }

    /// Begins nothing more; what is under way comes to its end.
    pub(crate) fn stop(self) {
        let rest = self.queue.try_update_value(std::mem::take);
        for task in rest.unwrap_or_default() {
            self.set(&task, Outcome::Stopped);
        }
    }

    fn set(self, task: &Task, outcome: Outcome) {
        task.outcome.set(outcome);
        // The dialog may be gone by now.
        if !self.changed.is_disposed() {
            self.changed.notify();
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
                    self.set(&task, Outcome::Running);
                    let outcome = match perform(Arc::clone(&task.id)).await {
                        Ok(text) => Outcome::Done(text),
                        Err(failure) => Outcome::Failed(failure),
                    };
                    self.set(&task, outcome);
                }
                self.running.try_update(|running| *running -= 1);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(may_pass: bool) -> Outcome {
        Outcome::Failed(Failure {
            message: String::new(),
            next_step: String::new(),
            may_pass,
        })
    }

    #[test]
    fn a_run_that_was_stopped_counts_each_runner_once() {
        let mut outcomes = vec![Outcome::Done("Saved."); 8];
        outcomes.push(failed(true));
        outcomes.extend(vec![Outcome::Stopped; 11]);
        let counts = Counts::of(outcomes.iter());
        assert_eq!(counts.words(), "8 of 20 done, 1 failed, 11 not started");
        assert_eq!(counts.done + counts.failed + counts.not_begun, counts.all);
        assert_eq!(counts.retriable, 1);
        let under_way = [Outcome::Running, Outcome::Waiting, failed(false)];
        let counts = Counts::of(under_way.iter());
        assert_eq!(
            (counts.words().as_str(), counts.retriable),
            ("0 of 3 done, 1 failed", 0)
        );
    }

    #[test]
    fn what_was_stopped_goes_on_and_what_failed_is_tried_again() {
        Owner::new().with(|| {
            let run = Run::new();
            let task = |id: &str, outcome| Task {
                id: id.into(),
                outcome: ArcRwSignal::new(outcome),
            };
            run.tasks.set(vec![
                task("a", Outcome::Done("Saved.")),
                task("b", Outcome::Stopped),
                task("c", failed(true)),
                task("d", failed(false)),
            ]);
            let waiting = || {
                let tasks = run.tasks.get_untracked();
                let waits = |task: &&Task| task.outcome.get_untracked() == Outcome::Waiting;
                let ids = tasks.iter().filter(waits).map(|task| task.id.to_string());
                ids.collect::<String>()
            };
            run.go_on();
            assert_eq!(waiting(), "b");
            run.retry();
            assert_eq!(waiting(), "bc");
        });
    }
}
