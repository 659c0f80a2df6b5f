//! Policies of runners, which v1 alone has, whatever else is spoken (contract-v1 3, design D11).

use contract::{api::Dialect, mask::Update, model::Runner};
use serde_json::Value;

use super::{ApiError, Client, client::intent, pages, runners::call_in};

/// A runner as v1 shows it: its policy and the etag of that come with one read (contract-v1 4.3).
pub(crate) async fn get(client: &Client, runner_id: &str) -> Result<Runner, ApiError> {
    call_in(Dialect::V1, client, &Dialect::V1.get(runner_id)).await
}

/// Every runner as v1 lists it.
pub(crate) async fn all(client: &Client) -> Result<Vec<Runner>, ApiError> {
    let mut runners = Vec::new();
    pages::all(async |token: &str| {
        let call = Dialect::V1.list(token);
        let answer: Value = client.call(&call).await?;
        let page = Dialect::V1.page(answer.to_string().as_bytes());
        let unreadable = |error: serde_json::Error| {
            ApiError::unreadable(intent(call.method), 200, &error.to_string())
        };
        let page = page.map_err(unreadable)?;
        runners.extend(page.runners);
        Ok(page.next_page_token)
    })
    .await?;
    Ok(runners)
}

/// Sends an update of v1, one call after the other; the runner of the last answer.
pub(crate) async fn update(client: &Client, update: &Update) -> Result<Runner, ApiError> {
    let mut newest = Runner::default();
    for call in &update.calls {
        newest = call_in(Dialect::V1, client, call).await?;
    }
    Ok(newest)
}
