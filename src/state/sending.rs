//! Sends an edit of a runner and checks the result (design D6).

use std::sync::Arc;

use contract::{api::Dialect, mask, model::Runner, part::Part, policy::Policy};

use crate::api::{self, ApiError, Client, Intent};

/// What came of it.
pub(crate) enum Sent {
    /// It is done.
    Saved {
        before: Arc<Runner>,
        now: Arc<Runner>,
        /// Mask paths in which the runner is not as it was asked to be.
        differs: Vec<&'static str>,
    },
    /// Somebody has changed what this edit replaces; nothing was sent. The newest state.
    Conflict(Arc<Runner>),
    /// The answer was lost, and the runner is not as it was to be.
    NotSaved,
    Failed(ApiError),
}

/// Reads the runner again, sends where nobody changed the same meanwhile, and looks what became of it.
/// Every state of the runner that comes along is told.
pub(crate) async fn send(
    dialect: Dialect,
    client: &Client,
    told: impl Fn(&Runner),
    base: &Runner,
    wanted: &Runner,
) -> Sent {
    let id = base.runner_id();
    let newest = match api::runners::get_in(dialect, client, id).await {
        Ok(newest) => newest,
        Err(error) => return Sent::Failed(error),
    };
    told(&newest);
    let mine = mask::smallest(dialect, base, wanted);
    if mine.overlaps(&mask::smallest(dialect, base, &newest)) {
        return Sent::Conflict(Arc::new(newest));
    }
    // What others changed elsewhere stays.
    let target = mine.apply(&newest, wanted);
    let saved = |now: Runner| {
        let differs = mask::smallest(dialect, &now, &target).documented();
        told(&now);
        Sent::Saved {
            before: Arc::new(newest.clone()),
            now: Arc::new(now),
            differs,
        }
    };
    let update = match dialect.update(&newest, &target) {
        Ok(Some(update)) => update,
        Ok(None) => return saved(newest.clone()),
        Err(no) => return Sent::Failed(ApiError::told(Intent::Write, 400, no.to_string())),
    };
    match api::runners::update_in(dialect, client, &update).await {
        Ok(now) => saved(now),
        // A lost answer is looked for before anyone is told anything.
        Err(error) if error.is_unsure() => match api::runners::get_in(dialect, client, id).await {
            Ok(now) if mask::smallest(dialect, &now, &target).is_empty() => saved(now),
            Ok(_) => Sent::NotSaved,
            Err(_) => Sent::Failed(error),
        },
        Err(error) => Sent::Failed(error),
    }
}

/// Sends a policy with the etag of the read that the edit began from, and nothing else: nothing is read before, and
/// what was refused as stale is never sent again by itself (contract-v1 4.3).
pub(crate) async fn send_policy(
    client: &Client,
    told: impl Fn(&Runner),
    base: &Runner,
    wanted: &Runner,
) -> Sent {
    let update = match Dialect::V1.update(base, wanted) {
        Ok(Some(update)) => update,
        Ok(None) => return Sent::NotSaved,
        Err(no) => return Sent::Failed(ApiError::told(Intent::Write, 400, no.to_string())),
    };
    let is_mine = |now: &Runner| same_policy(now, wanted);
    let saved = |now: Runner| {
        let differs = if is_mine(&now) {
            Vec::new()
        } else {
            vec![Part::Policy.place()]
        };
        told(&now);
        Sent::Saved {
            before: Arc::new(base.clone()),
            now: Arc::new(now),
            differs,
        }
    };
    let error = match api::runners::update_in(Dialect::V1, client, &update).await {
        Ok(now) => return saved(now),
        Err(error) if error.is_unsure() || error.is_precondition() => error,
        Err(error) => return Sent::Failed(error),
    };
    match api::runners::get_in(Dialect::V1, client, base.runner_id()).await {
        Ok(now) if error.is_unsure() && is_mine(&now) => saved(now),
        Ok(now) if now.etag != base.etag => {
            told(&now);
            Sent::Conflict(Arc::new(now))
        }
        Ok(_) if error.is_unsure() => Sent::NotSaved,
        Ok(_) | Err(_) => Sent::Failed(error),
    }
}

fn same_policy(one: &Runner, other: &Runner) -> bool {
    let policy = |runner: &Runner| runner.policy.clone().and_then(Policy::of);
    match (policy(one), policy(other)) {
        (Some(one), Some(other)) => one.says_the_same(&other),
        (one, other) => one == other,
    }
}
