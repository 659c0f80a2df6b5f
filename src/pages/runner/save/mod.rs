//! Saving a change: what it will do, the check that nobody else changed the same thing meanwhile, the
//! request, and what came of it (design D5, D6).

mod form;

use std::sync::Arc;

use contract::{mask::Update, model::Runner};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, Client, runners::dialect},
    format::overrides::Line,
    state::{
        open_runner::{OpenRunner, use_open_runner},
        sending::{self, Sent},
    },
};
pub(super) use form::SaveForm;

/// A change to a runner, as a function, so that it can be made to a newer state of it too.
#[derive(Clone)]
pub(super) struct Edit(Arc<dyn Fn(&mut Runner) + Send + Sync>);

impl Edit {
    pub(super) fn new(change: impl Fn(&mut Runner) + Send + Sync + 'static) -> Self {
        Self(Arc::new(change))
    }

    fn made_to(&self, runner: &Runner) -> Runner {
        let mut changed = runner.clone();
        (self.0)(&mut changed);
        changed
    }

    /// The request that makes the change, if it changes anything.
    fn update(&self, runner: &Runner) -> Result<Option<Update>, String> {
        let update = dialect().update(runner, &self.made_to(runner));
        update.map_err(|fixed| fixed.to_string())
    }
}

/// The mask that will be sent, none where nothing is changed, or why the change is impossible.
type Plan = Result<Option<Vec<&'static str>>, String>;

/// What a change concerns, in lines, for the difference that the person sees.
pub(super) type Describe = fn(&Runner) -> Vec<Line>;

#[derive(Clone)]
enum Step {
    Editing,
    Sending,
    /// Somebody changed the same thing since the dialog was opened; the newest state.
    Conflict(Arc<Runner>),
    NotSaved,
    Failed(ApiError),
}

/// A save under way.
#[derive(Clone, Copy)]
pub(super) struct Save {
    /// The state that the person changes.
    base: RwSignal<Arc<Runner>>,
    step: RwSignal<Step>,
    deps: StoredValue<(OpenRunner, Client)>,
}

impl Save {
    /// A change to the runner as it is now.
    pub(super) fn of(runner: Arc<Runner>) -> Self {
        Self {
            base: RwSignal::new(runner),
            step: RwSignal::new(Step::Editing),
            deps: StoredValue::new((use_open_runner(), expect_context())),
        }
    }

    /// The state that the person changes.
    pub(super) fn base(self) -> Arc<Runner> {
        self.base.get()
    }

    /// Whether the request is under way.
    pub(super) fn is_sending(self) -> bool {
        self.step.with(|step| matches!(step, Step::Sending))
    }

    fn send(self, edit: Edit, done: Callback<()>) {
        let base = self.base.get_untracked();
        self.step.set(Step::Sending);
        let wanted = edit.made_to(&base);
        let (open_runner, client) = self.deps.get_value();
        spawn_local(async move {
            let told = |runner: &Runner| open_runner.answered(runner.clone());
            let step = match sending::send(dialect(), &client, told, &base, &wanted).await {
                Sent::Saved { .. } => return done.run(()),
                Sent::Conflict(newest) => Step::Conflict(newest),
                Sent::NotSaved => Step::NotSaved,
                Sent::Failed(error) => Step::Failed(error),
            };
            self.step.try_set(step);
        });
    }

    fn take_newest(self, newest: Arc<Runner>) {
        self.base.set(newest);
        self.step.set(Step::Editing);
    }
}
