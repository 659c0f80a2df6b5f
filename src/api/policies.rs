//! Policies of runners, which v1 alone has, whatever else is spoken (contract-v1 3, design D11).

use contract::{api::Dialect, mask::Update, model::Runner};

use super::{ApiError, Client, runners::call_in};

/// A runner as v1 shows it: its policy and the etag of that come with one read (contract-v1 4.3).
pub(crate) async fn get(client: &Client, runner_id: &str) -> Result<Runner, ApiError> {
    call_in(Dialect::V1, client, &Dialect::V1.get(runner_id)).await
}

/// Sends an update of v1, one call after the other; the runner of the last answer.
pub(crate) async fn update(client: &Client, update: &Update) -> Result<Runner, ApiError> {
    let mut newest = Runner::default();
    for call in &update.calls {
        newest = call_in(Dialect::V1, client, call).await?;
    }
    Ok(newest)
}
