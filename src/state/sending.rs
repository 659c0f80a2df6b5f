//! Sends an edit of a runner and makes sure of what came of it (design D6).

use std::sync::Arc;

use contract::{mask, wire::Runner};

use crate::api::{self, ApiError, Client};

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
    client: &Client,
    told: impl Fn(&Runner),
    base: &Runner,
    wanted: &Runner,
) -> Sent {
    let id = base.runner_id();
    let newest = match api::runners::get(client, id).await {
        Ok(newest) => newest,
        Err(error) => return Sent::Failed(error),
    };
    told(&newest);
    let mine = mask::smallest(base, wanted);
    if mine.overlaps(&mask::smallest(base, &newest)) {
        return Sent::Conflict(Arc::new(newest));
    }
    // What others changed elsewhere stays.
    let target = mine.apply(&newest, wanted);
    let saved = |now: Runner| {
        let differs = mask::smallest(&now, &target).documented();
        told(&now);
        Sent::Saved {
            before: Arc::new(newest.clone()),
            now: Arc::new(now),
            differs,
        }
    };
    let Ok(Some(update)) = mask::update(&newest, &target) else {
        return saved(newest.clone());
    };
    match api::runners::update(client, id, &update).await {
        Ok(now) => saved(now),
        // A lost answer is looked for before anyone is told anything.
        Err(error) if error.is_unsure() => match api::runners::get(client, id).await {
            Ok(now) if mask::smallest(&now, &target).is_empty() => saved(now),
            Ok(_) => Sent::NotSaved,
            Err(_) => Sent::Failed(error),
        },
        Err(error) => Sent::Failed(error),
    }
}
