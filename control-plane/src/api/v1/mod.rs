//! v1 of the runners (contract-v1): reads requests and writes answers. What is done is in [`crate::runners`], and
//! what is kept is what v1beta2 keeps.

pub(crate) mod actions;
pub(crate) mod create;
pub(crate) mod read;
pub(crate) mod schema;
pub(crate) mod update;
mod wire;

use contract::model::{Code, Status};

use crate::api::error::ApiError;
use crate::refusal::Refusal;

/// Where v1's runners are.
pub(crate) const PATHS: &str = "/v1/sandbox/";

/// How v1beta2's words are said in v1; the longer ones first.
const WORDS: &[(&str, &str)] = &[
    (
        "a runner with this runner_id already exists",
        "runner already exists",
    ),
    (
        "update_mask is required",
        "an explicit update mask is required",
    ),
    (
        "runner.identity.cluster_id or cluster_name",
        "identity.cluster_id",
    ),
    ("runner.managed_spec", "spec"),
    ("runner.identity", "identity"),
    (
        "\"field\":\"runner_id\"",
        "\"field\":\"identity.runner_id\"",
    ),
    ("\"runner_id is", "\"identity.runner_id is"),
    (
        "must not be above max_replicas",
        "scaling min_replicas must not exceed max_replicas",
    ),
];

/// A refusal in the words of v1.
fn said(refusal: impl Into<Refusal>) -> ApiError {
    match refusal.into() {
        Refusal::Status(status) => {
            let text = serde_json::to_string(&status).unwrap_or_default();
            let text = WORDS
                .iter()
                .fold(text, |text, (old, new)| text.replace(old, new));
            serde_json::from_str::<Status>(&text)
                .unwrap_or(status)
                .into()
        }
        failed @ Refusal::Failed(_) => failed.into(),
    }
}

/// v1 is not for this organization, which is no outage (contract-v1 9.1, J-29).
pub(crate) async fn unavailable() -> ApiError {
    let message = "this API version is not available for your organization";
    Status::new(Code::Unimplemented, message)
        .with_reason("CWSANDBOX_NOT_IMPLEMENTED")
        .into()
}
