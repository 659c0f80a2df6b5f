//! The text of an edit, the runner that it is about, and everything that follows from both.

use std::sync::Arc;

use contract::{
    edit::{self, Form, Loss},
    mask::{NoUpdate, Update},
    model::Runner,
    rules::{Templates, Violation},
    spec_file::Diagnostic,
};
use leptos::prelude::*;

use super::draft::Draft;
use crate::{
    api::{runners::dialect, session::Rights},
    forms::code::{problems, violations},
    state::{
        catalog::{Catalog, use_catalog},
        session::{Person, use_person},
    },
};

/// A text in one of its forms.
#[derive(Clone, Copy)]
pub(super) struct Text {
    content: RwSignal<String>,
    form: RwSignal<Form>,
    /// The runner that the text is about.
    base: RwSignal<Arc<Runner>>,
    /// The document of the base.
    written: Memo<String>,
    wanted: Memo<Result<Runner, Vec<Diagnostic>>>,
    problems: Memo<Vec<Diagnostic>>,
    plan: Memo<Option<Update>>,
    catalog: StoredValue<Catalog>,
    person: Person,
}

/// The runner as somebody may have it in a text: who only reads has no use for values of the environment,
/// which may be secrets (contract 1.5).
fn for_person(person: Person, runner: Arc<Runner>) -> Arc<Runner> {
    let overrides = |runner: &Runner| runner.managed_spec.as_ref()?.overrides.clone();
    let has_env = overrides(&runner).is_some_and(|overrides| !overrides.env.is_empty());
    if !has_env || untrack(|| person.rights()) == Rights::Admin {
        return runner;
    }
    let mut runner = Arc::unwrap_or_clone(runner);
    let spec = runner.managed_spec.as_mut();
    if let Some(overrides) = spec.and_then(|spec| spec.overrides.as_mut()) {
        let values = overrides.env.values_mut();
        values.for_each(|value| edit::MASK.clone_into(value));
    }
    Arc::new(runner)
}

/// What is wrong with a text, and what it changes that cannot be changed.
fn wrong(
    text: &str,
    wanted: &Result<Runner, Vec<Diagnostic>>,
    base: &Runner,
    known: &dyn Templates,
) -> Vec<Diagnostic> {
    let mut found = problems(text, wanted, base, known);
    if found.is_empty()
        && let Ok(wanted) = wanted
        && let Err(no @ NoUpdate::Immutable(_)) = dialect().update(base, wanted)
    {
        found.push(Diagnostic {
            line: 1,
            column: 1,
            message: no.to_string(),
        });
    }
    found
}

impl Text {
    /// The kept draft, or the runner as it is.
    pub(super) fn new(now: Arc<Runner>) -> Self {
        let person = use_person();
        let now = for_person(person, now);
        let kept = Draft::restore(now.runner_id()).filter(|draft| draft.base.id == now.id);
        let (text, form, base) = match kept {
            Some(draft) => {
                let base = for_person(person, Arc::new(draft.base.clone()));
                let is_whole = *base == draft.base;
                let text = if is_whole {
                    draft.text.clone()
                } else {
                    edit::masked(&draft.text)
                };
                (text, draft.form(), base)
            }
            None => (edit::write(dialect(), &now), Form::Whole, now),
        };
        let content = RwSignal::new(text);
        let form = RwSignal::new(form);
        let base = RwSignal::new(base);
        let catalog = use_catalog();
        let wanted = Memo::new(move |_| {
            content.with(|text| edit::read(dialect(), text, form.get(), &base.get()))
        });
        let problems = Memo::new(move |_| {
            catalog.with_templates(|known| {
                content.with(|text| wanted.with(|wanted| wrong(text, wanted, &base.get(), known)))
            })
        });
        let plan = Memo::new(move |_| {
            wanted.with(|wanted| dialect().update(&base.get(), wanted.as_ref().ok()?).ok()?)
        });
        Self {
            content,
            form,
            base,
            written: Memo::new(move |_| edit::write(dialect(), &base.get())),
            wanted,
            problems,
            plan,
            catalog: StoredValue::new(catalog),
            person,
        }
    }

    pub(super) fn get(self) -> String {
        self.content.get()
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
        self.content.with(|text| match self.form.get() {
            Form::Whole => self.written.with(|written| text != written),
            Form::Patch => !text.trim().is_empty(),
        })
    }

    /// What the text asks for, if it can be read.
    pub(super) fn wanted(self) -> Option<Runner> {
        self.wanted.with(|wanted| wanted.as_ref().ok().cloned())
    }

    /// Everything wrong with it.
    pub(super) fn problems(self) -> Vec<Diagnostic> {
        self.problems.get()
    }

    /// Everything wrong with another text in the form that is chosen.
    pub(super) fn check(self, text: &str) -> Vec<Diagnostic> {
        if self.content.with_untracked(|known| known == text) {
            return self.problems.get_untracked();
        }
        let base = self.base.get_untracked();
        let wanted = edit::read(dialect(), text, self.form.get_untracked(), &base);
        let catalog = self.catalog.get_value();
        untrack(|| catalog.with_templates(|known| wrong(text, &wanted, &base, known)))
    }

    /// What the rules say of the parts that would be sent, by field.
    pub(super) fn violations(self) -> Vec<Violation> {
        let catalog = self.catalog.get_value();
        let wanted = self.wanted();
        wanted.map_or_else(Vec::new, |wanted| {
            catalog.with_templates(|known| violations(&wanted, &self.base.get(), known))
        })
    }

    /// What will be sent, if anything.
    pub(super) fn plan(self) -> Option<Update> {
        self.plan.get()
    }

    /// What would be lost.
    pub(super) fn losses(self) -> Vec<Loss> {
        let wanted = self.wanted();
        wanted.map_or_else(Vec::new, |wanted| {
            edit::losses(dialect(), &self.base.get(), &wanted)
        })
    }

    /// Begins anew with the document of a runner.
    pub(super) fn begin(self, runner: Arc<Runner>) {
        let runner = for_person(self.person, runner);
        self.form.set(Form::Whole);
        self.content.set(edit::write(dialect(), &runner));
        self.base.set(runner);
    }

    /// Chooses the form of what is written next.
    pub(super) fn choose(self, form: Form) {
        self.form.set(form);
    }

    /// Makes it about a newer state of the runner.
    pub(super) fn rebase(self, base: Arc<Runner>) {
        let base = for_person(self.person, base);
        self.base.set(base);
        self.keep();
    }

    /// Takes a text in the form that is chosen, and keeps it in the browser.
    pub(super) fn write(self, text: String) {
        self.content.set(text);
        self.keep();
    }

    fn keep(self) {
        let base = self.base.get_untracked();
        if untrack(|| self.is_typed()) {
            let form = self.form.get_untracked();
            Draft::new(self.content.get_untracked(), form, (*base).clone()).keep();
        } else {
            Draft::discard(base.runner_id());
        }
    }

    /// The text with what is wanted put into it, comments and all.
    pub(super) fn retell(self, base: &Runner, wanted: &Runner) -> String {
        let form = self.form.get_untracked();
        self.content
            .with_untracked(|text| edit::retell(dialect(), text, form, base, wanted))
    }

    /// The text with what would be lost put into it.
    pub(super) fn with_loss(self, loss: &Loss) -> String {
        self.content
            .with_untracked(|text| edit::keep(dialect(), text, loss))
    }

    /// The same in another form, if the text can be read.
    pub(super) fn told_as(self, form: Form) -> Option<String> {
        let base = self.base.get_untracked();
        self.content
            .with_untracked(|text| edit::switch(dialect(), text, form, &base).ok())
    }

    /// Whether the page that it is on is going.
    pub(super) fn is_gone(self) -> bool {
        self.content.is_disposed()
            || self.form.is_disposed()
            || self.base.is_disposed()
            || self.written.try_with_untracked(|_| ()).is_none()
    }
}
