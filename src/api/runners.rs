//! Managed runners (contract section 2).

use std::sync::Arc;

use contract::{
    api::{Call, Dialect},
    mask::Update,
    model::{CreateRunner, Runner},
};
use futures::future::join_all;
use serde_json::Value;

use super::{ApiError, Client, client::intent};

pub(crate) use super::spoken::{dialect, dialect_of};

/// A request ID for one intent: the server knows by it a create that is sent again (contract-v1 4.4). It is no secret.
pub(crate) fn new_request_id() -> String {
    let part = || format!("{:.0}", js_sys::Math::random() * 1e15);
    format!("{}-{}", part(), part())
}

/// One runner, by runner ID or UUID.
pub(crate) async fn get(client: &Client, id: &str) -> Result<Runner, ApiError> {
    get_in(dialect(), client, id).await
}

/// One runner as another version shows it, whatever else is spoken (design D11).
pub(crate) async fn get_in(
    dialect: Dialect,
    client: &Client,
    id: &str,
) -> Result<Runner, ApiError> {
    call_in(dialect, client, &dialect.get(id)).await
}

async fn call(client: &Client, call: &Call) -> Result<Runner, ApiError> {
    call_in(dialect(), client, call).await
}

/// Makes a call that answers a runner. What of it cannot be read is marked.
async fn call_in(dialect: Dialect, client: &Client, call: &Call) -> Result<Runner, ApiError> {
    let answer: Value = client.call(call).await?;
    let runner = dialect.runner(answer);
    runner.map_err(|error| ApiError::unreadable(intent(call.method), 200, &error.to_string()))
}

/// How many runners are read at once.
const AT_ONCE: usize = 4;

/// Several runners, a few at a time, in the order of the IDs; those that went meanwhile are left out. None
/// when `progress`, which is told how many are there, says that nobody waits any more.
pub(crate) async fn get_all(
    dialect: Dialect,
    client: &Client,
    ids: &[Arc<str>],
    progress: impl Fn(usize) -> bool,
) -> Option<Result<Vec<Runner>, ApiError>> {
    let mut runners = Vec::new();
    for part in ids.chunks(AT_ONCE) {
        let reads = part
            .iter()
            .map(async |id| call_in(dialect, client, &dialect.get(id)).await);
        for answer in join_all(reads).await {
            match answer {
                Ok(runner) => runners.push(runner),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Some(Err(error)),
            }
        }
        if !progress(runners.len()) {
            return None;
        }
    }
    Some(Ok(runners))
}

/// Creates a runner; answers before the install has begun. Only what is set is sent. Where the server knows a create
/// by its ID, one whose answer was lost is sent again.
pub(crate) async fn create(
    client: &Client,
    request: &CreateRunner,
    request_id: &str,
) -> Result<Runner, ApiError> {
    let dialect = dialect_of(request);
    let create = dialect.create(request, request_id);
    match call_in(dialect, client, &create).await {
        Err(error) if error.is_unsure() && dialect.knows_requests() => {
            call_in(dialect, client, &create).await
        }
        answer => answer,
    }
}

/// Sends an update as the contract crate computed it, one call after the other; the runner of the last answer.
pub(crate) async fn update(client: &Client, update: &Update) -> Result<Runner, ApiError> {
    update_in(dialect(), client, update).await
}

/// The same in another version.
pub(crate) async fn update_in(
    dialect: Dialect,
    client: &Client,
    update: &Update,
) -> Result<Runner, ApiError> {
    let mut newest = Runner::default();
    for part in &update.calls {
        newest = call_in(dialect, client, part).await?;
    }
    Ok(newest)
}

/// Begins the deletion.
pub(crate) async fn delete(client: &Client, id: &str) -> Result<(), ApiError> {
    let _: Value = client.call(&dialect().delete(id)).await?;
    Ok(())
}

/// Applies the available update now.
pub(crate) async fn apply_update(client: &Client, id: &str) -> Result<Runner, ApiError> {
    call(client, &dialect().apply_update(id)).await
}
