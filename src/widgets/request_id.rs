//! The name of a failed request, for whoever runs the console: its log has the rest.

use leptos::prelude::*;

use super::copy::CopyButton;
use crate::api::ApiError;

/// A line with the id of the request, if it reached the server.
#[component]
pub(crate) fn RequestId(error: ApiError) -> impl IntoView {
    error.request_id.map(|id| {
        view! {
            <p class="request-id muted">
                "Request ID "
                <code>{id.clone()}</code>
                <CopyButton text=id what="request ID" />
            </p>
        }
    })
}
