//! Policies, which only v1 has: read separately if the runners are read in another version (design D11).

use std::collections::HashMap;

use contract::api::Dialect;
use contract::console::{Finding, ListedPolicy};
use contract::model::Runner;
use tokio::time::Instant;

use super::{Poller, SHARE};
use crate::identity::Rights;
use crate::live::reading::{self, Pages, Trouble};

/// When they are read next, and whether they are known.
#[derive(Debug, Default)]
pub(in crate::live) struct Policies {
    due: Option<Instant>,
    are_known: bool,
}

/// By runner ID.
type Listed = HashMap<String, ListedPolicy>;

impl Poller {
    /// Reads the policies of all runners when it is time to. An outage changes nothing of what is known; a refusal has
    /// it forgotten.
    pub(super) async fn read_policies(&mut self) {
        let begun = Instant::now();
        if self.dialect == Dialect::V1 || self.policies.due.is_some_and(|due| due > begun) {
            return;
        }
        match self.all_policies().await {
            Ok(policies) => {
                self.policies.are_known = policies.is_some();
                self.hub.learn_policies(policies.as_ref());
            }
            Err(Trouble { http, message, .. }) => {
                if matches!(http, 401 | 403 | 404 | 405 | 501) {
                    self.dialects.doubt(&self.hub.organization);
                    self.policies.are_known = false;
                    self.hub.learn_policies(None);
                }
                let organization = &self.hub.organization;
                tracing::warn!(%organization, http, "cannot read policies: {message}");
            }
        }
        self.policies.due = Some(begun + self.intervals.policies.max(begun.elapsed() * SHARE));
    }

    /// The policy of a runner that was just changed, where the runner itself says nothing of it.
    pub(super) async fn policy_now(&mut self, runner_id: &str) -> Option<ListedPolicy> {
        if !self.policies.are_known {
            return None;
        }
        let (token, rights) = self.tokens.one(true).await.ok()?;
        if rights != Rights::Admin {
            return None;
        }
        // What was known stands; the next reading of all says more.
        let found = reading::runner(&self.upstream, Dialect::V1, &token, runner_id).await;
        Some(policy(&found.ok()??))
    }

    /// None where v1 is not served, or not to anybody who is there.
    async fn all_policies(&mut self) -> Result<Option<Listed>, Trouble> {
        let (token, rights) = self.tokens.one(true).await?;
        let organization = self.hub.organization.clone();
        let served = self.dialects.current(&organization, &token, rights).await;
        let finding = served.version(Dialect::V1).finding;
        if rights != Rights::Admin || !matches!(finding, Finding::Served | Finding::PolicyOnly) {
            return Ok(None);
        }
        let mut pages = Pages::new(Dialect::V1);
        let mut policies = Listed::new();
        loop {
            let (runners, more) = pages.read(&self.upstream, &token).await?;
            let listed = runners.iter();
            policies.extend(listed.map(|runner| (runner.runner_id().to_owned(), policy(runner))));
            if !more {
                return Ok(Some(policies));
            }
        }
    }
}

/// Of a runner as v1 shows it.
pub(super) fn policy(runner: &Runner) -> ListedPolicy {
    ListedPolicy::of(runner.policy.as_ref())
}
