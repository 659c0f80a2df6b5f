//! One runner's change is sent; what was saved can be undone.

use std::{collections::BTreeMap, sync::Arc};

use contract::model::Runner;
use leptos::prelude::*;

use super::Edits;
use crate::{
    api::runners::dialect,
    run::Failure,
    state::sending::{self, Sent},
};

/// A change that was saved, to be undone.
#[derive(Clone)]
pub(in crate::pages::several) struct Saved {
    pub(in crate::pages::several) before: Arc<Runner>,
    pub(in crate::pages::several) now: Arc<Runner>,
}

impl Edits {
    /// What the last run saved, which can be undone.
    pub(in crate::pages::several) fn saved(self) -> BTreeMap<Arc<str>, Saved> {
        self.saved.get()
    }

    /// Another run begins: what it saves is what can be undone then.
    pub(in crate::pages::several) fn begin_run(self) {
        self.saved.set(BTreeMap::new());
    }

    /// Sends one runner's change, where nobody has changed the same meanwhile.
    pub(in crate::pages::several) async fn send(
        self,
        id: Arc<str>,
        base: Arc<Runner>,
        wanted: Runner,
    ) -> Result<&'static str, Failure> {
        let told = |runner: &Runner| self.fleet.answered(runner);
        let sent = if untrack(|| self.of_policies()) {
            // The page of the runner and the fleet hear of it from the gateway.
            sending::send_policy(&self.client, |_| (), &base, &wanted).await
        } else {
            sending::send(dialect(), &self.client, told, &base, &wanted).await
        };
        let meet = |runner: Arc<Runner>| {
            self.runners.try_update(|runners| {
                if let Some(known) = runners.get_mut(&id) {
                    *known = runner;
                }
            });
        };
        match sent {
            Sent::Saved {
                before,
                now,
                differs,
            } => {
                meet(Arc::clone(&now));
                // To be without a policy again is not possible (contract-v1 J-15).
                let can_go_back = before.policy.is_some() || !untrack(|| self.of_policies());
                if can_go_back {
                    self.saved
                        .try_update(|saved| saved.insert(Arc::clone(&id), Saved { before, now }));
                }
                if differs.is_empty() {
                    Ok("Saved.")
                } else {
                    Ok("Saved, but the server changed something: please check.")
                }
            }
            Sent::Conflict(newest) => {
                meet(newest);
                Err(Failure {
                    message: "Someone changed the same part in the meantime, so nothing was sent."
                        .to_owned(),
                    next_step:
                        "Close this, check what the patch does to it now, then send it again."
                            .to_owned(),
                    may_pass: false,
                })
            }
            Sent::NotSaved => Err(Failure {
                message: "The connection was lost and the change was not saved.".to_owned(),
                next_step: "Nothing is lost: try again.".to_owned(),
                may_pass: true,
            }),
            Sent::Failed(error) => Err(error.into()),
        }
    }
}
