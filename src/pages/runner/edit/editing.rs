//! The text and everything that follows from it.

use std::sync::Arc;

use contract::{
    edit::{self, Conflict, Form, Loss},
    mask::{self, Update},
    spec_file::Diagnostic,
    validate::Violation,
    wire::{Runner, schema::Path},
};
use leptos::{prelude::*, task::spawn_local};

use super::draft::Draft;
use crate::{
    api::{ApiError, Client},
    forms::code::{problems, violations},
    pages::runner::{Live, fix::Prepared},
    state::{
        catalog::{Catalog, use_catalog},
        sending::{self, Sent},
        subject::{Subject, use_subject},
    },
};

/// Where the sending stands.
#[derive(Clone)]
pub(super) enum Step {
    Editing,
    Sending,
    Failed(ApiError),
    /// The answer was lost, and the runner is not as it was to be.
    NotSaved,
    /// It is done; the runner before, and what the server made otherwise than it was asked to.
    Saved(Arc<Runner>, Vec<&'static str>),
}

/// An edit under way.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    text: RwSignal<String>,
    form: RwSignal<Form>,
    /// Something was typed that is not in the text yet.
    touched: StoredValue<bool>,
    /// The runner that the text is about.
    base: RwSignal<Arc<Runner>>,
    /// The newest state, where somebody has changed what this edit replaces.
    theirs: RwSignal<Option<Arc<Runner>>>,
    step: RwSignal<Step>,
    /// The document of the base.
    written: Memo<String>,
    wanted: Memo<Result<Runner, Vec<Diagnostic>>>,
    problems: Memo<Vec<Diagnostic>>,
    plan: Memo<Option<Update>>,
    world: StoredValue<World>,
}

/// What an edit asks and tells.
#[derive(Clone, Copy)]
struct World {
    catalog: Catalog,
    subject: Subject,
    client: Client,
}

impl Editing {
    /// The kept draft, or the runner as it is.
    pub(super) fn new(runner: Live) -> Self {
        let now = runner.get_untracked();
        let kept = Draft::restore(now.runner_id()).filter(|draft| draft.base.id == now.id);
        let (text, form, base) = match kept {
            Some(draft) => (draft.text.clone(), draft.form(), Arc::new(draft.base)),
            None => (edit::write(&now), Form::Whole, now),
        };
        let text = RwSignal::new(text);
        let form = RwSignal::new(form);
        let base = RwSignal::new(base);
        let catalog = use_catalog();
        let wanted =
            Memo::new(move |_| text.with(|text| edit::read(text, form.get(), &base.get())));
        let problems = Memo::new(move |_| {
            catalog.with_templates(|known| {
                text.with(|text| wanted.with(|wanted| problems(text, wanted, &base.get(), known)))
            })
        });
        let plan = Memo::new(move |_| {
            wanted.with(|wanted| mask::update(&base.get(), wanted.as_ref().ok()?).ok()?)
        });
        let editing = Self {
            text,
            form,
            touched: StoredValue::new(false),
            base,
            theirs: RwSignal::new(None),
            step: RwSignal::new(Step::Editing),
            written: Memo::new(move |_| edit::write(&base.get())),
            wanted,
            problems,
            plan,
            world: StoredValue::new(World {
                catalog,
                subject: use_subject(),
                client: expect_context(),
            }),
        };
        // Where nothing was typed the text follows the runner.
        Effect::new(move |_| {
            let now = runner.get();
            let is_other = base.with_untracked(|base| base.updated_at != now.updated_at);
            if is_other && !editing.touched.get_value() && !untrack(|| editing.is_typed()) {
                editing.begin(now);
            }
        });
        editing
    }

    /// The edit of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    fn begin(self, runner: Arc<Runner>) {
        self.form.set(Form::Whole);
        self.text.set(edit::write(&runner));
        self.theirs.set(None);
        self.base.set(runner);
    }

    pub(super) fn text(self) -> String {
        self.text.get()
    }

    pub(super) fn form(self) -> Form {
        self.form.get()
    }

    pub(super) fn base(self) -> Arc<Runner> {
        self.base.get()
    }

    /// The document of the runner as it is.
    pub(super) fn written(self) -> String {
        self.written.get()
    }

    /// Whether the text is another than the console wrote.
    pub(super) fn is_typed(self) -> bool {
        self.text.with(|text| match self.form.get() {
            Form::Whole => self.written.with(|written| text != written),
            Form::Patch => !text.trim().is_empty(),
        })
    }

    /// Takes the text as it is typed.
    pub(super) fn write(self, text: String) {
        // The page may be on its way out while the editor tells what was typed last.
        if self.is_gone() {
            return;
        }
        self.touched.set_value(false);
        self.text.set(text);
        if !matches!(self.step.get_untracked(), Step::Sending) {
            self.step.set(Step::Editing);
        }
        self.keep();
    }

    /// Notes that something is being typed, so that nothing else takes the text's place.
    pub(super) fn touch(self) {
        self.touched.try_set_value(true);
    }

    fn is_gone(self) -> bool {
        self.text.is_disposed()
            || self.form.is_disposed()
            || self.base.is_disposed()
            || self.step.is_disposed()
            || self.written.try_with_untracked(|_| ()).is_none()
    }

    fn keep(self) {
        let base = self.base.get_untracked();
        if untrack(|| self.is_typed()) {
            let form = self.form.get_untracked();
            Draft::new(self.text.get_untracked(), form, (*base).clone()).keep();
        } else {
            Draft::discard(base.runner_id());
        }
    }

    /// Changes what is asked for, as a form does; the text follows, comments and all.
    pub(super) fn change(self, change: impl FnOnce(&mut Runner)) {
        let Some(mut wanted) = untrack(|| self.wanted()) else {
            return;
        };
        change(&mut wanted);
        let (form, base) = (self.form.get_untracked(), self.base.get_untracked());
        let text = self
            .text
            .with_untracked(|text| edit::retell(text, form, &base, &wanted));
        self.write(text);
    }

    /// Puts a prepared change into the text, as a patch where nothing was typed yet. False where the text
    /// cannot be read as it is.
    pub(super) fn prepare(self, prepared: &Prepared) -> bool {
        if untrack(|| self.wanted()).is_none() {
            return false;
        }
        if !untrack(|| self.is_typed()) {
            self.form.set(Form::Patch);
            let why = prepared
                .why
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            self.text.set(format!("# {why}\n"));
        }
        self.change(|runner| (prepared.change)(runner));
        true
    }

    /// What the rules say of the parts that would be sent, by field.
    pub(super) fn violations(self) -> Vec<Violation> {
        let catalog = self.world.get_value().catalog;
        let wanted = self.wanted();
        wanted.map_or_else(Vec::new, |wanted| {
            catalog.with_templates(|known| violations(&wanted, &self.base.get(), known))
        })
    }

    /// Says the same in the other form. A text that cannot be read stays in its own.
    pub(super) fn switch(self, to: Form) {
        if self.form.get_untracked() == to {
            return;
        }
        let told = edit::switch(&self.text.get_untracked(), to, &self.base.get_untracked());
        if let Ok(text) = told {
            self.form.set(to);
            self.write(text);
        }
    }

    /// Gives up what was typed.
    pub(super) fn discard(self) {
        let newest = untrack(|| self.world.get_value().subject.runner());
        let newest = newest.unwrap_or_else(|| self.base.get_untracked());
        Draft::discard(newest.runner_id());
        self.step.set(Step::Editing);
        self.begin(newest);
    }

    /// Everything wrong with a text in the form that is chosen.
    pub(super) fn check(self, text: &str) -> Vec<Diagnostic> {
        if self.text.with_untracked(|known| known == text) {
            return self.problems.get_untracked();
        }
        let base = self.base.get_untracked();
        let wanted = edit::read(text, self.form.get_untracked(), &base);
        let catalog = self.world.get_value().catalog;
        untrack(|| catalog.with_templates(|known| problems(text, &wanted, &base, known)))
    }

    pub(super) fn problems(self) -> Vec<Diagnostic> {
        self.problems.get()
    }

    /// What the text asks for, if it can be read.
    pub(super) fn wanted(self) -> Option<Runner> {
        self.wanted.with(|wanted| wanted.as_ref().ok().cloned())
    }

    /// What will be sent, if anything.
    pub(super) fn plan(self) -> Option<Update> {
        self.plan.get()
    }

    /// What would be lost.
    pub(super) fn losses(self) -> Vec<Loss> {
        let wanted = self.wanted();
        wanted.map_or_else(Vec::new, |wanted| edit::losses(&self.base.get(), &wanted))
    }

    /// Carries along what would be lost.
    pub(super) fn keep_loss(self, loss: &Loss) {
        let text = self.text.with_untracked(|text| edit::keep(text, loss));
        self.write(text);
    }

    /// Why it cannot be sent now.
    pub(super) fn refusal(self) -> Option<String> {
        if self.is_sending() {
            return Some("The change is being sent.".to_owned());
        }
        if self.problems.with(|problems| !problems.is_empty()) {
            return Some("Correct what is marked first.".to_owned());
        }
        if self.theirs.with(Option::is_some) {
            return Some("Bring both changes together first.".to_owned());
        }
        if self.plan.with(Option::is_none) {
            return Some("No change: nothing to send.".to_owned());
        }
        None
    }

    pub(super) fn step(self) -> Step {
        self.step.get()
    }

    pub(super) fn is_sending(self) -> bool {
        self.step.with(|step| matches!(step, Step::Sending))
    }

    /// Re-reads, compares, sends.
    pub(super) fn send(self) {
        let base = self.base.get_untracked();
        let Some(Ok(wanted)) = self.wanted.try_get_untracked() else {
            return;
        };
        self.step.set(Step::Sending);
        let World {
            subject, client, ..
        } = self.world.get_value();
        spawn_local(async move {
            let told = |runner: &Runner| subject.answered(runner.clone());
            let sent = sending::send(&client, told, &base, &wanted).await;
            if self.step.is_disposed() {
                return;
            }
            match sent {
                Sent::Saved {
                    before,
                    now,
                    differs,
                } => {
                    Draft::discard(now.runner_id());
                    self.begin(now);
                    self.step.set(Step::Saved(before, differs));
                }
                Sent::Conflict(newest) => {
                    self.theirs.set(Some(newest));
                    self.step.set(Step::Editing);
                }
                Sent::NotSaved => self.step.set(Step::NotSaved),
                Sent::Failed(error) => self.step.set(Step::Failed(error)),
            }
        });
    }

    /// Both changes, as far as they go together, where somebody has changed the runner meanwhile.
    pub(super) fn merge(self, theirs_at: &[Path]) -> Option<(Runner, Vec<Conflict>)> {
        let theirs = self.theirs.get()?;
        let mine = self.wanted()?;
        Some(edit::merge(&self.base.get(), &theirs, &mine, theirs_at))
    }

    /// Looks at what somebody else has changed.
    pub(super) fn meet(self, newest: Arc<Runner>) {
        self.theirs.set(Some(newest));
    }

    /// Goes on from the newest state, with both changes in the text.
    pub(super) fn resolve(self, merged: &Runner) {
        let Some(theirs) = self.theirs.get_untracked() else {
            return;
        };
        let form = self.form.get_untracked();
        let text = self
            .text
            .with_untracked(|text| edit::retell(text, form, &theirs, merged));
        self.theirs.set(None);
        self.base.set(theirs);
        self.write(text);
    }

    /// Asks for what was before the last edit.
    pub(super) fn undo(self, before: &Runner) {
        let patch = edit::write_patch(&self.base.get_untracked(), before);
        self.form.set(Form::Patch);
        self.write(format!("# Undoes the last edit.\n{patch}"));
    }
}
