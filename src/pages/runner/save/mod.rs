//! Saving a change: what it will do, the check that nobody else changed the same thing meanwhile, the
//! request, and what came of it (design D5, D6).

mod form;

use std::sync::Arc;

use contract::{
    mask::{self, Update},
    wire::Runner,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, ApiError, Client},
    format::overrides::Line,
    state::subject::{Subject, use_subject},
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
        mask::update(runner, &self.made_to(runner)).map_err(|fixed| fixed.to_string())
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
    Failed(ApiError),
    Impossible(String),
}

/// A save under way.
#[derive(Clone, Copy)]
pub(super) struct Save {
    /// The state that the person changes.
    base: RwSignal<Arc<Runner>>,
    step: RwSignal<Step>,
    subject: Subject,
    client: Client,
}

impl Save {
    /// A change to the runner as it is now.
    pub(super) fn of(runner: Arc<Runner>) -> Self {
        Self {
            base: RwSignal::new(runner),
            step: RwSignal::new(Step::Editing),
            subject: use_subject(),
            client: expect_context(),
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
        spawn_local(async move {
            match send(self.client, self.subject, &base, &edit).await {
                Step::Editing => done.run(()),
                step => drop(self.step.try_set(step)),
            }
        });
    }

    fn take_newest(self, newest: Arc<Runner>) {
        self.base.set(newest);
        self.step.set(Step::Editing);
    }
}

/// Re-reads, compares, sends. `Editing` means that it is done: there is nothing left to do.
async fn send(client: Client, subject: Subject, base: &Runner, edit: &Edit) -> Step {
    let newest = match api::runners::get(&client, base.runner_id()).await {
        Ok(newest) => newest,
        Err(error) => return Step::Failed(error),
    };
    subject.answered(newest.clone());
    if newest.updated_at != base.updated_at && same_boundary(base, &newest, edit) {
        return Step::Conflict(Arc::new(newest));
    }
    match edit.update(&newest) {
        Err(fixed) => Step::Impossible(fixed),
        Ok(None) => Step::Editing,
        Ok(Some(update)) => match api::runners::update(&client, base.runner_id(), &update).await {
            Ok(runner) => {
                subject.answered(runner);
                Step::Editing
            }
            Err(error) => Step::Failed(error),
        },
    }
}

/// Whether somebody changed something that this change would replace.
fn same_boundary(base: &Runner, newest: &Runner, edit: &Edit) -> bool {
    let mine = mask::smallest(base, &edit.made_to(base));
    mine.overlaps(&mask::smallest(base, newest))
}

#[cfg(test)]
mod tests {
    use contract::wire::{ManagedSpec, Overrides, ReleaseChannel};

    use super::*;

    fn runner(channel: ReleaseChannel, pool: &str) -> Runner {
        let mut runner = Runner {
            managed_spec: Some(ManagedSpec {
                release_channel: channel,
                overrides: Some(Overrides {
                    node_selector: [("pool".to_owned(), pool.to_owned())].into(),
                    ..Overrides::default()
                }),
                ..ManagedSpec::default()
            }),
            ..Runner::default()
        };
        runner.identity.runner_id = "a".into();
        runner
    }

    #[test]
    fn only_the_same_boundary_conflicts() {
        let base = runner(ReleaseChannel::Stable, "infra");
        let edit = Edit::new(|runner| {
            if let Some(spec) = &mut runner.managed_spec {
                spec.release_channel = ReleaseChannel::Rapid;
            }
        });
        let other_part = runner(ReleaseChannel::Stable, "gpu");
        assert!(!same_boundary(&base, &other_part, &edit));
        let mut same_part = other_part;
        same_part.managed_spec.as_mut().unwrap().release_channel =
            ReleaseChannel::Unknown("X".into());
        assert!(same_boundary(&base, &same_part, &edit));
        let mut parent = base.clone();
        parent
            .managed_spec
            .as_mut()
            .unwrap()
            .enforce_resource_limits = true;
        assert!(
            same_boundary(&base, &parent, &edit),
            "the whole spec covers the channel"
        );
    }
}
