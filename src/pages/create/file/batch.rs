//! The text of a file, the runners in it, and the sending of each.

use std::collections::{BTreeMap, VecDeque};

use contract::{
    model::CreateRunner,
    spec_file::{Diagnostic, RunnerFile, name_runner, read_runners},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    can,
    forms::problems::Problem,
    pages::create::{
        draft::Draft,
        rules,
        submit::{Step, Submit},
    },
    state::{
        catalog::{Catalog, use_catalog},
        cluster_occupancy::ClusterOccupancy,
        draft,
        fleet::{Fleet, use_fleet},
        handover::FILE_TO_CREATE,
        session::use_person,
    },
};

/// How many runners are created at once.
const AT_ONCE: usize = 4;

/// A runner of the file, as it would be sent, with what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Planned {
    pub(super) request: CreateRunner,
    pub(super) problems: Vec<Problem>,
}

/// The file and what becomes of it.
#[derive(Clone, Copy)]
pub(super) struct Batch {
    text: RwSignal<String>,
    /// What was there before another file took its place.
    earlier: RwSignal<Option<String>>,
    files: Memo<Result<Vec<RunnerFile>, Diagnostic>>,
    /// Each runner that can be read.
    planned: Memo<Vec<Option<Planned>>>,
    /// The sending of each, as long as it is shown.
    submits: RwSignal<BTreeMap<usize, Submit>>,
    missing_right: Signal<Option<String>>,
}

impl Batch {
    pub(super) fn new() -> Self {
        let text: String = draft::restore_secret(FILE_TO_CREATE).unwrap_or_default();
        let text = RwSignal::new(text);
        let submits = RwSignal::new(BTreeMap::new());
        let files = Memo::new(move |_| text.with(|text| read_runners(text)));
        let deps = (use_catalog(), use_fleet(), ClusterOccupancy::new());
        let planned = Memo::new(move |_| {
            files.with(|files| match files {
                Ok(files) => plan(files, deps, submits),
                Err(_) => Vec::new(),
            })
        });
        Effect::watch(
            move || text.track(),
            move |(), _, _| text.with_untracked(|text| draft::keep_secret(FILE_TO_CREATE, text)),
            false,
        );
        let person = use_person();
        Self {
            text,
            earlier: RwSignal::new(None),
            files,
            planned,
            submits,
            missing_right: Signal::derive(move || {
                let refusal = can::create(person.rights()).err();
                refusal.map(|reason| reason.to_string())
            }),
        }
    }

    /// The batch of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    pub(super) fn text(self) -> String {
        self.text.get()
    }

    pub(super) fn is_empty(self) -> bool {
        self.text.with(|text| text.trim().is_empty())
    }

    /// Takes the text as it is typed.
    pub(super) fn write(self, text: String) {
        self.text.set(text);
    }

    /// Takes another file; the text before can be brought back.
    pub(super) fn replace(self, text: String) {
        let before = self.text.get_untracked();
        self.earlier
            .set((!before.trim().is_empty() && before != text).then_some(before));
        self.text.set(text);
    }

    pub(super) fn has_earlier(self) -> bool {
        self.earlier.with(Option::is_some)
    }

    /// Brings back what was there before.
    pub(super) fn bring_back(self) {
        if let Some(earlier) = self.earlier.get_untracked() {
            self.earlier.set(None);
            self.text.set(earlier);
        }
    }

    /// Gives a runner its ID, in the text.
    pub(super) fn name(self, index: usize, id: &str) {
        self.text
            .update(|text| *text = name_runner(text, index, id));
    }

    /// How many runners the file holds, good or bad.
    pub(super) fn count(self) -> usize {
        self.files.with(|files| files.as_ref().map_or(0, Vec::len))
    }

    /// Why the file as a whole cannot be read.
    pub(super) fn refusal(self) -> Option<Diagnostic> {
        self.files.with(|files| files.as_ref().err().cloned())
    }

    pub(super) fn file(self, index: usize) -> Option<RunnerFile> {
        self.files
            .with(|files| files.as_ref().ok()?.get(index).cloned())
    }

    pub(super) fn planned(self, index: usize) -> Option<Planned> {
        self.planned.with(|all| all.get(index).cloned().flatten())
    }

    /// Notes who sends a runner, until it is shown no more.
    pub(super) fn register(self, index: usize, submit: Submit) {
        self.submits.update(|all| {
            all.insert(index, submit);
        });
        on_cleanup(move || {
            self.submits.try_update(|all| all.remove(&index));
        });
    }

    /// Whether something is being sent, so that the text must stay.
    pub(super) fn is_sending(self) -> bool {
        self.submits
            .with(|all| all.values().any(|submit| submit.is_sending()))
    }

    /// How many exist by now.
    pub(super) fn created(self) -> usize {
        let is_created = |submit: &&Submit| matches!(submit.step(), Step::Created(_));
        self.submits
            .with(|all| all.values().filter(is_created).count())
    }

    /// Why nothing at all can be created now.
    pub(super) fn refused(self) -> Option<String> {
        if self.is_sending() {
            return Some("Runners are being created.".to_owned());
        }
        self.missing_right.get()
    }

    /// The runners that can be created now.
    pub(super) fn ready(self) -> Vec<(Submit, CreateRunner)> {
        let planned = self.planned.get();
        let submits = self.submits.get();
        let all = planned.into_iter().enumerate();
        all.filter_map(|(index, planned)| {
            let planned = planned.filter(|planned| planned.problems.is_empty())?;
            let submit = *submits.get(&index)?;
            (!submit.is_busy()).then_some((submit, planned.request))
        })
        .collect()
    }

    /// Creates them, four at a time.
    pub(super) fn create_all(self) {
        let queue = StoredValue::new(VecDeque::from(untrack(|| self.ready())));
        for _ in 0..AT_ONCE {
            spawn_local(async move {
                while let Some((submit, request)) =
                    queue.try_update_value(VecDeque::pop_front).flatten()
                {
                    let id = submit.request_id(&request);
                    submit.run(request, id).await;
                }
            });
        }
    }

    /// Nothing of it has to be kept.
    pub(super) fn discard() {
        draft::discard(FILE_TO_CREATE);
    }
}

fn plan(
    files: &[RunnerFile],
    (catalog, fleet, held): (Catalog, Fleet, ClusterOccupancy),
    submits: RwSignal<BTreeMap<usize, Submit>>,
) -> Vec<Option<Planned>> {
    let clusters = catalog.clusters.get().unwrap_or_default();
    let requests: Vec<_> = files
        .iter()
        .map(|file| {
            let (runner, _) = file.runner.as_ref().ok()?;
            let draft = Draft {
                runner_id: file.runner_id.clone(),
                ..Draft::of(runner)
            };
            Some(draft.request(&clusters))
        })
        .collect();
    let plan = |index: usize| {
        let request: &CreateRunner = requests[index].as_ref()?;
        let submit = submits.with(|all| all.get(&index).copied());
        // What is being created holds its ID and its cluster itself.
        let is_busy = submit.is_some_and(Submit::is_busy);
        let others = (!is_busy).then_some((fleet, held));
        let mut problems = rules::problems(request, catalog, others);
        let before = requests[..index].iter().zip(1..);
        let before = before.filter_map(|(other, number)| Some((other.as_ref()?, number)));
        problems.extend(before.flat_map(|(other, number)| clashes(request, other, number)));
        Some(Planned {
            request: request.clone(),
            problems,
        })
    };
    (0..files.len()).map(plan).collect()
}

/// What a runner must not share with one before it in the file.
fn clashes(request: &CreateRunner, other: &CreateRunner, number: usize) -> Vec<Problem> {
    let place = |request: &CreateRunner| {
        let identity = &request.runner.identity;
        (identity.cluster_id.clone(), identity.cluster_name.clone())
    };
    let mut clashes = Vec::new();
    if !request.runner_id.is_empty() && request.runner_id == other.runner_id {
        let text = format!("runner {number} in this file has the same ID");
        clashes.push(Problem::clash("runner_id", &text));
    }
    if place(request) != Default::default() && place(request) == place(other) {
        let text = format!("runner {number} in this file is on the same cluster");
        clashes.push(Problem::clash("identity.cluster_id", &text));
    }
    clashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runners_of_a_file_share_neither_id_nor_cluster() {
        let mut one = CreateRunner::default();
        assert_eq!(clashes(&one, &one, 1), []);
        one.runner_id = "a".into();
        one.runner.identity.cluster_name = "c".into();
        let fields: Vec<_> = clashes(&one, &one, 1)
            .into_iter()
            .map(|problem| problem.field)
            .collect();
        assert_eq!(fields, ["runner_id", "identity.cluster_id"]);
        let mut other = one.clone();
        other.runner_id = "b".into();
        other.runner.identity.cluster_name = "d".into();
        assert_eq!(clashes(&one, &other, 1), []);
    }
}
