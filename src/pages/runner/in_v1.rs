//! The runner as v1 shows it, read whenever the page hears that something of it changed, and from time to time.

use std::sync::Arc;

use contract::{
    api::Dialect,
    model::{Runner, Timestamp},
    policy::Policy,
};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::{
    api::{self, ApiError, Client},
    pages::runner::Live,
    state::task,
};

/// How often it is read again, in milliseconds: where runners are followed in v1beta2, nothing tells of a policy.
const FRESH: u32 = 10_000;

/// The newest read: the policy and its etag are of one (contract-v1 4.3).
#[derive(Clone, Copy)]
pub(in crate::pages::runner) struct InV1 {
    id: StoredValue<String>,
    runner: RwSignal<Option<Arc<Runner>>>,
    failure: RwSignal<Option<ApiError>>,
    client: Client,
}

/// The policy of a runner as v1 shows it.
pub(in crate::pages::runner) fn policy_of(runner: &Runner) -> Option<Policy> {
    runner.policy.clone().and_then(Policy::of)
}

impl InV1 {
    /// Reads now, again when the runner of the page changes, and from time to time.
    pub(in crate::pages::runner) fn follow(live: Live) -> Self {
        let id = live.with_untracked(|runner| runner.runner_id().to_owned());
        let source = Self {
            id: StoredValue::new(id),
            runner: RwSignal::new(None),
            failure: RwSignal::new(None),
            client: expect_context(),
        };
        Effect::new(move |_| {
            live.track();
            source.read();
        });
        task::run(async move {
            loop {
                TimeoutFuture::new(FRESH).await;
                source.fetch().await;
            }
        });
        source
    }

    /// The one of the page.
    pub(in crate::pages::runner) fn context() -> Self {
        expect_context()
    }

    /// Reads it (again).
    pub(in crate::pages::runner) fn read(self) {
        task::run(self.fetch());
    }

    async fn fetch(self) {
        let (client, id) = (self.client, self.id.get_value());
        match api::runners::get_in(Dialect::V1, &client, &id).await {
            Ok(runner) => self.answered(runner),
            Err(error) => self.failure.set(Some(error)),
        }
    }

    /// Takes the runner as a read or a write gave it, unless a newer one is known.
    pub(in crate::pages::runner) fn answered(self, runner: Runner) {
        if self.runner.is_disposed() {
            return;
        }
        let at = |runner: &Runner| runner.updated_at.as_ref().and_then(Timestamp::instant);
        self.failure.set(None);
        let is_news = self.runner.with_untracked(|known| {
            known
                .as_ref()
                .is_none_or(|known| at(&runner) >= at(known) && **known != runner)
        });
        if is_news {
            self.runner.set(Some(Arc::new(runner)));
        }
    }

    /// The newest state.
    pub(in crate::pages::runner) fn runner(self) -> Option<Arc<Runner>> {
        self.runner.get()
    }

    /// Its policy; nothing where none was ever configured.
    pub(in crate::pages::runner) fn policy(self) -> Option<Policy> {
        self.runner
            .with(|runner| runner.as_deref().and_then(policy_of))
    }

    /// Why the newest reading failed.
    pub(in crate::pages::runner) fn failure(self) -> Option<ApiError> {
        self.failure.get()
    }
}
