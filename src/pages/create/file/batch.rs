//! The text of a file, the runners in it, and the sending of each.

use std::collections::{BTreeMap, VecDeque};

use contract::{
    edit,
    model::CreateRunner,
    spec_file::{Diagnostic, RunnerFile, name_runner, read_runners, replace_runner},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    plan::{Planned, plan},
    told::told,
};
use crate::{
    api::spoken::read_in,
    can,
    pages::create::submit::{Step, Submit},
    state::{
        catalog::use_catalog, cluster_occupancy::ClusterOccupancy, draft, fleet::use_fleet,
        handover::FILE_TO_CREATE, session::use_person,
    },
};

/// How many runners are created at once.
const AT_ONCE: usize = 4;

/// The file and what becomes of it.
#[derive(Clone, Copy)]
pub(super) struct Batch {
    text: RwSignal<String>,
    /// What was there before another file took its place.
    earlier: RwSignal<Option<String>>,
    is_policy: Memo<bool>,
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
        let is_policy = Memo::new(move |_| text.with(|text| edit::policy::is_policy(text)));
        let files = Memo::new(move |_| {
            if is_policy.get() {
                return Ok(Vec::new());
            }
            text.with(|text| read_runners(read_in(), text))
        });
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
            is_policy,
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

    /// Whether it is the file of a policy, in which there is no runner.
    pub(super) fn is_policy(self) -> bool {
        self.is_policy.get()
    }

    /// Takes the text as it is typed.
    pub(super) fn write(self, text: String) {
        // The page may be on its way out while the editor tells what was typed last.
        self.text.try_set(text);
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

    /// Puts another document in the place of a runner's, which keeps its ID; the text before can be brought back.
    pub(super) fn rewrite(self, index: usize, document: &str) {
        let text = replace_runner(&self.text.get_untracked(), index, document);
        let id = untrack(|| self.planned(index)).map(|planned| planned.request.runner_id);
        self.replace(match id.as_deref() {
            None | Some("") => text,
            Some(id) => name_runner(&text, index, id),
        });
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

    /// Everything wrong with the file, in order; each runner's own where it stands.
    pub(super) fn diagnostics(self) -> Vec<Diagnostic> {
        if self.is_empty() {
            return Vec::new();
        }
        if self.is_policy() {
            let read = self.text.with(|text| edit::policy::read(text, None));
            return read.err().unwrap_or_default();
        }
        self.files.with(|files| match files {
            Err(problem) => vec![problem.clone()],
            Ok(files) => self.planned.with(|planned| {
                let submits = self.submits.get();
                let each = files.iter().zip(planned).enumerate();
                each.flat_map(|(index, (file, planned))| {
                    let told = told(file, planned.as_ref(), submits.get(&index).copied());
                    told.into_iter().map(|told| told.diagnostic(file))
                })
                .collect()
            }),
        })
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
