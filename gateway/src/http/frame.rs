//! What is done with every request, whatever it is about.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::model::Code;
use http::{StatusCode, header};

use super::path::is_reserved;
use super::same_site::is_write;
use super::{Refusal, RequestPath, Site, query};

/// A request that takes longer is given up. Shorter than the console's own patience (30 s), so that a
/// person reads why.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(25);

/// Refuses crooked paths and addresses that carry a secret, before anything is looked up by them.
pub(crate) async fn check_address(request: Request, next: Next) -> Result<Response, Refusal> {
    query::refuse_secrets(request.uri().query())?;
    RequestPath::parse(request.uri().path())?;
    Ok(next.run(request).await)
}

/// Answers within [`REQUEST_TIMEOUT`].
pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    let outcome = if is_write(request.method()) {
        "it may or may not have been done"
    } else {
        "nothing was changed"
    };
    let answer = tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await;
    answer.unwrap_or_else(|_| {
        let seconds = REQUEST_TIMEOUT.as_secs();
        let message = format!("the request did not finish within {seconds} s; {outcome}");
        Refusal::new(Code::DeadlineExceeded, message).into_response()
    })
}

/// A path that lacks a method says which it has, as every refusal does. The router's own answer is empty.
pub(crate) async fn name_methods(response: Response) -> Response {
    let headers = response.headers();
    let is_bare = response.status() == StatusCode::METHOD_NOT_ALLOWED
        && !headers.contains_key(header::CONTENT_TYPE);
    if !is_bare {
        return response;
    }
    let allowed = headers.get(header::ALLOW);
    let allowed = allowed.and_then(|allowed| allowed.to_str().ok());
    let allowed = allowed.unwrap_or_default().replace(',', ", ");
    let mut refusal = Refusal::method(&allowed).into_response();
    for (name, value) in headers {
        if name != header::CONTENT_LENGTH && !refusal.headers().contains_key(name) {
            refusal.headers_mut().insert(name, value.clone());
        }
    }
    refusal
}

/// Answers with the site where nothing else does.
///
/// # Errors
/// 404 below the API's and the gateway's own paths, and without a site.
pub(crate) async fn site(
    State(site): State<Option<Site>>,
    request: Request,
) -> Result<Response, Refusal> {
    let path = RequestPath::parse(request.uri().path())?;
    match site {
        Some(site) if !is_reserved(path.segments()) => site.answer(&path, request).await,
        _ => Err(Refusal::unknown_path()),
    }
}
