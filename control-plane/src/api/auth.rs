//! Whether a caller may: reading needs either token, every other method the admin token (contract 2, I-39); v1 is
//! for administrators only (contract-v1 0).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::model::{Code, Status};

use super::error::ApiError;
use super::v1::PATHS;
use crate::caller::Caller;
use crate::plane::Plane;

/// Lets a request pass if its token allows the method, and tells the handler who calls.
pub(crate) async fn authorize(
    State(plane): State<Arc<Plane>>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(caller) = plane.tokens.caller(request.headers()) else {
        let status = Status::new(Code::Unauthenticated, "missing or invalid token");
        return ApiError::from(status).into_response();
    };
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    let everything = request.uri().path().starts_with(PATHS);
    if caller == Caller::User && (everything || !reads) {
        let status = Status::new(Code::PermissionDenied, "permission denied");
        return ApiError::from(status).into_response();
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}
