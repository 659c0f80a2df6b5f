//! A failed request where it happened: what happened, what to do, and a way to try again.

use leptos::prelude::*;

use super::{
    button::Button,
    icon::{Glyph, Icon},
    request_id::RequestId,
};
use crate::api::ApiError;

/// A failed request. It stays until it is cured.
#[component]
pub(crate) fn Failure(
    /// What was tried: "The runners could not be read".
    #[prop(into)]
    what: String,
    error: ApiError,
    #[prop(optional, into)] on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let next_step = error.next_step();
    let violations = error
        .violations
        .iter()
        .filter(|violation| violation.description != error.message)
        .map(|violation| {
            view! {
                <li>
                    <code>{violation.field.clone()}</code>
                    " "
                    {violation.description.clone()}
                </li>
            }
        })
        .collect_view();
    let http = (error.http >= 400).then(|| format!("HTTP {}", error.http));
    view! {
        <div class="failure" role="alert">
            <p class="failure-what tone-bad">
                <Glyph icon=Icon::Alert />
                <strong>{what}</strong>
                <span class="muted">{http}</span>
            </p>
            <p>{error.message.clone()}</p>
            <ul class="failure-fields">{violations}</ul>
            <p class="muted">{next_step}</p>
            <RequestId error=error.clone() />
            {on_retry.map(|on_press| view! { <div><Button label="Retry" on_press /></div> })}
        </div>
    }
}
