//! Sends the form, once. An answer that was lost is looked for before anyone is told anything
//! (contract 2.1).

use std::sync::Arc;

use contract::wire::{CreateRunner, Runner};
use jiff::{SignedDuration, Timestamp};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{DRAFT, errors::Errors, form::Form};
use crate::{
    api::{self, ApiError, Client},
    paths::Route,
    state::{
        clock::Clock,
        draft,
        feed::{Feed, use_feed},
        fleet::{Fleet, use_fleet},
        lifecycle::since,
    },
};

/// Where the sending stands.
#[derive(Clone)]
pub(super) enum Step {
    Idle,
    Sending,
    /// The answer was lost; the runner is being looked for.
    Checking,
    /// It could not be looked for either.
    Unknown,
    /// The answer was lost, and the runner does not exist.
    NotCreated,
    /// The server said no to this form.
    Refused(Arc<Form>, ApiError),
}

/// The sending of a form.
#[derive(Clone, Copy)]
pub(super) struct Submit {
    step: RwSignal<Step>,
    /// What was sent last, to recognize it.
    sent: StoredValue<Option<CreateRunner>>,
    client: Client,
    fleet: Fleet,
    feed: Feed,
    done: Callback<Runner>,
}

impl Submit {
    pub(super) fn new() -> Self {
        let navigate = use_navigate();
        let fleet = use_fleet();
        let done = Callback::new(move |runner: Runner| {
            let page = Route::runner(runner.runner_id());
            draft::discard(DRAFT);
            fleet.answered(&runner);
            navigate(&page.href(), NavigateOptions::default());
        });
        Self {
            step: RwSignal::new(Step::Idle),
            sent: StoredValue::new(None),
            client: expect_context(),
            fleet,
            feed: use_feed(),
            done,
        }
    }

    pub(super) fn step(self) -> Step {
        self.step.get()
    }

    /// Whether a second click must do nothing.
    pub(super) fn is_busy(self) -> bool {
        self.step
            .with(|step| matches!(step, Step::Sending | Step::Checking))
    }

    /// Sends the form, unless something is wrong with it or it is on its way.
    pub(super) fn send(self, form: RwSignal<Form>, errors: &Errors) {
        if untrack(|| self.is_busy() || errors.are_there()) {
            return;
        }
        let sent = form.get_untracked();
        let request = sent.request(&untrack(|| errors.place()));
        self.sent.set_value(Some(request.clone()));
        self.step.set(Step::Sending);
        spawn_local(async move {
            match api::runners::create(&self.client, &request).await {
                Ok(runner) => self.created(runner),
                Err(error) if error.is_unsure() => self.find(&request, sent).await,
                Err(error) if error.is_taken() => self.conflict(&request, sent, error).await,
                Err(error) => self.refused(sent, error),
            }
        });
    }

    /// Browsers send a request again by themselves when a kept connection turns out to be closed, so a
    /// conflict may be with the runner that this very form has just made.
    async fn conflict(self, request: &CreateRunner, sent: Form, error: ApiError) {
        match api::runners::get(&self.client, &request.runner_id).await {
            Ok(runner) if is_ours(&runner, request) && is_fresh(&runner, Clock::instant()) => {
                self.created(runner);
            }
            Ok(_) | Err(_) => self.refused(sent, error),
        }
    }

    /// Looks again for what was sent.
    pub(super) fn look(self, form: RwSignal<Form>) {
        if let Some(request) = self.sent.get_value() {
            let sent = form.get_untracked();
            spawn_local(async move { self.find(&request, sent).await });
        }
    }

    async fn find(self, request: &CreateRunner, sent: Form) {
        self.step.try_set(Step::Checking);
        match api::runners::get(&self.client, &request.runner_id).await {
            Ok(runner) if is_ours(&runner, request) => self.created(runner),
            // Somebody else's runner of that ID: the fleet now knows it, and the form says so.
            Ok(runner) => {
                self.fleet.answered(&runner);
                self.step.try_set(Step::NotCreated);
            }
            Err(error) if error.is_not_found() => drop(self.step.try_set(Step::NotCreated)),
            Err(error) if error.is_unsure() || error.http == 0 || error.http >= 500 => {
                self.step.try_set(Step::Unknown);
            }
            Err(error) => self.refused(sent, error),
        }
    }

    fn created(self, runner: Runner) {
        self.feed.refresh();
        // The page may have been left; then the draft is kept and the runner shows in the list. Otherwise
        // the step stays as it is until the page goes, so that nothing can be sent again meanwhile.
        if self.step.try_get_untracked().is_some() {
            self.done.run(runner);
        }
    }

    fn refused(self, sent: Form, error: ApiError) {
        self.feed.refresh();
        self.step.try_set(Step::Refused(Arc::new(sent), error));
    }
}

/// Whether a runner is the one that was asked for, and not another that had the ID before.
fn is_ours(runner: &Runner, request: &CreateRunner) -> bool {
    let (theirs, ours) = (&runner.identity, &request.runner.identity);
    runner.display_name == request.runner.display_name
        && (theirs.cluster_id == ours.cluster_id || theirs.cluster_name == ours.cluster_name)
}

/// Whether a runner was made in the last two minutes, which leaves room for slow answers.
fn is_fresh(runner: &Runner, now: Timestamp) -> bool {
    let created = runner
        .created_at
        .as_ref()
        .and_then(contract::wire::Timestamp::instant);
    created.is_some_and(|at| since(at, now) < SignedDuration::from_mins(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_runner_is_not_the_one_just_made() {
        let now: Timestamp = "2026-11-23T14:00:00Z".parse().unwrap();
        let made = |text| Runner {
            created_at: Some(contract::wire::Timestamp::new(text)),
            ..Runner::default()
        };
        assert!(is_fresh(&made("2026-11-23T13:59:30Z"), now));
        assert!(!is_fresh(&made("2026-11-23T13:30:00Z"), now));
        assert!(!is_fresh(&Runner::default(), now));
    }

    #[test]
    fn another_runner_of_that_id_is_not_ours() {
        let mut request = CreateRunner {
            runner_id: "a".into(),
            ..CreateRunner::default()
        };
        request.runner.identity.cluster_id = "1".into();
        let mut runner = request.runner.clone();
        runner.identity.cluster_name = "filled in by the server".into();
        assert!(is_ours(&runner, &request));
        runner.identity.cluster_id = "2".into();
        assert!(!is_ours(&runner, &request));
    }
}
