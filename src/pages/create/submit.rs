//! Sends a new runner, once. If the response is lost, it checks whether the runner exists before it reports anything
//! (contract 2.1).

use contract::condition::since;
use std::sync::Arc;

use contract::model::{CreateRunner, Runner};
use jiff::{SignedDuration, Timestamp};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, ApiError, Client},
    state::{
        clock::Clock,
        fleet::{Fleet, use_fleet},
        following::{Following, use_following},
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
    /// The server said no to this request.
    Refused(Arc<CreateRunner>, ApiError),
    /// It exists.
    Created(Arc<Runner>),
}

/// The sending of a runner to be.
#[derive(Clone, Copy)]
pub(super) struct Submit {
    step: RwSignal<Step>,
    /// What was sent last, to recognize it, and the ID that it was sent with.
    sent: StoredValue<Option<(CreateRunner, String)>>,
    deps: StoredValue<Deps>,
}

/// What a sending asks and tells.
#[derive(Clone, Copy)]
struct Deps {
    client: Client,
    fleet: Fleet,
    following: Following,
}

impl Submit {
    pub(super) fn new() -> Self {
        Self {
            step: RwSignal::new(Step::Idle),
            sent: StoredValue::new(None),
            deps: StoredValue::new(Deps {
                client: expect_context(),
                fleet: use_fleet(),
                following: use_following(),
            }),
        }
    }

    pub(super) fn step(self) -> Step {
        self.step.get()
    }

    /// Whether a second click must do nothing.
    pub(super) fn is_busy(self) -> bool {
        self.step
            .with(|step| matches!(step, Step::Sending | Step::Checking | Step::Created(_)))
    }

    /// The server's refusal of this request.
    pub(super) fn refusal(self, request: &CreateRunner) -> Option<ApiError> {
        match self.step() {
            Step::Refused(sent, error) if *sent == *request => Some(error),
            _ => None,
        }
    }

    /// Whether a request is under way.
    pub(super) fn is_sending(self) -> bool {
        self.step
            .with(|step| matches!(step, Step::Sending | Step::Checking))
    }

    /// Forgets what came of it, unless that is still open: it is about something else from now on.
    pub(super) fn forget(self) {
        if !untrack(|| self.is_sending()) {
            self.step.set(Step::Idle);
        }
    }

    /// The ID to send a request with that comes with none of its own: that of the last time, if it is the same.
    pub(super) fn request_id(self, request: &CreateRunner) -> String {
        let known = self.sent.with_value(|sent| {
            let (sent, id) = sent.as_ref()?;
            (sent == request).then(|| id.clone())
        });
        known.unwrap_or_else(api::runners::new_request_id)
    }

    /// Sends it, unless it is on its way or there already.
    pub(super) fn send(self, request: CreateRunner, request_id: String) {
        spawn_local(self.run(request, request_id));
    }

    /// The same, to be waited for.
    pub(super) async fn run(self, request: CreateRunner, request_id: String) {
        // The page may have been left while this waited for its turn.
        let Some(deps) = self.deps.try_get_value() else {
            return;
        };
        if untrack(|| self.is_busy()) {
            return;
        }
        let sent = (request.clone(), request_id.clone());
        self.sent.set_value(Some(sent));
        self.step.set(Step::Sending);
        match api::runners::create(&deps.client, &request, &request_id).await {
            Ok(runner) => self.created(&deps, runner),
            Err(error) if error.is_unsure() => self.find(&deps, request).await,
            Err(error) if error.is_taken() => self.conflict(&deps, request, error).await,
            Err(error) => self.refused(&deps, request, error),
        }
    }

    /// Browsers send a request again by themselves when a kept connection turns out to be closed, so a
    /// conflict may be with the runner that this very form has just made.
    async fn conflict(self, deps: &Deps, request: CreateRunner, error: ApiError) {
        match api::runners::get(&deps.client, &request.runner_id).await {
            Ok(runner) if is_ours(&runner, &request) && is_fresh(&runner, Clock::instant()) => {
                self.created(deps, runner);
            }
            Ok(_) | Err(_) => self.refused(deps, request, error),
        }
    }

    /// Looks again for what was sent.
    pub(super) fn look(self) {
        if let Some((request, _)) = self.sent.get_value() {
            let deps = self.deps.get_value();
            spawn_local(async move { self.find(&deps, request).await });
        }
    }

    async fn find(self, deps: &Deps, request: CreateRunner) {
        self.step.try_set(Step::Checking);
        match api::runners::get(&deps.client, &request.runner_id).await {
            Ok(runner) if is_ours(&runner, &request) => self.created(deps, runner),
            // Somebody else's runner of that ID: the fleet now knows it, and the form says so.
            Ok(runner) => {
                deps.fleet.answered(&runner);
                self.step.try_set(Step::NotCreated);
            }
            Err(error) if error.is_not_found() => drop(self.step.try_set(Step::NotCreated)),
            Err(error) if error.is_unsure() || error.http == 0 || error.http >= 500 => {
                self.step.try_set(Step::Unknown);
            }
            Err(error) => self.refused(deps, request, error),
        }
    }

    fn created(self, deps: &Deps, runner: Runner) {
        deps.following.refresh();
        deps.fleet.answered(&runner);
        // The page may have been left; then the runner shows in the list.
        self.step.try_set(Step::Created(Arc::new(runner)));
    }

    fn refused(self, deps: &Deps, request: CreateRunner, error: ApiError) {
        deps.following.refresh();
        self.step.try_set(Step::Refused(Arc::new(request), error));
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
        .and_then(contract::model::Timestamp::instant);
    created.is_some_and(|at| since(at, now) < SignedDuration::from_mins(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_runner_is_not_the_one_just_made() {
        let now: Timestamp = "2026-11-23T14:00:00Z".parse().unwrap();
        let made = |text| Runner {
            created_at: Some(contract::model::Timestamp::new(text)),
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
