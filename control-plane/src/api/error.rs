//! Errors as callers see them: always a `google.rpc.Status` (contract 4.1).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::wire::{Code, FieldViolation, Status};

use crate::store::StoreError;

/// Why a call was not done.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// The caller's fault.
    Refused(Status),
    /// The same, with an HTTP status that the gRPC code does not imply.
    RefusedAs(StatusCode, Status),
    /// Ours. The caller learns no more than that.
    Failed(StoreError),
}

pub(crate) type ApiResult<T> = Result<T, ApiError>;

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<Status> for ApiError {
    fn from(status: Status) -> Self {
        Self::Refused(status)
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (http, status) = match self {
            Self::Refused(status) => {
                let http = StatusCode::from_u16(status.http());
                (http.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), status)
            }
            Self::RefusedAs(http, status) => (http, status),
            Self::Failed(error) => {
                tracing::error!(%error, "a call failed");
                let status = Status::new(Code::Internal, "internal error; try again");
                (StatusCode::INTERNAL_SERVER_ERROR, status)
            }
        };
        let mut response = (http, Json(status)).into_response();
        if http == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

/// Bad input in one field.
pub(crate) fn invalid(field: &str, description: impl Into<String>) -> ApiError {
    let violation = FieldViolation {
        field: field.to_owned(),
        description: description.into(),
    };
    Status::bad_request(&[violation]).into()
}

/// No such thing. Also says so where the caller asked for something that is nothing at all.
pub(crate) fn not_found(kind: &str, name: &str) -> ApiError {
    Status::new(
        Code::NotFound,
        format!("{} not found", kind.replace('_', " ")),
    )
    .with_resource(kind, name)
    .into()
}

/// The state forbids it.
pub(crate) fn precondition(kind: &str, message: impl Into<String>) -> ApiError {
    Status::new(Code::FailedPrecondition, message)
        .with_precondition(kind)
        .into()
}

/// A name or a cluster is taken; `holder` has it.
pub(crate) fn taken(kind: &str, holder: &str, message: &str) -> ApiError {
    Status::new(Code::AlreadyExists, message)
        .with_resource(kind, holder)
        .into()
}
